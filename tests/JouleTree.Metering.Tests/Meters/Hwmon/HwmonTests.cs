using JouleTree.Metering.Meters;
using JouleTree.Metering.Meters.Hwmon;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Metering.Tests.Meters.Hwmon;

// Trees as the kernel's documentation and captures of such machines have them; none of these machines was met.
public sealed class HwmonTests : IDisposable
{
    private const string Hwmon = "sys/class/hwmon/";

    private readonly ManualClock _clock = new();
    private readonly SystemTree _tree = new();

    public void Dispose() => _tree.Dispose();

    [Fact]
    public void AmdGpuCard_AverageBeforeMoment_IsIntegratedAsAGpu()
    {
        Card("hwmon3", "0000:03:00.0", "amdgpu").Set(Hwmon + "hwmon3/power1_average", "30000000")
            .Set(Hwmon + "hwmon3/power1_input", "99000000").Set(Hwmon + "hwmon3/power1_label", "PPT");
        using IEnergyMeter meter = Source("hwmon:amdgpu").Open();
        MeterMark start = meter.Mark();
        _clock.Advance(2);
        _tree.Set(Hwmon + "hwmon3/power1_average", "50000000");

        EnergyWindow window = meter.Between(start, meter.Mark());

        window.Joules!.Value.ShouldBe(80, 1e-9);
        window.GpuJoules!.Value.ShouldBe(80, 1e-9);
        window.Components.Keys.ShouldBe(["0000:03:00.0 PPT"]);
        meter.Description.Parts.ShouldBe(["gpu 0000:03:00.0"]);
        Source("hwmon:amdgpu").Choosing.ShouldBe(MeterChoosing.OnGpu);
    }

    // Only an APU tells the voltage of the northbridge, and its power contains the processor.
    [Fact]
    public void AmdGpuInAProcessor_CoversTheProcessorToo()
    {
        Card("hwmon3", "0000:c1:00.0", "amdgpu").Set(Hwmon + "hwmon3/power1_input", "15000000").Set(Hwmon + "hwmon3/in1_input", "700");

        using IEnergyMeter meter = Source("hwmon:amdgpu").Open();

        meter.Description.Parts.ShouldBe(["gpu 0000:c1:00.0", "processors"]);
    }

    [Fact]
    public void XeCard_PackageWithinIt_IsReportedOnly()
    {
        Card("hwmon5", "0000:03:00.0", "xe").Set(Hwmon + "hwmon5/energy1_input", "1000000").Set(Hwmon + "hwmon5/energy1_label", "card")
            .Set(Hwmon + "hwmon5/energy2_input", "400000").Set(Hwmon + "hwmon5/energy2_label", "pkg")
            .Set(Hwmon + "hwmon5/power1_max", "225000000");
        using IEnergyMeter meter = Source("hwmon:xe").Open();
        MeterMark start = meter.Mark();
        _clock.Advance(1);
        _tree.Set(Hwmon + "hwmon5/energy1_input", "61000000").Set(Hwmon + "hwmon5/energy2_input", "45400000");

        EnergyWindow window = meter.Between(start, meter.Mark());

        window.Joules!.Value.ShouldBe(60, 1e-9);
        window.Components["0000:03:00.0 pkg"].ShouldBe(45, 1e-9);
        meter.Description.Method.ShouldBe("energy counter");
    }

    [Fact]
    public void I915Card_TilesOfIt_AreReportedOnly()
    {
        Card("hwmon5", "0000:4d:00.0", "i915").Set(Hwmon + "hwmon5/energy1_input", "0");
        Card("hwmon6", "0000:4d:00.0", "i915_gt0").Set(Hwmon + "hwmon6/energy1_input", "0");
        Card("hwmon7", "0000:4d:00.0", "i915_gt1").Set(Hwmon + "hwmon7/energy1_input", "0");
        using IEnergyMeter meter = Source("hwmon:i915").Open();
        MeterMark start = meter.Mark();
        _tree.Set(Hwmon + "hwmon5/energy1_input", "9000000").Set(Hwmon + "hwmon6/energy1_input", "4000000")
            .Set(Hwmon + "hwmon7/energy1_input", "3000000");

        meter.Between(start, meter.Mark()).Joules!.Value.ShouldBe(9, 1e-9);
        meter.Description.Parts.ShouldBe(["gpu 0000:4d:00.0"]);
    }

    [Fact]
    public void AmdEnergy_CoresOfASocket_AreReportedOnly()
    {
        _tree.Set(Hwmon + "hwmon2/name", "amd_energy");
        foreach ((int index, string label) in ((int, string)[])[(1, "Ecore000"), (2, "Ecore001"), (3, "Esocket0"), (4, "Esocket1")])
            _tree.Set($"{Hwmon}hwmon2/energy{index}_input", "0").Set($"{Hwmon}hwmon2/energy{index}_label", label);
        using IEnergyMeter meter = Source("hwmon:amd_energy").Open();
        MeterMark start = meter.Mark();
        foreach ((int index, int joules) in ((int, int)[])[(1, 2), (2, 3), (3, 40), (4, 50)])
            _tree.Set($"{Hwmon}hwmon2/energy{index}_input", $"{joules}000000");

        meter.Between(start, meter.Mark()).Joules!.Value.ShouldBe(90, 1e-9);
        meter.Description.Properties["counted"].ShouldBe("hwmon2 Esocket0, hwmon2 Esocket1");
    }

    // The files of ACPI's power meter lie at the device, and Grace's firmware says of what each is.
    [Fact]
    public void Grace_ModuleAndParts_CountsGraceOnce()
    {
        foreach ((int index, string label, int watts) in ((int, string, int)[])
            [(1, "Module Power Socket 0", 300), (2, "Grace Power Socket 0", 120), (3, "CPU Power Socket 0", 80), (4, "SysIO Power Socket 0", 20)])
        {
            _tree.Set($"{Hwmon}hwmon{index}/name", "power_meter").Set($"{Hwmon}hwmon{index}/device/power1_average", $"{watts}000000")
                .Set($"{Hwmon}hwmon{index}/device/power1_oem_info", label).Set($"{Hwmon}hwmon{index}/device/power1_average_interval", "50");
        }

        using IEnergyMeter meter = Source("hwmon:power_meter").Open();
        MeterMark start = meter.Mark();
        _clock.Advance(10);

        EnergyWindow window = meter.Between(start, meter.Mark());

        window.Joules!.Value.ShouldBe(1200, 1e-6);
        window.Components["hwmon1 Module Power Socket 0"].ShouldBe(3000, 1e-6);
        meter.Description.UpdateSeconds.ShouldBe(0.05);
        meter.Description.Parts.ShouldBe(["processors", "memory"]);
        Source("hwmon:power_meter").Choosing.ShouldBe(MeterChoosing.Always);
    }

    [Fact]
    public void AcpiPowerMeter_OfAServer_IsTheMachineAndTakenByNameOnly()
    {
        _tree.Set(Hwmon + "hwmon1/name", "power_meter").Set(Hwmon + "hwmon1/device/power1_average", "213000000");

        Source("hwmon:power_meter").Choosing.ShouldBe(MeterChoosing.ByNameOnly);
        Source("hwmon:power_meter").Probe().Description!.Parts.ShouldBe(["machine"]);
    }

    [Fact]
    public void Altra_SuppliesOfProcessorAndMemory_AreSummed()
    {
        _tree.Set(Hwmon + "hwmon0/name", "smpro");
        for (int index = 1; index <= 5; index++)
            _tree.Set($"{Hwmon}hwmon0/power{index}_input", $"{index}0000000");
        using IEnergyMeter meter = Source("hwmon:smpro").Open();
        MeterMark start = meter.Mark();
        _clock.Advance(1);

        meter.Between(start, meter.Mark()).Joules!.Value.ShouldBe(150, 1e-9);
    }

    // A Jetson Orin Nano: the input of the module contains its other two rails.
    [Fact]
    public void Jetson_InputAndRails_CountsTheInput()
    {
        Rails("hwmon1", "1-0040", ("VDD_IN", 5000, 1200), ("VDD_CPU_GPU_CV", 5000, 400), ("VDD_SOC", 5000, 300));
        using IEnergyMeter meter = Source("hwmon:ina3221").Open();
        MeterMark start = meter.Mark();
        _clock.Advance(2);

        EnergyWindow window = meter.Between(start, meter.Mark());

        window.Joules!.Value.ShouldBe(12, 1e-9);
        window.Components["1-0040 VDD_CPU_GPU_CV"].ShouldBe(4, 1e-9);
        meter.Description.Properties["reported_only"].ShouldBe("1-0040 VDD_CPU_GPU_CV, 1-0040 VDD_SOC");
    }

    // A Jetson AGX Orin: two chips, no input of the whole; a channel that is connected to nothing.
    [Fact]
    public void Jetson_RailsWithoutInput_AreSummed()
    {
        Rails("hwmon3", "1-0040", ("VDD_GPU_SOC", 20000, 300), ("VDD_CPU_CV", 20000, 100), ("VIN_SYS_5V0", 5000, 900));
        Rails("hwmon4", "1-0041", ("NC", 20000, 5000), ("VDDQ_VDD2_1V8AO", 5000, 200), ("NC", 0, 0));
        using IEnergyMeter meter = Source("hwmon:ina3221").Open();
        MeterMark start = meter.Mark();
        _clock.Advance(1);

        EnergyWindow window = meter.Between(start, meter.Mark());

        window.Joules!.Value.ShouldBe(6 + 2 + 4.5 + 1, 1e-9);
        window.Components.Count.ShouldBe(4);
    }

    [Fact]
    public void UnknownDriver_SeveralReadings_AreRefusedUnlessOneIsTheTotal()
    {
        _tree.Set(Hwmon + "hwmon8/name", "corsairpsu").Set(Hwmon + "hwmon8/power2_input", "7000000")
            .Set(Hwmon + "hwmon8/power3_input", "1000000").Set(Hwmon + "hwmon8/power2_label", "power +12v");

        Source("hwmon:corsairpsu").Probe().Finding.ShouldBe(
            "it is not known which of its readings contain others: power +12v, power3_input");
        _tree.Set(Hwmon + "hwmon8/power1_input", "50000000").Set(Hwmon + "hwmon8/power1_label", "power total");
        Source("hwmon:corsairpsu").Probe().Finding.ShouldBe("hwmon8 power total");
        Source("hwmon:corsairpsu").Probe().Description!.Parts.ShouldBeEmpty("nobody knows what it is of");
    }

    [Fact]
    public void All_ChipsWithoutPower_SaysWhatWouldTell()
    {
        _tree.Set(Hwmon + "hwmon0/name", "nvme").Set(Hwmon + "hwmon0/temp1_input", "40000");

        Source("hwmon").Probe().Finding.ShouldStartWith("no chip below");
        Source("hwmon").Probe().Remedy.ShouldNotBeNull();
    }

    [Fact]
    public void Probe_ReadingIsNoNumber_NamesItsFile()
    {
        Card("hwmon3", "0000:03:00.0", "amdgpu").Set(Hwmon + "hwmon3/power1_average", "n/a");

        Source("hwmon:amdgpu").Probe().Finding.ShouldContain(
            $"{Path.Combine(_tree.Root, Hwmon, "hwmon3/power1_average")} holds 'n/a', expected a whole number of microwatts");
    }

    private IMeterSource Source(string name) =>
        HwmonSource.All(new HwmonFolder(_tree.Root), _clock).Single(source => source.Name == name);

    private SystemTree Card(string chip, string address, string driver) =>
        _tree.Set($"{Hwmon}{chip}/name", driver).Link($"{Hwmon}{chip}/device", $"../../../{address}");

    private void Rails(string chip, string device, params (string Label, int Millivolts, int Milliamperes)[] rails)
    {
        Card(chip, device, "ina3221");
        foreach (((string label, int volts, int amperes), int index) in rails.Select((rail, index) => (rail, index + 1)))
        {
            _tree.Set($"{Hwmon}{chip}/in{index}_label", label).Set($"{Hwmon}{chip}/in{index}_input", $"{volts}")
                .Set($"{Hwmon}{chip}/curr{index}_input", $"{amperes}");
        }

        // Behind the rails: voltages of the shunts and sums, which are no rails.
        _tree.Set($"{Hwmon}{chip}/in7_label", "sum of shunt voltages").Set($"{Hwmon}{chip}/in7_input", "20")
            .Set($"{Hwmon}{chip}/curr4_input", "4000");
    }
}
