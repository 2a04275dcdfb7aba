using JouleTree.Metering.Catalog;
using JouleTree.Metering.Meters;
using JouleTree.Metering.Meters.Rapl;
using JouleTree.Metering.Tests.Meters.Rapl;
using JouleTree.Metering.Windowing;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Metering.Tests.Windowing;

/// <summary>Windows over counters that cannot be read, wrap around or are reset, and over meters without counters.</summary>
[Collection(EnergyMeterTests.OneAtATime)]
public sealed class WindowTroubleTests : IDisposable
{
    private const string Package = "intel-rapl:0";
    private const ulong Range = 262_143_328_850;

    private readonly ManualClock _clock = new();
    private readonly PowercapTree _tree = PowercapTree.Laptop();
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void End_WhileTheCounterCannotBeRead_HasTimeAndNoEnergyAndSaysWhy()
    {
        using EnergyMeter meter = OnRapl();
        OpenWindow window = meter.Begin("a");
        _clock.Advance(1);
        _tree.SetText(Package, "");

        EnergyWindow energy = window.End();

        energy.Joules.ShouldBeNull();
        energy.ShareJoules.ShouldBeNull();
        energy.Seconds.ShouldBe(1, 1e-9);
        energy.Trouble!.ShouldContain("cannot be read any more");
        WindowTotal total = meter.Totals.ShouldHaveSingleItem();
        (total.Windows, total.WithoutEnergy, total.Joules, total.Seconds).ShouldBe((1, 1, null, 0));
    }

    [Fact]
    public void Begin_WhileTheCounterCannotBeRead_DoesNotThrow_AndTheNextWindowIsKnownAgain()
    {
        using EnergyMeter meter = OnRapl();
        OpenWindow around = meter.Begin("around");
        _tree.SetText(Package, "gone");
        OpenWindow blind = meter.Begin("blind");
        _clock.Advance(1);
        _tree.Set(Package, 11_000_000);

        blind.End().Trouble!.ShouldContain("cannot be read any more");
        // Both its ends were read, and counters go on while nobody reads them.
        around.End().Joules!.Value.ShouldBe(10, 1e-9);
        OpenWindow next = meter.Begin("next");
        _clock.Advance(1);
        _tree.Set(Package, 14_000_000);
        next.End().Joules!.Value.ShouldBe(3, 1e-9);
    }

    [Fact]
    public void Window_AcrossSeveralWraps_LosesNothing_BecauseCountersAreReadMeanwhile()
    {
        using EnergyMeter meter = OnRapl();
        OpenWindow window = meter.Begin("long");
        // 200 kJ at a time, twice round the counter.
        foreach (ulong value in (ulong[])[200_001_000_000, 400_001_000_000 - Range, 600_001_000_000 - (2 * Range)])
        {
            _clock.Advance(400);
            _tree.Set(Package, value);
            _clock.FireTimers();
        }

        window.End().Joules!.Value.ShouldBe(600_000, 1);
    }

    [Fact]
    public void Window_AcrossAReset_HasNoEnergy_AndWhatIsSharedSkipsIt()
    {
        using EnergyMeter meter = OnRapl();
        OpenWindow window = meter.Begin("a");
        _clock.Advance(1);
        _tree.Set(Package, 2_000_000);
        OpenWindow early = meter.Begin("early");
        _clock.Advance(1);
        _tree.Set(Package, 5_000_000);
        early.End().Joules!.Value.ShouldBe(3, 1e-9);
        _clock.Advance(1);
        _tree.Set(Package, 7);

        EnergyWindow energy = window.End();

        energy.Joules.ShouldBeNull();
        energy.Trouble!.ShouldContain("it was reset");
    }

    [Fact]
    public void End_OfAMeterWithoutCounters_AsksItForTheWholeWindow()
    {
        using EnergyMeter meter = On(new SyntheticMeter(_clock, watts: 40));
        OpenWindow outer = meter.Begin("outer");
        using (outer.Begin("inner"))
            _clock.Advance(1);
        _clock.Advance(2);

        EnergyWindow window = outer.End();

        window.Joules!.Value.ShouldBe(120, 1e-4);
        window.ShareJoules.ShouldBeNull();
        meter.Totals.Single(total => total.Name == "inner").Joules!.Value.ShouldBe(40, 1e-4);
    }

    [Fact]
    public void End_OnALogThatEndedEarlier_HasNoEnergyAndDoesNotThrow()
    {
        string log = _folder.Write("log.csv", "timestamp,watts\n1795305599,10\n1795305600,10\n1795305601,10\n");
        MeterOptions options = new();
        using EnergyMeter meter = new(
            MeterCatalog.Of(options, _clock.Machine()).Open($"power-log:{log}", options, _clock.Machine()), _clock.Machine());
        OpenWindow known = meter.Begin("known");
        _clock.Advance(1);
        known.End().Joules!.Value.ShouldBe(10, 1e-6);
        OpenWindow late = meter.Begin("late");
        _clock.Advance(60);

        EnergyWindow window = late.End();

        window.Joules.ShouldBeNull();
        window.Seconds.ShouldBe(60, 1e-9);
        window.Trouble!.ShouldContain(log);
    }

    public void Dispose()
    {
        _tree.Dispose();
        _folder.Dispose();
    }

    private EnergyMeter OnRapl() => On(new RaplSource(new PowercapFolder(_tree.Root), _clock).Open());

    private EnergyMeter On(IEnergyMeter meter) => new(new MeterChoice(meter, "test"), _clock.Machine());
}
