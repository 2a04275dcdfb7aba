using JouleTree.Metering.Machines;
using JouleTree.Metering.Meters;
using JouleTree.Metering.Meters.Nvml;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Metering.Tests.Meters.Nvml;

// One collection, so that these tests run one after the other: they share the stub's values.
[Collection("NVML stub")]
public sealed class NvmlMeterTests
{
    private readonly ManualClock _clock = new();

    public NvmlMeterTests()
    {
        NvmlStub.EnergyCode = 0;
        NvmlStub.InitCode = 0;
        NvmlStub.Millijoules = 5_000;
        NvmlStub.Partitioned = 0;
    }

    [Fact]
    public void Between_CardWithCounter_ReadsMillijoules()
    {
        using IEnergyMeter meter = Source().Open();
        MeterMark start = meter.Mark();
        _clock.Advance(2);
        NvmlStub.Millijoules = 505_000;

        EnergyWindow window = meter.Between(start, meter.Mark());

        window.Joules!.Value.ShouldBe(500, 1e-9);
        window.Components.Keys.ShouldBe(["gpu-0 Test Card"]);
        meter.Description.Method.ShouldBe("energy counter");
    }

    [Fact]
    public void Between_CardWithoutCounter_IntegratesPower()
    {
        NvmlStub.EnergyCode = NvmlStub.NotSupported;
        NvmlStub.Milliwatts = 100_000;
        using IEnergyMeter meter = Source().Open();
        MeterMark start = meter.Mark();
        _clock.Advance(2);
        NvmlStub.Milliwatts = 200_000;

        EnergyWindow window = meter.Between(start, meter.Mark());

        window.Joules!.Value.ShouldBe(2 * 150, 1e-9);
        meter.Description.Method.ShouldContain("integrated power");
    }

    // To compare a card's counter with its power.
    [Fact]
    public void Between_PowerAskedForBesideACounter_IntegratesIt()
    {
        NvmlStub.Milliwatts = 80_000;
        using IEnergyMeter meter = new NvmlSource(() => new NvmlLibrary(NvmlStub.Resolve), _clock, integratesPower: true).Open();
        MeterMark start = meter.Mark();
        _clock.Advance(2);
        NvmlStub.Millijoules = 505_000;

        meter.Between(start, meter.Mark()).Joules!.Value.ShouldBe(160, 1e-9);
        meter.Description.Name.ShouldBe("nvml:power");
        meter.Description.Parts.ShouldBe(["gpu 0000:c1:00.0"]);
    }

    [Fact]
    public void Description_CardSplitIntoParts_SaysThatTheyHaveNoEnergies()
    {
        NvmlStub.Partitioned = 1;
        using IEnergyMeter meter = Source().Open();

        meter.Description.Covers.ShouldContain("(MIG), which have no energies of their own");
    }

    [Fact]
    public void Open_CardByItsUuid_IsTaken()
    {
        new NvmlSource(() => new NvmlLibrary(NvmlStub.Resolve), _clock, new GpuSelection("GPU-5a7e")).Probe().IsAvailable.ShouldBeTrue();
        new NvmlSource(() => new NvmlLibrary(NvmlStub.Resolve), _clock, new GpuSelection("GPU-0")).Probe().Finding
            .ShouldContain("there are GPU-5a7e");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Between_ReadingMissingAtOneEnd_IsMissing(bool atTheStart)
    {
        using IEnergyMeter meter = Source().Open();
        NvmlStub.EnergyCode = atTheStart ? NvmlStub.NotSupported : 0;
        MeterMark start = meter.Mark();
        _clock.Advance(2);
        NvmlStub.EnergyCode = atTheStart ? 0 : NvmlStub.NotSupported;

        EnergyWindow window = meter.Between(start, meter.Mark());

        window.Joules.ShouldBeNull();
        window.GpuJoules.ShouldBeNull();
        window.Components.ShouldBeEmpty();
        window.Trouble.ShouldBe("gpu-0 Test Card did not tell its energy: measure again, and check the card with nvidia-smi where it "
            + "happens often");
    }

    [Fact]
    public void Between_PowerReadMeanwhile_IsIntegratedPieceByPiece()
    {
        NvmlStub.EnergyCode = NvmlStub.NotSupported;
        NvmlStub.Milliwatts = 100_000;
        using IEnergyMeter meter = Source().Open();
        MeterMark start = meter.Mark();
        _clock.Advance(1);
        NvmlStub.Milliwatts = 300_000;
        _clock.FireTimers();
        _clock.Advance(1);

        meter.Between(start, meter.Mark()).Joules!.Value.ShouldBe((0.5 * (100 + 300)) + 300, 1e-9);
    }

    [Fact]
    public void Utilization_OfTheCard_IsRead()
    {
        using NvmlMeter meter = (NvmlMeter)Source().Open();

        meter.Utilization().ShouldBe(new GpuUtilization(87, 41, 1700, 7001));
    }

    [Fact]
    public void Mark_CardIsLost_IsReported()
    {
        using IEnergyMeter meter = Source().Open();
        NvmlStub.EnergyCode = NvmlStub.CardIsLost;

        Should.Throw<MeterLostException>(() => meter.Mark())
            .Message.ShouldBe("meter nvml: NVML could not read the energy: GPU is lost (code 15); look whether nvidia-smi still shows "
            + "the card, and measure again");
    }

    [Fact]
    public void Probe_DriverDoesNotStart_SaysWhy()
    {
        NvmlStub.InitCode = 9;

        MeterProbe probe = Source().Probe();

        probe.IsAvailable.ShouldBeFalse();
        probe.Finding.ShouldContain("NVML could not start");
    }

    [Fact]
    public void Probe_NoLibrary_SaysWhatToInstall() =>
        new NvmlSource(() => null, _clock).Probe().Remedy.ShouldBe("install NVIDIA's driver");

    private NvmlSource Source() => new(() => new NvmlLibrary(NvmlStub.Resolve), _clock);
}
