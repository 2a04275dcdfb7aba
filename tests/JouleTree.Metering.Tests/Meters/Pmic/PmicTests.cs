using JouleTree.Metering.Meters;
using JouleTree.Metering.Meters.Pmic;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Metering.Tests.Meters.Pmic;

public sealed class PmicTests
{
    // In the form that a Raspberry Pi 5 prints, with fewer rails and rounder numbers.
    private const string Printed = """
             3V3_SYS_A current(1)=0.10000000A
            VDD_CORE_A current(7)=2.00000000A
             3V3_SYS_V volt(9)=3.30000000V
            VDD_CORE_V volt(15)=0.80000000V
               EXT5V_V volt(24)=5.10000000V
                BATT_V volt(25)=0.00000000V
        """;

    private readonly ManualClock _clock = new();
    private string? _printed = Printed;

    [Fact]
    public void Rails_PrintedReadings_ArePairedByRail() =>
        PmicParser.Rails(Printed).ShouldBe([("3V3_SYS", 0.1 * 3.3), ("VDD_CORE", 2 * 0.8)]);

    [Theory]
    [InlineData("VDD_CORE_A current(7)=?A")]
    [InlineData("VDD_CORE_A current(7) 0.8A")]
    [InlineData("VDD_CORE current(7)=0.8A")]
    [InlineData("VDD_CORE_A current(7)=0.8W")]
    [InlineData("error=1 error_msg=\"Command not registered\"")]
    public void Rails_AnotherForm_ShowsTheLine(string line) =>
        Should.Throw<FormatException>(() => PmicParser.Rails(Printed + "\n" + line)).Message.ShouldContain($"'{line}' is no reading");

    [Fact]
    public void Rails_ReadingTwice_IsRefused() =>
        Should.Throw<FormatException>(() => PmicParser.Rails(Printed + "\n" + "VDD_CORE_V volt(15)=0.9V"));

    [Fact]
    public void Between_SumOfRails_IsIntegrated()
    {
        using IEnergyMeter meter = Source().Open();
        MeterMark start = meter.Mark();
        _clock.Advance(10);

        meter.Between(start, meter.Mark()).Joules!.Value.ShouldBe(10 * (0.33 + 1.6), 1e-9);
        meter.Description.Properties["counted"].ShouldBe("3V3_SYS, VDD_CORE");
    }

    [Fact]
    public void Probe_NoProgram_SaysWhatItNeeds()
    {
        _printed = null;

        Source().Probe().Finding.ShouldBe("there is no program vcgencmd");
        Source().Probe().Remedy!.ShouldContain("Raspberry Pi 5");
    }

    [Fact]
    public void Probe_EarlierBoard_SaysSo() =>
        new PmicSource(() => throw new IOException("vcgencmd failed with code 255: Command not registered"), _clock)
            .Probe().Finding.ShouldContain("Command not registered");

    private PmicSource Source() => new(() => _printed, _clock);
}
