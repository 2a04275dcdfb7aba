using JouleTree.Core.Errors;
using JouleTree.Core.Trees.Details;
using JouleTree.Metering.Catalog;
using JouleTree.Metering.Machines;
using JouleTree.Metering.Meters;
using JouleTree.Metering.Meters.CpuModel;
using JouleTree.Metering.Meters.Nvml;
using JouleTree.Metering.Meters.Rapl;
using JouleTree.Metering.Tests.Meters.Nvml;
using JouleTree.Metering.Tests.Meters.Rapl;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Metering.Tests.Catalog;

[Collection("NVML stub")]
public sealed class CombinedMeterTests
{
    private readonly ManualClock _clock = new();

    public CombinedMeterTests()
    {
        NvmlStub.EnergyCode = 0;
        NvmlStub.InitCode = 0;
        NvmlStub.Millijoules = 5_000;
    }

    [Fact]
    public void Between_ProcessorsAndCard_SumsBothAndTellsTheCardApart()
    {
        using PowercapTree tree = PowercapTree.TwoSockets();
        tree.Set("intel-rapl:0", 1_000_000);
        tree.Set("intel-rapl:1", 2_000_000);
        using IEnergyMeter meter = Catalog(tree.Root).Open("rapl+nvml", new MeterOptions(), _clock.Machine()).Meter;
        MeterMark start = meter.Mark();
        _clock.Advance(2);
        NvmlStub.Millijoules = 505_000;
        tree.Set("intel-rapl:0", 31_000_000);
        tree.Set("intel-rapl:1", 12_000_000);

        EnergyWindow window = meter.Between(start, meter.Mark());

        window.Joules!.Value.ShouldBe(540, 1e-6);
        window.GpuJoules!.Value.ShouldBe(500, 1e-6);
        window.Components["gpu-0 Test Card"].ShouldBe(500, 1e-6);
        window.ResolutionJoules.ShouldBe(61e-6 + 1e-3, 1e-12);
        meter.Description.Name.ShouldBe("rapl+nvml");
        meter.Description.Source.ShouldBe(EnergySource.Measured);
        meter.Description.UpdateSeconds.ShouldBe(0.1);
    }

    [Fact]
    public void Description_WithAModelledPart_IsModelled()
    {
        using IEnergyMeter meter = Catalog("/nowhere").Open("cpu-model+nvml", new MeterOptions(), _clock.Machine()).Meter;

        meter.Description.Source.ShouldBe(EnergySource.Modelled);
        meter.Description.Properties["cpu-model_watts_per_core"].ShouldBe("12");
        ((CombinedMeter)meter).Cards!.Utilization().ShouldBe(new GpuUtilization(87, 41, 1700, 7001));
    }

    [Fact]
    public void Open_OnePartMissing_NeverFallsBack() =>
        Should.Throw<MeterUnavailableException>(() => Catalog("/nowhere").Open("rapl+nvml", new MeterOptions(), _clock.Machine()))
            .Message.ShouldStartWith("meter rapl:");

    [Theory]
    [InlineData("rapl+cpu-model")]
    [InlineData("nvml+nvml")]
    [InlineData("nvml+power-log:x.csv")]
    public void Open_PartsThatMeterTheSame_AreRefused(string name) =>
        Should.Throw<InputException>(() => Catalog("/nowhere").Open(name, new MeterOptions(), _clock.Machine()))
            .Message.ShouldContain("one meter of the processors and nvml");

    private MeterCatalog Catalog(string powercap) => new(
    [
        new RaplSource(new PowercapFolder(powercap), _clock),
        new NvmlSource(() => new NvmlLibrary(NvmlStub.Resolve), _clock),
        new CpuModelSource(ProcessorPower.Default, _clock.Machine()),
    ]);
}
