using System.Text.Json;
using JouleTree.Metering.Machines;
using JouleTree.Testing;
using Shouldly;

namespace JouleTree.Cli.Tests.Programs;

/// <summary>
/// Programs on a machine of two sockets whose counters are files: the program itself moves them, so that what it must come to is known.
/// </summary>
public sealed class MeasureOnCountersTests : IDisposable
{
    private readonly TemporaryFolder _root = new();

    public MeasureOnCountersTests()
    {
        Zone("intel-rapl:0", "package-0");
        Zone("intel-rapl:1", "package-1");
        Counter("intel-rapl:0", 1_000_000);
        Counter("intel-rapl:1", 2_000_000);
        Processors(busyTicks: 1000);
    }

    [LinuxFact]
    public void Measure_TwoSockets_SumsThem_AndGivesTheProgramItsPartOfTheProcessorTime()
    {
        // Half a second of work, while the machine is busy for four; the program's part is by what the kernel counted of it.
        JsonElement measured = Measured(
            $"i=0; while [ $i -lt 100000 ]; do i=$((i+1)); done; {Set("intel-rapl:0", 11_000_000)}; {Set("intel-rapl:1", 32_000_000)}; "
            + $"echo 'cpu 1400 0 0 5000 0 0 0 0 0 0' > {_root.File("proc/stat")}");

        JsonElement machine = measured.GetProperty("machine");
        machine.GetProperty("energy_j").GetDouble().ShouldBe(40, 1e-6);
        machine.GetProperty("devices_j").GetProperty("package-1").GetDouble().ShouldBe(30, 1e-6);
        measured.GetProperty("energy_source").GetString().ShouldBe("measured");
        measured.GetProperty("runs")[0].GetProperty("machine_cpu_s").GetDouble().ShouldBe(4, 1e-9);
        double share = measured.GetProperty("cpu_s").GetDouble() / 4;
        share.ShouldBeInRange(0.005, 1);
        measured.GetProperty("cpu_share").GetDouble().ShouldBe(share, 1e-12);
        measured.GetProperty("energy_j").GetDouble().ShouldBe(40 * share, 1e-6);
        string[] notes = [.. measured.GetProperty("notes").EnumerateArray().Select(note => note.GetString()!)];
        notes[0].ShouldBe("the machine: whole sockets, other programs included (package-0, package-1); the program: of what is beyond "
            + "idle, its part of the processor time");
        notes.ShouldContain("idle power was not measured, and is in the program's part");
    }

    [LinuxFact]
    public void Measure_CounterThatGoesAway_LetsTheProgramEnd_AndSaysWhyThereIsNoEnergy()
    {
        JsonElement measured = Measured($": > {CounterFile("intel-rapl:1")}; exit 9");

        measured.GetProperty("exit_code").GetInt32().ShouldBe(9);
        measured.GetProperty("energy_j").ValueKind.ShouldBe(JsonValueKind.Null);
        measured.GetProperty("machine").GetProperty("energy_j").ValueKind.ShouldBe(JsonValueKind.Null);
        measured.GetProperty("time_s").GetDouble().ShouldBeGreaterThan(0);
        measured.GetProperty("runs")[0].GetProperty("trouble").GetString()!.ShouldContain("package-1 cannot be read any more");
    }

    [LinuxFact]
    public void Measure_InAContainer_SaysThatTheMachineIsTheHost()
    {
        _root.Write(".dockerenv", "");

        Measured("true").GetProperty("notes").EnumerateArray().Select(note => note.GetString())
            .ShouldContain("in a container: the machine is the whole host, and other containers with it");
    }

    public void Dispose() => _root.Dispose();

    private JsonElement Measured(string program)
    {
        string file = _root.File("measured.json");
        Machine machine = new(_root.Path, TimeProvider.System, ProcessUsage.OfThisProcess, Thread.Sleep);
        CommandRun run = CommandRun.On(machine, "measure", "--meter", "rapl", "--idle", "none", "-o", file, "--", "sh", "-c", program);
        run.Error.ShouldBeEmpty();
        JsonElement measured = JsonDocument.Parse(File.ReadAllText(file)).RootElement;
        run.ExitCode.ShouldBe(measured.GetProperty("exit_code").GetInt32());
        return measured;
    }

    private void Processors(long busyTicks)
    {
        Directory.CreateDirectory(_root.File("proc"));
        File.WriteAllText(_root.File("proc/stat"), $"cpu {busyTicks} 0 0 5000 0 0 0 0 0 0\n");
    }

    private void Zone(string id, string name)
    {
        Directory.CreateDirectory(_root.File($"sys/class/powercap/{id}"));
        File.WriteAllText(_root.File($"sys/class/powercap/{id}/name"), name);
        File.WriteAllText(_root.File($"sys/class/powercap/{id}/max_energy_range_uj"), "262143328850");
    }

    private void Counter(string id, long microjoules) => File.WriteAllText(CounterFile(id), $"{microjoules}\n");

    private string Set(string id, long microjoules) => $"echo {microjoules} > {CounterFile(id)}";

    private string CounterFile(string id) => _root.File($"sys/class/powercap/{id}/energy_uj");
}
