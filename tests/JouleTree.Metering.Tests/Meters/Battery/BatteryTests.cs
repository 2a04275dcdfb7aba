using JouleTree.Metering.Meters;
using JouleTree.Metering.Meters.Battery;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Metering.Tests.Meters.Battery;

public sealed class BatteryTests : IDisposable
{
    private const string Supplies = "sys/class/power_supply/";

    private readonly ManualClock _clock = new();
    private readonly SystemTree _tree = new();

    public BatteryTests()
    {
        _tree.Set(Supplies + "AC/type", "Mains").Set(Supplies + "AC/online", "0");
        _tree.Set(Supplies + "BAT0/type", "Battery").Set(Supplies + "BAT0/status", "Discharging")
            .Set(Supplies + "BAT0/voltage_now", "12000000").Set(Supplies + "BAT0/energy_now", "40000000");
        _tree.Set(Supplies + "hid-mouse/type", "Battery").Set(Supplies + "hid-mouse/scope", "Device")
            .Set(Supplies + "hid-mouse/status", "Discharging");
    }

    public void Dispose() => _tree.Dispose();

    [Fact]
    public void Between_BatteryThatTellsPower_IntegratesIt()
    {
        _tree.Set(Supplies + "BAT0/power_now", "10000000");
        using IEnergyMeter meter = Source().Open();
        MeterMark start = meter.Mark();
        _clock.Advance(60);
        _tree.Set(Supplies + "BAT0/power_now", "20000000");

        meter.Between(start, meter.Mark()).Joules!.Value.ShouldBe(900, 1e-9);
        meter.Description.Parts.ShouldBe(["machine"]);
        meter.Description.Properties["counted"].ShouldBe("BAT0");
        meter.Description.Properties["limits"].ShouldContain("1 to 30 s");
    }

    // Some drivers write a current that leaves the battery with a minus.
    [Theory]
    [InlineData("1500000")]
    [InlineData("-1500000")]
    public void Between_BatteryThatTellsCurrent_MultipliesItByTheVoltage(string microamperes)
    {
        _tree.Set(Supplies + "BAT0/current_now", microamperes);
        using IEnergyMeter meter = Source().Open();
        MeterMark start = meter.Mark();
        _clock.Advance(10);

        meter.Between(start, meter.Mark()).Joules!.Value.ShouldBe(180, 1e-9);
    }

    [Fact]
    public void Between_BatteryThatTellsOnlyWhatItHolds_TakesWhatItLost()
    {
        using IEnergyMeter meter = Source().Open();
        MeterMark start = meter.Mark();
        _clock.Advance(600);
        _tree.Set(Supplies + "BAT0/energy_now", "39000000");

        meter.Between(start, meter.Mark()).Joules!.Value.ShouldBe(3600, 1e-6, "a watt-hour");
        meter.Description.ResolutionJoules.ShouldBe(36);
    }

    [Fact]
    public void Between_ChargeInAmpereHours_IsTimesTheVoltage()
    {
        _tree.Remove(Supplies + "BAT0/energy_now");
        _tree.Set(Supplies + "BAT0/charge_now", "3000000");
        using IEnergyMeter meter = Source().Open();
        MeterMark start = meter.Mark();
        _tree.Set(Supplies + "BAT0/charge_now", "2900000");

        meter.Between(start, meter.Mark()).Joules!.Value.ShouldBe(0.1 * 3600 * 12, 1e-6);
    }

    [Fact]
    public void Between_PluggedInMeanwhile_HasNoEnergyAndSaysWhy()
    {
        _tree.Set(Supplies + "BAT0/power_now", "10000000");
        using IEnergyMeter meter = Source().Open();
        MeterMark start = meter.Mark();
        _clock.Advance(10);
        _tree.Set(Supplies + "AC/online", "1");
        _clock.FireTimers();
        _tree.Set(Supplies + "AC/online", "0");
        _clock.Advance(10);

        EnergyWindow window = meter.Between(start, meter.Mark());

        window.Joules.ShouldBeNull();
        window.Trouble.ShouldBe("the machine was plugged in, or its battery told nothing: measure again on the battery");
    }

    [Fact]
    public void Probe_PluggedIn_IsRefused()
    {
        _tree.Set(Supplies + "AC/online", "1");

        Source().Probe().Finding.ShouldBe("no battery is discharging");
        Source().Probe().Remedy!.ShouldStartWith("unplug the machine");
    }

    [Fact]
    public void Probe_OnlyAMouse_HasNoBattery()
    {
        _tree.Set(Supplies + "BAT0/type", "UPS");

        Source().Probe().Finding.ShouldStartWith("there is no battery below");
    }

    [Fact]
    public void Probe_FileIsNoNumber_NamesIt()
    {
        _tree.Set(Supplies + "BAT0/power_now", "lots");

        Source().Probe().Finding.ShouldContain("power_now holds 'lots', expected a whole number");
    }

    // Two batteries, one of which waits.
    [Fact]
    public void Between_OneOfTwoDischarges_SumsBoth()
    {
        _tree.Set(Supplies + "BAT0/power_now", "8000000");
        _tree.Set(Supplies + "BAT1/type", "Battery").Set(Supplies + "BAT1/status", "Not charging").Set(Supplies + "BAT1/power_now", "5000000");
        using IEnergyMeter meter = Source().Open();
        MeterMark start = meter.Mark();
        _clock.Advance(10);

        meter.Between(start, meter.Mark()).Joules!.Value.ShouldBe(80, 1e-9);
    }

    private BatterySource Source() => new(new PowerSupplyFolder(_tree.Root), _clock);
}
