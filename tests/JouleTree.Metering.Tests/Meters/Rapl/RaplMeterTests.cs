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
        tree.Remove("intel-rapl:0");

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
    }

    private IEnergyMeter Open(PowercapTree tree) => new RaplSource(new PowercapFolder(tree.Root), _clock).Open();
}
