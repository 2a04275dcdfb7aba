using JouleTree.Metering.Meters;
using JouleTree.Metering.Meters.Rapl;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Metering.Tests.Meters.Rapl;

public sealed class RaplMeterTests
{
    private readonly ManualClock _clock = new();

    [Fact]
    public void Between_TwoSockets_SumsPackagesAndMemory()
    {
        using PowercapTree tree = PowercapTree.TwoSockets();
        using IEnergyMeter meter = Open(tree);
        MeterMark start = meter.Mark();
        _clock.Advance(2);
        tree.Set("intel-rapl:0", 1_000_000 + 30_000_000);
        tree.Set("intel-rapl:0:0", 500_000 + 4_000_000);
        tree.Set("intel-rapl:1", 2_000_000 + 20_000_000);
        tree.Set("intel-rapl:1:0", 700_000 + 6_000_000);

        EnergyWindow window = meter.Between(start, meter.Mark());

        window.Joules!.Value.ShouldBe(60, 1e-9);
        window.Seconds.ShouldBe(2, 1e-9);
        window.Components["package-1/dram"].ShouldBe(6, 1e-9);
        window.IsResolved.ShouldBeTrue();
    }

    [Fact]
    public void Between_Laptop_CountsNestedDomainsAndThePlatformOnce()
    {
        using PowercapTree tree = PowercapTree.Laptop();
        using IEnergyMeter meter = Open(tree);
        MeterMark start = meter.Mark();
        _clock.Advance(1);
        tree.Set("intel-rapl:0", 11_000_000);
        tree.Set("intel-rapl:0:0", 7_100_000);
        tree.Set("intel-rapl:1", 39_000_000);

        EnergyWindow window = meter.Between(start, meter.Mark());

        window.Joules!.Value.ShouldBe(10, 1e-9);
        window.Components["package-0/core"].ShouldBe(7, 1e-9);
        window.Components["psys"].ShouldBe(30, 1e-9);
        meter.Description.Properties["counted"].ShouldBe("package-0");
    }

    [Fact]
    public void Between_CounterWrapsAround_LosesNothing()
    {
        using PowercapTree tree = PowercapTree.Laptop();
        tree.Set("intel-rapl:0", 262_143_328_850 - 1_000_000);
        using IEnergyMeter meter = Open(tree);
        MeterMark start = meter.Mark();
        tree.Set("intel-rapl:0", 4_000_000);
        _clock.Advance(1);

        meter.Between(start, meter.Mark()).Joules!.Value.ShouldBe(5, 1e-5);
    }

    [Fact]
    public void Between_CounterStandsStill_IsTrouble()
    {
        using PowercapTree tree = PowercapTree.Laptop();
        using IEnergyMeter meter = Open(tree);
        MeterMark start = meter.Mark();
        _clock.Advance(1);

        EnergyWindow window = meter.Between(start, meter.Mark());

        window.Trouble.ShouldBe("the counter package-0 did not move");
        window.IsResolved.ShouldBeFalse();
    }

    [Fact]
    public void Mark_CounterDisappears_SaysSo()
    {
        using PowercapTree tree = PowercapTree.Laptop();
        using IEnergyMeter meter = Open(tree);
        meter.Mark();
        // The kernel tells an open file of a driver that is gone that there is no device: a failure to read, as this is.
        tree.SetText("intel-rapl:0", "");

        Should.Throw<MeterLostException>(() => meter.Mark())
            .Message.ShouldEndWith("; look whether its driver is still loaded, and measure again");
    }

    [Fact]
    public void Probe_NoPowercap_SaysWhatItNeeds()
    {
        MeterProbe probe = new RaplSource(new PowercapFolder("/nowhere"), _clock).Probe();

        probe.IsAvailable.ShouldBeFalse();
        probe.Finding.ShouldBe("there is no /nowhere");
        probe.Remedy.ShouldNotBeNull();
    }

    [Fact]
    public void Probe_UnreadableNumber_ShowsIt()
    {
        using PowercapTree tree = PowercapTree.Laptop();
        tree.SetText("intel-rapl:0", "n/a\n");

        new RaplSource(new PowercapFolder(tree.Root), _clock).Probe().Finding.ShouldContain("'n/a' is no counter value");
    }

    // By an injected reader: file permissions do not stop root, which continuous integration often is.
    [Fact]
    public void Open_PermissionDenied_ExplainsTheRemedy()
    {
        using PowercapTree tree = PowercapTree.Laptop();
        RaplSource source = new(new PowercapFolder(tree.Root), _clock, _ => throw new UnauthorizedAccessException());

        string message = Should.Throw<MeterUnavailableException>(source.Open).Message;

        message.ShouldContain("permission denied");
        message.ShouldContain("chmod");
        // What lies in /sys/class/powercap are links, behind which chmod -R changes nothing.
        foreach (string command in source.Probe().Commands)
            command.ShouldNotContain("/sys/class");
        source.Probe().Commands[^1].ShouldContain("/etc/udev/rules.d/");
    }

    [Theory]
    [InlineData("package-0-die-0", "package-0-die-1")]
    [InlineData("package-0", "package-0")]
    public void Between_DiesThatShowOneCounter_CountItOnce(string first, string second)
    {
        using PowercapTree tree = PowercapTree.TwoDiesOfOneCounter(first, second);
        using IEnergyMeter meter = Open(tree);
        MeterMark start = meter.Mark();
        _clock.Advance(1);
        tree.Set("intel-rapl:0", 100_000_000);
        tree.Set("intel-rapl:1", 100_000_100); // Read a little later.

        EnergyWindow window = meter.Between(start, meter.Mark());

        window.Joules!.Value.ShouldBe(67, 1e-9);
        window.Components.Values.Count(joules => joules > 60).ShouldBe(2, "both are reported");
        meter.Description.Properties["counted"].ShouldStartWith(first);
        meter.Description.Properties["counted"].ShouldNotContain("intel-rapl:1");
    }

    // As on Intel's processors of two dies: what differs is a counter of its own.
    [Fact]
    public void Between_DiesOfTheirOwnCounters_SumsThem()
    {
        using PowercapTree tree = PowercapTree.TwoDiesOfOneCounter();
        tree.Set("intel-rapl:1", 41_000_000);
        using IEnergyMeter meter = Open(tree);
        MeterMark start = meter.Mark();
        _clock.Advance(1);
        tree.Set("intel-rapl:0", 63_000_000);
        tree.Set("intel-rapl:1", 61_000_000);

        meter.Between(start, meter.Mark()).Joules!.Value.ShouldBe(50, 1e-9);
    }

    [Fact]
    public void Between_TwoSocketsThatShowTheSameValue_SumsThem()
    {
        using PowercapTree tree = PowercapTree.TwoDiesOfOneCounter("package-0", "package-1");
        using IEnergyMeter meter = Open(tree);
        MeterMark start = meter.Mark();
        _clock.Advance(1);
        tree.Set("intel-rapl:0", 63_000_000);
        tree.Set("intel-rapl:1", 63_000_000);

        meter.Between(start, meter.Mark()).Joules!.Value.ShouldBe(60, 1e-9);
    }

    [Fact]
    public void Between_CounterWasReset_HasNoEnergyAndSaysWhy()
    {
        using PowercapTree tree = PowercapTree.Laptop();
        tree.Set("intel-rapl:0", 200_000_000_000);
        using IEnergyMeter meter = Open(tree);
        MeterMark start = meter.Mark();
        _clock.Advance(5);
        tree.Set("intel-rapl:0", 390_000_000);
        MeterMark across = meter.Mark();
        _clock.Advance(2);
        tree.Set("intel-rapl:0", 440_000_000);
        MeterMark behind = meter.Mark();

        EnergyWindow lost = meter.Between(start, across);
        lost.Joules.ShouldBeNull();
        lost.IsResolved.ShouldBeFalse();
        lost.Trouble.ShouldStartWith("the counter package-0 fell without wrapping around (62533.329 J in 5 s would be more than 1000 W)");
        lost.Components.ShouldNotContainKey("package-0");
        meter.Between(start, behind).Joules.ShouldBeNull();
        meter.Between(across, behind).Joules!.Value.ShouldBe(50, 1e-9);
    }

    [Fact]
    public void Between_CounterThatOnlyIsReportedWasReset_KeepsTheTotal()
    {
        using PowercapTree tree = PowercapTree.Laptop();
        using IEnergyMeter meter = Open(tree);
        MeterMark start = meter.Mark();
        _clock.Advance(1);
        tree.Set("intel-rapl:0", 11_000_000);
        tree.Set("intel-rapl:1", 4_000_000);

        EnergyWindow window = meter.Between(start, meter.Mark());

        window.Joules!.Value.ShouldBe(10, 1e-9);
        window.Trouble.ShouldBeNull();
        window.Components.ShouldNotContainKey("psys");
    }

    [Theory]
    [InlineData(null, "is missing")]
    [InlineData("", "holds ''")]
    [InlineData("0", "holds '0'")]
    [InlineData("many", "holds 'many'")]
    public void Probe_RangeIsMissing_NamesTheFile(string? text, string finding)
    {
        using PowercapTree tree = PowercapTree.Laptop();
        if (text is null)
            tree.RemoveRange("intel-rapl:0");
        else
            tree.SetRange("intel-rapl:0", text);

        MeterProbe probe = new RaplSource(new PowercapFolder(tree.Root), _clock).Probe();

        probe.IsAvailable.ShouldBeFalse();
        probe.Finding.ShouldContain($"{Path.Combine(tree.Root, "intel-rapl:0", "max_energy_range_uj")} {finding}");
        probe.Remedy!.ShouldContain("modprobe");
    }

    private IEnergyMeter Open(PowercapTree tree) => new RaplSource(new PowercapFolder(tree.Root), _clock).Open();
}
