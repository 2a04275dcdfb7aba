using JouleTree.Core.Errors;
using JouleTree.Metering.Catalog;
using JouleTree.Metering.Meters;
using JouleTree.Metering.Meters.CpuModel;
using JouleTree.Metering.Meters.Nvml;
using JouleTree.Metering.Meters.Rapl;
using JouleTree.Metering.Tests.Meters.Rapl;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Metering.Tests.Catalog;

public sealed class MeterCatalogTests
{
    private readonly ManualClock _clock = new();

    [Fact]
    public void Open_Auto_TakesTheBestAvailableAndSaysWhy()
    {
        MeterChoice choice = Catalog("/nowhere").Open("auto", new MeterOptions(), _clock.Machine());

        choice.Meter.Description.Name.ShouldBe("cpu-model");
        choice.Reason.ShouldContain("rapl: there is no /nowhere");
    }

    [Fact]
    public void OfThisMachine_PowerModel_IsThere()
    {
        using IEnergyMeter meter = MeterCatalog.OfThisMachine(new MeterOptions { WattsPerCore = 5 }).Open("cpu-model").Meter;

        meter.Description.Name.ShouldBe("cpu-model");
        Should.Throw<InputException>(() => MeterCatalog.OfThisMachine().Open("steam")).Message.ShouldContain("no meter is called 'steam'");
    }

    [Fact]
    public void Open_AutoOnHardware_PrefersCounters()
    {
        using PowercapTree tree = PowercapTree.TwoSockets();

        Catalog(tree.Root).Open("auto", new MeterOptions(), _clock.Machine()).Meter.Description.Name.ShouldBe("rapl");
    }

    [Fact]
    public void Open_NamedMeterMissing_NeverFallsBack() =>
        Should.Throw<MeterUnavailableException>(() => Catalog("/nowhere").Open("rapl", new MeterOptions(), _clock.Machine()))
            .Message.ShouldStartWith("meter rapl: there is no /nowhere");

    [Fact]
    public void Open_UnknownName_ListsTheNames() =>
        Should.Throw<InputException>(() => Catalog("/nowhere").Open("watts-up", new MeterOptions(), _clock.Machine()))
            .Message.ShouldContain("expected auto, rapl, nvml, cpu-model or power-log:FILE");

    [Fact]
    public void Probe_MeterThatIsNotThere_SaysWhatWouldEnableIt()
    {
        IMeterSource[] missing = [.. MeterCatalog.Of(new MeterOptions(), _clock.Machine())
            .Sources.Where(source => !source.Probe().IsAvailable)];

        missing.ShouldContain(source => source.Name == "rapl");
        foreach (IMeterSource source in missing)
        {
            source.Probe().Remedy.ShouldNotBeNullOrEmpty(source.Name);
            Should.Throw<MeterUnavailableException>(source.Open).Message.ShouldEndWith($"; {source.Probe().Remedy}");
        }
    }

    private MeterCatalog Catalog(string powercap) => new(
    [
        new RaplSource(new PowercapFolder(powercap), _clock),
        new NvmlSource(() => null, _clock),
        new CpuModelSource(ProcessorPower.Default, _clock.Machine()),
    ]);
}
