using System.Text.Json;
using JouleTree.Cli.Terminal;
using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Format;
using JouleTree.Metering.Drift;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Cli.Tests.Measuring;

public sealed class ProfileCommandTests
{
    private static readonly string[] Small =
    [
        "profile", "bert-base-uncased", "--seq-len", "8", "--set", "num_hidden_layers=1", "--set", "hidden_size=32",
        "--set", "num_attention_heads=2", "--set", "intermediate_size=64", "--set", "vocab_size=50", "--rounds", "1", "--meter",
            "cpu-model", "--history", "none",
    ];

    [Fact]
    public void Profile_SmallBert_PrintsTheTreeAndHowItWasMeasured()
    {
        CommandRun run = CommandRun.Of([.. Small, "--depth", "1"]);

        run.ExitCode.ShouldBe(ExitCodes.Done);
        run.Out.ShouldContain("energy (modelled)");
        run.Out.ShouldContain("├ encoder");
        run.Out.ShouldContain("gross");
        run.Error.ShouldContain("meter cpu-model (power model on CPU time): asked for");
        run.Error.ShouldContain("whole model:");
    }

    [Fact]
    public void Profile_LevelAsANumber_MeasuresDownToIt_AndDepthShowsTheRest()
    {
        using TemporaryFolder folder = new();

        CommandRun run = CommandRun.Of([.. Small, "--level", "1", "--depth", "2", "-o", folder.File("tree.jsonl"), "-q"]);

        run.ExitCode.ShouldBe(ExitCodes.Done, run.Error);
        run.Out.ShouldContain("│ └ layer");
        run.Out.ShouldNotContain("│   └");
        TreeNode root = TreeReader.Read(folder.File("tree.jsonl")).Single().Root;
        root.Children.ShouldAllBe(child => child.Seconds != null);
        root.Children.SelectMany(child => child.Children).ShouldAllBe(node => node.Seconds == null);
    }

    [Fact]
    public void Profile_Output_IsATreeFileThatReadsBack()
    {
        using TemporaryFolder folder = new();

        CommandRun run = CommandRun.Of([.. Small, "--level", "module", "--view", "irene", "-o", folder.File("tree.jsonl"), "-q"]);

        run.ExitCode.ShouldBe(ExitCodes.Done);
        run.Error.ShouldBeEmpty();
        ModelTree tree = TreeReader.Read(folder.File("tree.jsonl")).Single();
        tree.Root.Seconds!.Value.ShouldBeGreaterThan(0);
        tree.Root.SelfAndDescendants().ShouldContain(node => node.Scope.Path == "root.encoder.0" && node.GroundTruthJoules > 0);
        tree.Details!.Meter!.Properties!["source"].ShouldBe("modelled");
    }

    [Theory]
    [InlineData("json")]
    [InlineData("chrome-trace")]
    public void Profile_JsonFormats_AreOneDocument(string format)
    {
        CommandRun run = CommandRun.Of([.. Small, "--level", "module", "--format", format, "-q"]);

        using JsonDocument document = JsonDocument.Parse(run.Out);
        document.RootElement.GetProperty(format == "json" ? "nodes" : "traceEvents").GetArrayLength().ShouldBeGreaterThan(8);
    }

    [Fact]
    public void Profile_Csv_HasEnergyWithBoundsAndSource()
    {
        string[] lines = CommandRun.Of([.. Small, "--level", "model", "--format", "csv", "-q"]).Out.Split('\n');

        string[] header = lines[0].Split(',');
        string[] root = lines[1].Split(',');
        root[Array.IndexOf(header, "energy_source")].ShouldBe("modelled");
        double.Parse(root[Array.IndexOf(header, "energy_j")], System.Globalization.CultureInfo.InvariantCulture).ShouldBeGreaterThan(0);
        lines[2].Split(',')[Array.IndexOf(header, "energy_j")].ShouldBeEmpty();
    }

    [Fact]
    public void Profile_Csv_TellsCallsAndBothIntervals()
    {
        using TemporaryFolder folder = new();
        string history = folder.File("drift.jsonl");
        string[] args = [.. Small.Where(arg => arg is not ("--rounds" or "1" or "--history" or "none")), "--rounds", "2", "--history",
            history];

        string[][] rows = [.. CommandRun.Of([.. args, "--format", "csv", "-q"]).Out.Trim().Split('\n').Select(line => line.Split(','))];

        string[] Column(string name) => [.. rows.Skip(1).Select(row => row[Array.IndexOf(rows[0], name)])];
        double[] Numbers(string name) =>
            [.. Column(name).Select(text => text.Length == 0
                ? double.NaN
                : double.Parse(text, System.Globalization.CultureInfo.InvariantCulture))];
        int query = Array.IndexOf(Column("scope"), "root.encoder.layer.0.attention.self.query");
        Column("calls")[query].ShouldBe("4"); // Query, key, value and the output's dense.
        Column("calls")[0].ShouldBe("1");
        // With drift, an interval is wider than the run's own.
        foreach (string quantity in (string[])["time", "energy"])
        {
            string unit = quantity == "time" ? "s" : "j";
            Numbers($"{quantity}_low_{unit}")[query].ShouldBeLessThan(Numbers($"{quantity}_run_low_{unit}")[query]);
            Numbers($"{quantity}_high_{unit}")[query].ShouldBeGreaterThan(Numbers($"{quantity}_run_high_{unit}")[query]);
        }

    }

    [Fact]
    public void Profile_HistoryOfAnUnsteadyMachine_SaysSoInsteadOfAnInterval()
    {
        using TemporaryFolder folder = new();
        DriftHistory history = new(folder.File("drift.jsonl"));
        double[] slower = [3.59, 8.87, 2.96, 2.34, 1, 12, 5];
        for (int hour = 0; hour < slower.Length; hour++)
            history.Add(Readings.Of(hour, 1e-4 * slower[hour], 2e-3 * slower[hour], 1e-3 * slower[hour]));
        string[] args = [.. Small.Where(arg => arg is not ("--rounds" or "1" or "--history" or "none")), "--rounds", "2", "--level",
            "model", "-q", "--history", history.Path];

        CommandRun.Of(args).Out.ShouldContain("any run: no interval for the times of 1 of 1 nodes: this machine is not steady");
        string[][] rows = [.. CommandRun.Of([.. args, "--format", "csv"]).Out.Trim().Split('\n').Select(line => line.Split(','))];
        rows[1][Array.IndexOf(rows[0], "time_low_s")].ShouldBeEmpty();
        rows[1][Array.IndexOf(rows[0], "time_run_low_s")].ShouldNotBeEmpty();
    }

    [Fact]
    public void Profile_RunOnAQuietOrBusyMachine_KeepsItsReadingOrSaysWhyNot()
    {
        using TemporaryFolder folder = new();
        string history = folder.File("drift.jsonl");
        string[] args = [.. Small.Where(arg => arg is not ("--history" or "none")), "--level", "model", "-q", "--history", history];

        // Which of the two it is depends on what else this machine does; that it is one of them does not.
        bool isDisturbed = CommandRun.Of(args).Out.Contains("its readings are not kept for later runs", StringComparison.Ordinal);

        File.Exists(history).ShouldBe(!isDisturbed);
    }

    [Fact]
    public void Profile_TraceOfARewrittenGraph_TellsWhatModulesShare()
    {
        CommandRun run = CommandRun.Of([.. Small, "--attribution", "trace", "--optimization", "extended", "--format", "json", "-q"]);

        using JsonDocument document = JsonDocument.Parse(run.Out);
        JsonElement output = document.RootElement.GetProperty("nodes").EnumerateArray()
            .Single(node => node.GetProperty("scope").GetString() == "root.encoder.layer.0.output");
        JsonElement fused = output.GetProperty("fused").EnumerateArray().Single();
        fused.GetProperty("operator").GetString().ShouldBe("SkipLayerNormalization");
        fused.GetProperty("names").EnumerateArray().Select(name => name.GetString())
            .ShouldBe(["root.encoder.layer.0.output.add", "root.encoder.layer.0.output.LayerNorm"]);
        fused.GetProperty("energy_j").GetDouble().ShouldBeGreaterThan(0);
    }

    [Fact]
    public void Profile_NarrowWeights_SaysWhatTheyChangeBesideFloat32()
    {
        using TemporaryFolder folder = new();
        string file = folder.File("tree.jsonl");

        CommandRun run = CommandRun.Of("profile", "bert-base-uncased", "--config", ProviderSupervisorTests.SmallBert(folder),
            "--seq-len", "8", "--weights", "int4:group=16", "--rounds", "2", "--warm-up", "0", "--level", "model", "--meter", "cpu-model",
            "--history", "none", "--quiet", "-o", file);

        run.ExitCode.ShouldBe(ExitCodes.Done, run.Error);
        run.Out.ShouldMatch("in float32, measured beside it: .* of weights; these types: .* joules, .* time, -[0-9]+ % bytes of weights");
        string tree = File.ReadAllText(file);
        tree.ShouldContain("\"float32_s\"");
        tree.ShouldContain("\"float32_weight_bytes\"");
    }

    [Theory]
    [InlineData("emi")]
    [InlineData("nvml")]
    public void Profile_MeterThatIsNotHere_EndsWithItsOwnExitCode(string meter)
    {
        CommandRun run = CommandRun.Of("profile", "bert-base-uncased", "--meter", meter);

        // On a machine that has the meter, the test would measure BERT; none of ours has.
        run.ExitCode.ShouldBe(ExitCodes.NoMeter);
        run.Error.ShouldContain($"meter {meter}:");
        run.Out.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(ExitCodes.Failed, "there is no such file", "profile", "gone.onnx")]
    [InlineData(ExitCodes.Failed, "no such file (option --ort-library)", "profile", "vgg11", "--ort-library", "gone.so")]
    [InlineData(ExitCodes.Usage, "no meter is called 'sun'", "profile", "vgg11", "--meter", "sun")]
    [InlineData(ExitCodes.Usage, "--budget soon", "profile", "vgg11", "--budget", "soon")]
    [InlineData(ExitCodes.Usage, "--watts-per-core", "profile", "vgg11", "--watts-per-core", "-3")]
    [InlineData(ExitCodes.Usage, "--rounds", "profile", "vgg11", "--rounds", "0")]
    public void Profile_WrongInput_SaysWhatIsWrong(int code, string message, params string[] args)
    {
        CommandRun run = CommandRun.Of(args);

        run.ExitCode.ShouldBe(code);
        run.Error.ShouldContain(message);
    }
}
