using JouleTree.Metering.Meters;
using JouleTree.Metering.Meters.Perf;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Metering.Tests.Meters.Perf;

public sealed class PerfTests
{
    private const string Folder = "sys/bus/event_source/devices/power/";
    private const double JoulesPerStep = 2.3283064365386962890625e-10;

    private readonly ManualClock _clock = new();
    private readonly Dictionary<(ulong Config, int Processor), ulong> _counts = [];
    private uint? _type;

    // A server of two sockets, as Linux 6.1 shows it.
    private static SystemTree TwoSockets()
    {
        SystemTree tree = new();
        tree.Set(Folder + "type", "32").Set(Folder + "cpumask", "0,24").Set(Folder + "format/event", "config:0-7")
            .Set("proc/sys/kernel/perf_event_paranoid", "4");
        Event(tree, "energy-pkg", "event=0x02");
        Event(tree, "energy-ram", "event=0x03");
        Event(tree, "energy-cores", "event=0x01");
        return tree;
    }

    [Fact]
    public void Between_TwoSockets_SumsPackagesAndMemory()
    {
        using SystemTree tree = TwoSockets();
        using IEnergyMeter meter = Source(tree).Open();
        MeterMark start = meter.Mark();
        _clock.Advance(2);
        _counts[(2, 0)] = Steps(30);
        _counts[(2, 24)] = Steps(20);
        _counts[(3, 24)] = Steps(4);
        _counts[(1, 0)] = Steps(25);

        EnergyWindow window = meter.Between(start, meter.Mark());

        window.Joules!.Value.ShouldBe(54, 1e-6);
        window.Components["energy-cores/cpu0"].ShouldBe(25, 1e-6);
        _type.ShouldBe(32u);
        meter.Description.Parts.ShouldBe(["processors", "memory"]);
        meter.Description.Properties["reported_only"].ShouldBe("energy-cores/cpu0, energy-cores/cpu24");
    }

    // As a virtual machine of this kind shows it (Linux 6.18): the platform's counter alone, which stands still.
    [Fact]
    public void Probe_PlatformAlone_IsRefused()
    {
        using SystemTree tree = new();
        tree.Set(Folder + "type", "9").Set(Folder + "cpumask", "0");
        Event(tree, "energy-psys", "event=0x05");

        MeterProbe probe = Source(tree).Probe();

        probe.IsAvailable.ShouldBeFalse();
        probe.Finding.ShouldEndWith("has no energy-pkg, only energy-psys");
    }

    [Fact]
    public void Probe_NotAllowed_SaysHowParanoidTheKernelIsAndWhichCommandAllowsIt()
    {
        using SystemTree tree = TwoSockets();
        PerfSource source = new(new PowerEventFolder(tree.Root), _clock, (_, _, _) => throw new PerfException(13, "Permission denied"));

        MeterProbe probe = source.Probe();

        probe.Finding.ShouldContain("perf_event_paranoid is 4, 0 or less allows it");
        probe.Remedy.ShouldBe("allow it with: sudo sysctl kernel.perf_event_paranoid=0");
        probe.Commands.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("events/energy-pkg.unit", "mJ", "energy-pkg.unit holds 'mJ', expected Joules")]
    [InlineData("events/energy-pkg.scale", "many", "energy-pkg.scale holds 'many'")]
    [InlineData("events/energy-pkg.scale", "-1", "energy-pkg.scale holds '-1'")]
    [InlineData("events/energy-pkg", "config=0x02", "energy-pkg holds 'config=0x02'")]
    [InlineData("cpumask", "0-", "cpumask holds '0-'")]
    [InlineData("type", "power", "holds 'power', expected a number")]
    public void Probe_FileOfAnotherForm_NamesIt(string file, string text, string finding)
    {
        using SystemTree tree = TwoSockets();
        tree.Set(Folder + file, text);

        Source(tree).Probe().Finding.ShouldContain(finding);
    }

    [Theory]
    [InlineData("0", new[] { 0 })]
    [InlineData("0,24-26", new[] { 0, 24, 25, 26 })]
    public void Processors_ListOfTheKernel_IsRead(string text, int[] expected) =>
        PowerEvent.Processors(text).ShouldBe(expected);

    // A clock of the kernel's own, which every machine has that allows it: the call, the counting and the reading are real.
    [PerfFact]
    public void Open_ClockOfTheKernel_Counts()
    {
        using IPerfCounter counter = PerfCounter.Open(type: 1, config: 0, processor: 0);
        ulong first = counter.Read();
        Thread.Sleep(2);

        (counter.Read() - first).ShouldBeGreaterThan(1_000_000ul, "nanoseconds");
    }

    [LinuxFact]
    public void Open_EventThatIsNotThere_SaysWhy() =>
        Should.Throw<PerfException>(() => PerfCounter.Open(type: uint.MaxValue, config: 0, processor: 0)).Message.ShouldNotBeEmpty();

    private static void Event(SystemTree tree, string name, string config) => tree
        .Set($"{Folder}events/{name}", config)
        .Set($"{Folder}events/{name}.scale", "2.3283064365386962890625e-10")
        .Set($"{Folder}events/{name}.unit", "Joules");

    private static ulong Steps(double joules) => (ulong)(joules / JoulesPerStep);

    private PerfSource Source(SystemTree tree) => new(new PowerEventFolder(tree.Root), _clock, (type, config, processor) =>
    {
        _type = type;
        return new Counter(() => _counts.GetValueOrDefault((config, processor)));
    });

    private sealed class Counter(Func<ulong> read) : IPerfCounter
    {
        public ulong Read() => read();

        public void Dispose()
        {
        }
    }
}

/// <summary>A test that needs the kernel's leave to count events of a whole processor.</summary>
public sealed class PerfFactAttribute : FactAttribute
{
    public PerfFactAttribute()
    {
        if (!OperatingSystem.IsLinux())
        {
            Skip = "needs Linux";
            return;
        }

        try
        {
            PerfCounter.Open(type: 1, config: 0, processor: 0).Dispose();
        }
        catch (PerfException error)
        {
            Skip = $"the kernel does not let this user count events: {error.Message}";
        }
    }
}
