using System.Diagnostics;
using JouleTree.Cli.Options;
using JouleTree.Cli.Terminal;
using JouleTree.Core.Errors;
using JouleTree.Core.Layers;
using JouleTree.Core.Layers.Measurements;
using JouleTree.Measurement.Collecting.Journals;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Cli.Tests.Campaigns;

public sealed class CollectCommandTests : IDisposable
{
    private const int Layers = 150;

    private const string Quick = """
        rounds: 1
        window_s: 0.001
        warm_up: 1
        meter: cpu-model
        layers:
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Collect_KilledAtRandomMoments_LosesAtMostTheWorkloadInFlight()
    {
        string plan = _folder.Write(
            "plan.yaml", $"{Quick}\n  - {{type: Linear, count: {Layers}, batch_size: 1..64, input_size: 8..512, output_size: 8..512}}\n");
        string output = _folder.File("out");
        string journal = Journal.PathIn(output);
        Random random = new(1);
        byte[] before = [];
        int kills = 0;
        int duringWork = 0;
        while (kills < 56)
        {
            using Process process = CommandProcess.Start("collect", plan, "-o", output, "--resume");
            // Most are killed while they measure and write, some while they start or resume.
            if (kills % 4 != 0)
                WaitForGrowth(process, journal, before.Length);
            if (process.WaitForExit(random.Next(0, kills % 4 == 0 ? 400 : 150)))
                break;
            process.Kill();
            process.WaitForExit();
            kills++;
            byte[] after = File.Exists(journal) ? File.ReadAllBytes(journal) : [];
            int whole = Array.LastIndexOf(before, (byte)'\n') + 1;
            after.AsSpan(0, whole).SequenceEqual(before.AsSpan(0, whole)).ShouldBeTrue("finished workloads were lost");
            if (after.Length > before.Length)
            {
                duringWork++;
                JournalLines.Visit(journal, (line, number, _) => JournalLine.Read(line, new InputPlace(journal, number)));
            }

            before = after;
            // Enough is left for the next kills to hit something.
            if (CountLines(before) > Layers - 40)
            {
                before = before[..(before.AsSpan(0, before.Length / 2).LastIndexOf((byte)'\n') + 1)];
                File.WriteAllBytes(journal, before);
            }
        }

        kills.ShouldBeGreaterThanOrEqualTo(50, "too few processes were killed before their end");
        duringWork.ShouldBeGreaterThan(25);
        CommandRun.Of("collect", plan, "-o", output, "--resume", "-q").ExitCode.ShouldBe(ExitCodes.Done);
        LayerMeasurement[] layers = [.. LayerMeasurementFile.Read(Path.Combine(output, "layers.jsonl"))];
        layers.Length.ShouldBe(Layers);
        layers.Select(layer => layer.Configuration).Distinct().Count().ShouldBe(Layers, "nothing was measured twice");
    }

    [Fact]
    public void Collect_Tables_AreOfTheJournalAsItIsNow()
    {
        string plan = _folder.Write("plan.yaml", $"{Quick}\n  - {{type: ReLU, batch_size: 1, input_size: 8}}\n");
        string more = _folder.Write("more.yaml", $"{Quick}\n  - {{type: ReLU, batch_size: 1, input_size: 8}}\n"
            + "  - {type: ReLU, batch_size: 2, input_size: 8}\n");
        string folder = _folder.File("tables");

        Run("collect", plan, "-o", folder, "--tables", "parquet").ShouldContain($"wrote {Path.Combine(folder, "layers.parquet")}: 1 ");
        Run("collect", more, "-o", folder, "--resume", "-q");
        File.Exists(Path.Combine(folder, "layers.parquet")).ShouldBeFalse("it would be that of an earlier journal");
        Run("merge", folder, "-o", folder, "--tables", "arrow", "-q");

        (LayerConfiguration?, double, double?, string?)[] ofTable = Measured(Path.Combine(folder, "layers.arrow"));
        ofTable.Length.ShouldBe(2);
        ofTable.ShouldBe(Measured(Path.Combine(folder, "layers.jsonl")));
    }

    [Fact]
    public void Collect_TwoProcesses_TheSecondIsRefused()
    {
        string plan = _folder.Write("plan.yaml", $"{Quick}\n  - {{type: ReLU, batch_size: 1, input_size: 8}}\n");
        using Journal held = Journal.Open(_folder.File("out"), resume: true);

        using Process second = CommandProcess.Start("collect", plan, "-o", _folder.File("out"), "--resume");
        second.WaitForExit();

        second.ExitCode.ShouldBe(ExitCodes.Failed);
    }

    [Fact]
    public void Collect_ShardsThenMerge_GiveTheWholePlan()
    {
        string plan = _folder.Write(
            "plan.yaml", $"{Quick}\n  - {{type: MatMul, count: 7, batch_size: 1..4, rows: 4..32, inner_size: 4..32, columns: 4..32}}\n");
        for (int index = 0; index < 3; index++)
            CommandRun.Of("collect", plan, "-o", _folder.File($"shard{index}"), "--shard", $"{index}/3", "-q")
                .ExitCode.ShouldBe(ExitCodes.Done);

        CommandRun run = CommandRun.Of("merge", _folder.File("shard2"), _folder.File("shard0"), _folder.File("shard1"), "-o",
            _folder.File("all"));

        run.ExitCode.ShouldBe(ExitCodes.Done);
        run.Error.ShouldContain("7 workloads (0 failed) of 1 device, 0 repeated ones left out");
        LayerMeasurementFile.Read(_folder.File("all/layers.jsonl")).Count.ShouldBe(7);
        string once = File.ReadAllText(_folder.File("all/journal.jsonl"));
        CommandRun.Of("merge", _folder.File("all"), _folder.File("shard1"), "-o", _folder.File("all"), "-q")
            .ExitCode.ShouldBe(ExitCodes.Done);
        File.ReadAllText(_folder.File("all/journal.jsonl")).ShouldBe(once);
    }

    [Fact]
    public void Collect_DryRun_PrintsWorkloadsAndMeasuresNothing()
    {
        string plan = _folder.Write("plan.yaml", "models: [{model: gpt2, batch_sizes: [1, 2], lengths: [16]}]");

        CommandRun run = CommandRun.Of("collect", plan, "--dry-run");

        run.ExitCode.ShouldBe(ExitCodes.Done);
        run.Out.ShouldContain("gpt2, batch 2, length 16");
        run.Out.ShouldContain("2 workloads, about");
        run.Out.ShouldContain("of memory");
    }

    [Fact]
    public void Collect_PlanForTorch_SaysWhatRunsItAndCanBeShown()
    {
        string plan = _folder.Write("plan.yaml", $"engine: torch\n{Quick}\n  - {{type: ReLU, batch_size: 1, input_size: 8}}\n");

        CommandRun run = CommandRun.Of("collect", plan, "-o", _folder.File("out"));

        run.ExitCode.ShouldBe(ExitCodes.Failed);
        run.Error.ShouldContain($"{plan}:1: field 'engine': is torch, expected onnxruntime here: this program does not carry PyTorch; "
            + "TorchCampaign.Collect of the package JouleTree.TorchSharp runs the plan");
        Directory.Exists(_folder.File("out")).ShouldBeFalse();
        CommandRun.Of("collect", plan, "--dry-run").Out.ShouldContain("ReLU(batch_size=1, input_size=8)");
    }

    [Fact]
    public void Collect_AModelThatFails_EndsWithExitCode2AndKeepsTheRest()
    {
        File.WriteAllText(_folder.File("broken.onnx"), "this is no model");
        string plan = _folder.Write(
            "plan.yaml", $"models: [{{model: {_folder.File("broken.onnx")}}}]\n{Quick}\n  - {{type: ReLU, batch_size: 1, input_size: "
            + $"8}}\n");

        CommandRun run = CommandRun.Of("collect", plan, "-o", _folder.File("out"));

        run.ExitCode.ShouldBe(ExitCodes.Failed);
        run.Error.ShouldContain("1 workload failed");
        run.Error.ShouldContain("broken.onnx");
        LayerMeasurementFile.Read(_folder.File("out/layers.jsonl")).Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("4/4", ExitCodes.Usage, "expected I/N with I from 0")]
    [InlineData("1", ExitCodes.Usage, "expected I/N with I from 0")]
    [InlineData("-1/3", ExitCodes.Usage, "expected I/N with I from 0")]
    public void Collect_WrongShard_SaysWhatIsExpected(string shard, int code, string message)
    {
        string plan = _folder.Write("plan.yaml", "models: [{model: gpt2}]");

        CommandRun run = CommandRun.Of("collect", plan, "-o", _folder.File("out"), "--shard=" + shard);

        run.ExitCode.ShouldBe(code);
        run.Error.ShouldContain(message);
    }

    [Fact]
    public void Collect_WithoutAFolder_IsAUsageError()
    {
        CommandRun run = CommandRun.Of("collect", _folder.Write("plan.yaml", "models: [{model: gpt2}]"));

        run.ExitCode.ShouldBe(ExitCodes.Usage);
        run.Error.ShouldContain("add -o DIR");
    }

    [Fact]
    public void Collect_MeterThatIsNotThere_HasItsExitCode()
    {
        string plan = _folder.Write("plan.yaml", $"{Quick}\n  - {{type: ReLU, batch_size: 1, input_size: 8}}\n");

        CommandRun.Of("collect", plan, "-o", _folder.File("out"), "--meter", "emi").ExitCode.ShouldBe(ExitCodes.NoMeter);
    }

    private static string Run(params string[] args)
    {
        CommandRun run = CommandRun.Of(args);
        run.ExitCode.ShouldBe(ExitCodes.Done, run.Error);
        return run.Error;
    }

    private static (LayerConfiguration?, double, double?, string?)[] Measured(string path) =>
    [
        .. LayerMeasurementFile.Read(FileOption.Input(path))
            .Select(one => (one.Configuration, one.EnergyJoules, one.Seconds, one.Device)),
    ];

    private static void WaitForGrowth(Process process, string journal, long length)
    {
        while (!process.HasExited && (!File.Exists(journal) || new FileInfo(journal).Length <= length))
            Thread.Sleep(2);
    }

    private static int CountLines(byte[] bytes) => bytes.Count(value => value == (byte)'\n');
}
