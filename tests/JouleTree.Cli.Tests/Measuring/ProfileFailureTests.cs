using System.Globalization;
using System.Text;
using JouleTree.Cli.Terminal;
using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Details;
using JouleTree.Core.Trees.Format;
using JouleTree.Graphs;
using JouleTree.Graphs.Onnx.Format;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Cli.Tests.Measuring;

/// <summary>What goes wrong while a network is being measured: one clear message, an exit code, and what was measured is kept.</summary>
public sealed class ProfileFailureTests : IDisposable
{
    private static readonly string[] Small =
    [
        "profile", "bert-base-uncased", "--seq-len", "8", "--set", "num_hidden_layers=1", "--set", "hidden_size=32", "--set",
            "num_attention_heads=2",
        "--set", "intermediate_size=64", "--set", "vocab_size=50", "--history", "none",
    ];

    // Longer than the intervals that counters and logs of a reading every 2 ms need.
    private const double MeterStep = 0.2;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Profile_CounterThatDisappears_KeepsWhatWasMeasured()
    {
        string counter = PowercapZone("intel-rapl:0", "package-0");
        // A processor of 30 W, until its counter is gone.
        TriggerClock clock = new(150, () => File.WriteAllText(counter, ""),
            seconds => File.WriteAllText(counter, ((long)(30e6 * seconds)).ToString(CultureInfo.InvariantCulture)), MeterStep);

        CommandRun run = CommandRun.On(clock.Machine(_folder.Path),
            [.. Small, "--meter", "rapl", "--rounds", "40", "--level", "model", "-o", _folder.File("kept.jsonl")]);

        run.ExitCode.ShouldBe(ExitCodes.Failed);
        run.Error.ShouldContain("jouletree: error: meter rapl: the counter package-0 cannot be read any more");
        run.Error.ShouldContain("; what was measured before is kept");
        run.Error.ShouldNotContain("   at ");
        ModelTree tree = TreeReader.Read(_folder.File("kept.jsonl")).Single();
        tree.Root.GroundTruthJoules!.Value.ShouldBe(30 * tree.Root.Seconds!.Value, 0.3 * 30 * tree.Root.Seconds.Value);
        tree.Root.Details!.Energy!.Source.ShouldBe(EnergySource.Measured);
        tree.Details!.Meter!.Properties!["interruption"].ShouldContain("package-0");
        run.Out.ShouldContain("root");
    }

    [Theory]
    [InlineData("n/a", "the counters cannot be read: 'n/a' is no counter value")]
    [InlineData("", "the counters cannot be read: '' is no counter value")]
    public void Profile_CounterThatCannotBeRead_EndsWithItsOwnExitCode(string content, string message)
    {
        File.WriteAllText(PowercapZone("intel-rapl:0", "package-0"), content);

        CommandRun run = CommandRun.On(new TickingClock().Machine(_folder.Path), [.. Small, "--meter", "rapl"]);

        run.ExitCode.ShouldBe(ExitCodes.NoMeter);
        run.Error.ShouldContain("meter rapl: " + message);
        run.Out.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("profile")]
    [InlineData("collect")]
    public void Measure_PowerLogThatIsNotThere_IsAMeterThatIsNotThere(string verb)
    {
        string log = _folder.File("no-power.csv");
        string plan = _folder.Write("plan.yaml", "rounds: 1\nlayers: [{type: ReLU, batch_size: 1, input_size: 8}]\n");
        string[] args = verb == "profile" ? Small : ["collect", plan, "-o", _folder.File("out")];

        CommandRun run = CommandRun.Of([.. args, "--meter", $"power-log:{log}"]);

        run.ExitCode.ShouldBe(ExitCodes.NoMeter);
        run.Error.ShouldContain($"meter power-log: {log}: the power log cannot be read: there is no such file or folder; start the "
            + $"external meter first");
        run.Out.ShouldBeEmpty();
    }

    [Fact]
    public void Profile_PowerLogThatDisappears_KeepsTimesAndTheEnergiesBefore()
    {
        string log = Log(from: -5, to: 1.5);
        // The meter reads its log when it is opened and again when that ends.
        TriggerClock clock = new(6, () => File.Delete(log), stepSeconds: MeterStep);

        CommandRun run = CommandRun.On(clock.Machine(_folder.Path),
            [.. Small, "--meter", $"power-log:{log}", "--rounds", "6", "--level", "model", "-o", _folder.File("kept.jsonl")]);

        run.ExitCode.ShouldBe(ExitCodes.Failed);
        run.Error.ShouldContain($"{log}: the power log cannot be read");
        run.Error.ShouldContain("what was measured before is kept");
        TreeReader.Read(_folder.File("kept.jsonl")).Single().Root.Seconds!.Value.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void Profile_PowerLogThatStops_IsWaitedForOnce()
    {
        string log = Log(from: -5, to: 1.5);
        TickingClock clock = new(MeterStep);

        CommandRun run = CommandRun.On(
            clock.Machine(_folder.Path), [.. Small, "--meter", $"power-log:{log}", "--rounds", "6", "--level", "model"]);

        run.ExitCode.ShouldBe(ExitCodes.Failed);
        run.Error.ShouldContain("start the meter earlier and stop it later");
        // Ten seconds of patience, once; a wait for each of the thirty intervals would take five minutes.
        clock.Seconds.ShouldBeLessThan(60);
        run.Out.ShouldContain(" ms"); // Times are kept.
    }

    [Theory]
    [InlineData("gap", "no power reading between")]
    [InlineData("reversed", "lies before the line above; the log's clock was set back")]
    [InlineData("repeated", "repeats the time")]
    public void Profile_DamagedPowerLog_SaysWhatIsWrong(string damage, string message)
    {
        string log = Log(from: -5, to: 60, damage);

        CommandRun run = CommandRun.On(
            new TickingClock(MeterStep).Machine(_folder.Path),
            [.. Small, "--meter", $"power-log:{log}", "--rounds", "5", "--level", "model"]);

        run.Error.ShouldContain(message);
        run.Error.ShouldContain(log);
        run.Error.ShouldNotContain("   at ");
        // A gap shows only in the intervals that meet it; a log that cannot be read is no meter.
        run.ExitCode.ShouldBe(ExitCodes.Failed);
    }

    [Fact]
    public void Profile_MoreMemoryThanThereIs_IsRefusedBeforeAnyIsTaken()
    {
        Directory.CreateDirectory(_folder.File("proc"));
        File.WriteAllText(_folder.File(Path.Combine("proc", "meminfo")), "MemTotal: 2000000 kB\nMemAvailable: 1000000 kB\n");

        CommandRun run = CommandRun.On(
            new TickingClock().Machine(_folder.Path), "profile", "bert-base-uncased", "--seq-len", "128", "--meter", "cpu-model",
            "--history", "none");

        run.ExitCode.ShouldBe(ExitCodes.Failed);
        run.Error.ShouldContain("bert-base-uncased needs about 1.1 GB of memory for this workload, 1.0 GB are available: choose a "
            + "smaller batch or sequence length");
        run.Out.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("NoSuchOperator", DataType.Float32, "NoSuchOperator")]
    [InlineData("Erf", DataType.Float64, "Could not find an implementation for Erf")]
    public void Profile_ModelThatTheEngineRejects_NamesFileAndReason(string op, DataType type, string reason)
    {
        string file = _folder.File("rejected.onnx");
        OnnxDimension[] shape = [new OnnxDimension(2)];
        OnnxWriter.Write(new OnnxModel
        {
            Name = "rejected",
            Nodes = [new OnnxNode { Name = "/head/op", OpType = op, Inputs = ["x"], Outputs = ["y"] }],
            Initializers = [],
            Inputs = [new OnnxValue("x", type, shape)],
            Outputs = [new OnnxValue("y", type, shape)],
        }, file);

        CommandRun run = CommandRun.Of("profile", file, "--meter", "cpu-model", "--history", "none", "--rounds", "1");

        run.ExitCode.ShouldBe(ExitCodes.Failed);
        run.Error.ShouldContain("rejected");
        run.Error.ShouldContain(reason);
        run.Error.ShouldNotContain("internal error");
        run.Out.ShouldBeEmpty();
    }

    private string PowercapZone(string id, string name)
    {
        string zone = _folder.File(Path.Combine("sys", "class", "powercap", id));
        Directory.CreateDirectory(zone);
        File.WriteAllText(Path.Combine(zone, "name"), name + "\n");
        File.WriteAllText(Path.Combine(zone, "max_energy_range_uj"), "262143328850\n");
        string counter = Path.Combine(zone, "energy_uj");
        File.WriteAllText(counter, "1000000\n");
        return counter;
    }

    // A reading of 20 W every 2 ms, relative to the start of a clock.
    private string Log(double from, double to, string damage = "")
    {
        double now = (new TickingClock().GetUtcNow() - DateTimeOffset.UnixEpoch).TotalSeconds;
        StringBuilder text = new("timestamp,watts\n");
        for (int index = 0; index <= (to - from) / 0.002; index++)
        {
            double at = from + (0.002 * index);
            if (damage == "gap" && at > 1.2 && at < 40)
                continue;
            double written = damage == "reversed" && index == 20 ? at - 1 : damage == "repeated" && index == 20 ? at - 0.002 : at;
            text.Append(CultureInfo.InvariantCulture, $"{now + written:0.000},20\n");
        }

        return _folder.Write("power.csv", text.ToString());
    }
}
