using JouleTree.Core.Errors;
using JouleTree.Core.Trees.Details;
using JouleTree.Metering.Catalog;
using JouleTree.Metering.Machines;
using JouleTree.Metering.Meters;
using JouleTree.Metering.Meters.CpuModel;
using JouleTree.Metering.Meters.Hwmon;
using JouleTree.Metering.Meters.Nvml;
using JouleTree.Metering.Meters.Rapl;
using JouleTree.Metering.Tests.Meters;
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
    [InlineData("rapl+cpu-model", "both cover the processors, which would count twice")]
    [InlineData("rapl+nvml+cpu-model", "both cover the processors, which would count twice")]
    [InlineData("nvml+nvml", "nvml would count twice")]
    [InlineData("nvml+nvml:power", "both cover gpu 0000:c1:00.0, which would count twice")]
    [InlineData("nvml+power-log:x.csv", "power-log:x.csv covers what its meter is plugged into")]
    [InlineData("nvml+auto", "auto is a meter for itself")]
    public void Open_PartsThatMeterTheSame_AreRefused(string name, string reason)
    {
        using PowercapTree tree = PowercapTree.TwoSockets();

        Should.Throw<InputException>(() => Catalog(tree.Root).Open(name, new MeterOptions(), _clock.Machine()))
            .Message.ShouldBe($"meters '{name}' cannot be combined: {reason}" + (reason.Contains("plugged") ? ", which may be all of it" : ""));
    }

    // A card of AMD's beside a processor; and the same driver's chip that holds both.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Open_ChipBesideTheProcessors_IsAddedUnlessItHoldsThem(bool isApu)
    {
        using PowercapTree powercap = PowercapTree.TwoSockets();
        using SystemTree system = new();
        system.Set("sys/class/hwmon/hwmon0/name", "amdgpu").Set("sys/class/hwmon/hwmon0/power1_average", "9000000")
            .Link("sys/class/hwmon/hwmon0/device", "../../../0000:03:00.0");
        if (isApu)
            system.Set("sys/class/hwmon/hwmon0/in1_input", "800");
        MeterCatalog catalog = Catalog(powercap.Root, system.Root);
        if (isApu)
        {
            Should.Throw<InputException>(() => catalog.Open("hwmon:amdgpu+rapl", new MeterOptions(), _clock.Machine()))
                .Message.ShouldContain("both cover the processors");
            return;
        }

        using IEnergyMeter meter = catalog.Open("hwmon:amdgpu+rapl+nvml", new MeterOptions(), _clock.Machine()).Meter;
        MeterMark start = meter.Mark();
        _clock.Advance(2);
        powercap.Set("intel-rapl:0", 6_000_000);
        NvmlStub.Millijoules = 12_000;

        EnergyWindow window = meter.Between(start, meter.Mark());

        window.Joules!.Value.ShouldBe(18 + 5 + 7, 1e-6);
        window.GpuJoules!.Value.ShouldBe(25, 1e-6);
        meter.Description.Parts.ShouldBe(["gpu 0000:03:00.0", "processors", "memory", "gpu 0000:c1:00.0"]);
    }

    [Theory]
    [InlineData("hwmon", null)]
    [InlineData("hwmon:xe", "meter hwmon:xe: no chip of xe tells an energy or a power on this machine; there is hwmon:amdgpu")]
    public void Open_ChipByItsDriver_IsTakenOrRefused(string name, string? message)
    {
        using SystemTree system = new();
        system.Set("sys/class/hwmon/hwmon0/name", "amdgpu").Set("sys/class/hwmon/hwmon0/power1_average", "9000000");
        MeterCatalog catalog = Catalog("/nowhere", system.Root);

        if (message is null)
            catalog.Open(name, new MeterOptions(), _clock.Machine()).Meter.Description.Name.ShouldBe("hwmon:amdgpu");
        else
            Should.Throw<MeterUnavailableException>(() => catalog.Open(name, new MeterOptions(), _clock.Machine()))
                .Message.ShouldBe(message);
    }

    private MeterCatalog Catalog(string powercap, string? system = null) => new(
    [
        new RaplSource(new PowercapFolder(powercap), _clock),
        new NvmlSource(() => new NvmlLibrary(NvmlStub.Resolve), _clock),
        .. system is null ? [] : HwmonSource.All(new HwmonFolder(system), _clock),
        new CpuModelSource(ProcessorPower.Default, _clock.Machine()),
    ],
    [new NvmlSource(() => new NvmlLibrary(NvmlStub.Resolve), _clock, integratesPower: true)]);
}
