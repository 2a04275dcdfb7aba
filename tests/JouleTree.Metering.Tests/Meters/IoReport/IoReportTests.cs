using JouleTree.Metering.Meters;
using JouleTree.Metering.Meters.IoReport;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Metering.Tests.Meters.IoReport;

// Names and units as programs that read such chips list them; no such chip was met.
public sealed class IoReportTests
{
    private readonly ManualClock _clock = new();

    public IoReportTests()
    {
        IoReportStub.HasGroup = true;
        Set(1_000, 2_000_000_000, 10, 500);
    }

    [Fact]
    public void Between_UnitsOfEachCounter_SumsWholesOnce()
    {
        using IEnergyMeter meter = Source().Open();
        MeterMark start = meter.Mark();
        _clock.Advance(1);
        Set(1_000 + 3_000, 2_000_000_000 + 5_000_000_000, 10 + 200, 500 + 700);

        EnergyWindow window = meter.Between(start, meter.Mark());

        window.Joules!.Value.ShouldBe(3 + 5 + 0.2 + 0.7, 1e-9);
        window.GpuJoules!.Value.ShouldBe(5, 1e-9);
        window.Components.Keys.ShouldBe(["CPU Energy", "GPU Energy", "ANE", "DRAM"]);
        meter.Description.Properties["tested"].ShouldContain("not on hardware");
    }

    [Theory]
    [InlineData("DIE_0_CPU Energy", true)]
    [InlineData("ECPU", false)]
    [InlineData("PCPU0", false)]
    [InlineData("GPU", false)]
    [InlineData("GPU SRAM", false)]
    public void IsCounted_PartsOfOthers_AreNot(string name, bool isCounted) =>
        new IoReportChannel(name, "mJ", 1).IsCounted.ShouldBe(isCounted);

    [Fact]
    public void Joules_UnitThatIsNotKnown_IsRefused() =>
        Should.Throw<FormatException>(() => new IoReportChannel("CPU Energy", "mW", 1).Joules).Message
            .ShouldBe("CPU Energy counts in 'mW', expected mJ, uJ or nJ");

    [Fact]
    public void Probe_NoEnergyModel_SaysSo()
    {
        IoReportStub.HasGroup = false;

        Source().Probe().Finding.ShouldBe("IOReport has no group Energy Model");
    }

    [Fact]
    public void Probe_AnotherSystem_SaysSo() => new IoReportSource(() => null, _clock).Probe().Finding.ShouldBe("this is not macOS");

    private static void Set(long cpu, long gpu, long ane, long dram)
    {
        IoReportStub.Energies.Clear();
        IoReportStub.Energies.AddRange(
        [
            ("ECPU", "mJ", cpu / 4), ("PCPU", "mJ", cpu / 2), ("CPU Energy", "mJ", cpu), ("GPU", "mJ", gpu / 1_000_000),
            ("GPU Energy", "nJ", gpu), ("ANE", "mJ", ane), ("DRAM", "mJ", dram),
        ]);
    }

    private IoReportSource Source() => new(() => new IoReportLibrary(IoReportStub.Resolve), _clock);
}
