using System.Text.Json;
using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Format;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Cli.Tests.Predictors;

/// <summary>The calibrated predictor and the device profiles as a user meets them.</summary>
public sealed class CalibratedCommandsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _data;

    public CalibratedCommandsTests()
    {
        List<ModelTree> trees = [];
        foreach ((string name, int layers) in new[] { ("a", 1), ("b", 2), ("c", 3) })
        {
            foreach ((int batch, int length) in new[] { (4, 32), (8, 64), (16, 64), (8, 128) })
                trees.Add(new TransformerTrees(batch, length, 256, 4, layers).Measure(name));
        }

        _data = trees.WriteTo(_folder.File("data.jsonl"));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void TrainPredictExplain_StaticFeatures_TermsSumToThePrediction()
    {
        CommandRun train = CommandRun.Of("train", _data, _folder.File("model"), "--predictor", "calibrated", "--features", "static");
        train.ExitCode.ShouldBe(0, train.Error);
        CommandRun predict = CommandRun.Of("predict", _data, _folder.File("out.jsonl"), _folder.File("model"), "--explain");
        predict.ExitCode.ShouldBe(0, predict.Error);

        foreach (TreeNode node in TreeReader.Read(_folder.File("out.jsonl")).SelectMany(tree => tree.Root.SelfAndDescendants()))
            node.Details!.Prediction!.Terms!.Values.Sum().ShouldBe(node.PredictedJoules!.Value, 1e-9 * node.PredictedJoules.Value);
    }

    [Fact]
    public void Predict_WithoutExplain_HasIntervalsAndNoTerms()
    {
        CommandRun.Of("train", _data, _folder.File("model"), "--predictor", "calibrated", "--quiet").ExitCode.ShouldBe(0);
        CommandRun.Of("predict", _data, _folder.File("out.jsonl"), _folder.File("model"), "--quiet").ExitCode.ShouldBe(0);

        TreeNode root = TreeReader.Read(_folder.File("out.jsonl")).First().Root;
        root.Details!.Prediction!.Terms.ShouldBeNull();
        root.Details.Prediction.Level.ShouldBe(0.9);
    }

    [Fact]
    public void Predict_TrainedOnTooFewTrees_SaysThatIntervalsAreMissing()
    {
        string few = _folder.File("few.jsonl");
        CommandRun.Of("generate", few, "--models", "distilgpt2", "gpt2", "--batch-sizes", "1", "8", "--seq-lens", "16", "64", "-q")
            .ExitCode.ShouldBe(0);
        CommandRun.Of("train", few, _folder.File("model"), "--predictor", "calibrated", "--quiet").ExitCode.ShouldBe(0);

        CommandRun run = CommandRun.Of("predict", few, _folder.File("out.jsonl"), _folder.File("model"));

        run.ExitCode.ShouldBe(0, run.Error);
        run.Error.ShouldContain("trees have nodes without an interval: the predictor was trained on too few trees");
        TreeNode[] without = [.. TreeReader.Read(_folder.File("out.jsonl")).SelectMany(tree => tree.Root.SelfAndDescendants())
            .Where(node => node.Details!.Prediction!.Low is null)];
        without.ShouldNotBeEmpty();
        without.ShouldAllBe(node => node.PredictedJoules > 0 && node.Details!.Prediction!.High == null
            && node.Details.Prediction.Level == null && node.Details.Prediction.Notes!.Contains(
                "no interval: the training data are too few to tell how wrong this may be"));
    }

    [Fact]
    public void Predict_OffTheRange_SaysSoInOneLine()
    {
        CommandRun.Of("train", _data, _folder.File("model"), "--predictor", "calibrated", "--quiet").ExitCode.ShouldBe(0);
        string narrow = new[] { new TransformerTrees(8, 64, 32, 4).Build(),
            new TransformerTrees(8, 32, 32, 4).Build() }.WriteTo(_folder.File("narrow.jsonl"));
        CommandRun run = CommandRun.Of("predict", narrow, _folder.File("out.jsonl"), _folder.File("model"));

        run.Error.ShouldContain("2 of 2 trees lie outside the training range, their intervals are wide: hidden width 32, trained on 256");
    }

    [Fact]
    public void CrossValidate_ByLengthWithReport_PrintsBothTablesAndWritesThePage()
    {
        CommandRun run = CommandRun.Of(
            "crossvalidate", _data, _folder.File("cv"), "--predictor", "calibrated", "--by", "seq_len", "--report",
                _folder.File("honest.html"));

        run.ExitCode.ShouldBe(0, run.Error);
        run.Out.ShouldContain("left-seq-len");
        run.Out.ShouldContain("With fixed ridges:");
        run.Out.ShouldContain("Intervals of nominal 90 %");
        string page = File.ReadAllText(_folder.File("honest.html"));
        page.ShouldContain("nearest measured workload");
        page.ShouldContain("The worst ten");
        page.ShouldNotContain("src=");
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(_folder.File("honest.json")));
        json.RootElement.GetProperty("baselines").GetArrayLength().ShouldBe(6);
        json.RootElement.GetProperty("interval_coverage_percent").GetArrayLength().ShouldBe(5);
        json.RootElement.GetProperty("measured_features").GetArrayLength().ShouldBe(0);
    }

    [Theory]
    [InlineData("calibration", "nominal level [%]")]
    [InlineData("learning", "models trained on")]
    public void CrossValidate_Plot_DrawsTheCurve(string plot, string text)
    {
        CommandRun run = CommandRun.Of(
            "crossvalidate", _data, _folder.File("cv"), "--predictor", "calibrated", "--plot", plot, "-o", _folder.File("p.svg"), "-q");

        run.ExitCode.ShouldBe(0, run.Error);
        File.ReadAllText(_folder.File("p.svg")).ShouldContain(text);
    }

    [Fact]
    public void CrossValidate_IreneWithReport_WritesBaselinesWithoutIntervals()
    {
        string config = _folder.Write("config.json", """{"epochs": 1}""");
        CommandRun run = CommandRun.Of("crossvalidate", _data, _folder.File("cv"), "--config", config, "--report",
            _folder.File("honest.html"));

        run.ExitCode.ShouldBe(0, run.Error);
        File.ReadAllText(_folder.File("honest.html")).ShouldContain("times_mean");
    }

    [Theory]
    [InlineData("train", "--features", "static")]
    [InlineData("train", "--predictor", "best")]
    [InlineData("crossvalidate", "--by", "colour")]
    public void Options_OfTheOtherPredictorOrUnknown_AreAUsageError(string verb, string option, string value) =>
        CommandRun.Of(verb, _data, _folder.File("model"), option, value).ExitCode.ShouldBe(1);

    [Fact]
    public void Predict_ExplainOfIrene_WritesWeightsThatMakeTheParents()
    {
        string config = _folder.Write("config.json", """{"epochs": 1}""");
        CommandRun.Of("train", _data, _folder.File("model"), "--config", config).ExitCode.ShouldBe(0);
        CommandRun run = CommandRun.Of("predict", _data, _folder.File("out.jsonl"), _folder.File("model"), "--explain");

        run.ExitCode.ShouldBe(0, run.Error);
        ModelTree tree = TreeReader.Read(_folder.File("out.jsonl")).First();
        foreach (TreeNode parent in tree.Root.SelfAndDescendants().Where(node => node.Children.Count > 0))
            parent.Children.Sum(child => child.Details!.Prediction!.WeightInParent!.Value * child.PredictedJoules!.Value)
                .ShouldBe(parent.PredictedJoules!.Value, 1e-9 * Math.Abs(parent.PredictedJoules.Value));
        tree.Root.Details!.Prediction!.WeightInParent.ShouldBeNull();
        tree.Root.Details.Prediction.Sensitivities.ShouldNotBeNull().ShouldNotBeEmpty();
    }

    [Fact]
    public void Estimate_BertLarge_AnswersWithIntervalsAndSaysThatItExtrapolates()
    {
        CommandRun run = CommandRun.Of(
            "estimate", "bert-large-uncased", "--batch-size", "8", "--seq-len", "128", "--device", "irene-device-1", "--format", "json",
                "--depth", "20");

        run.ExitCode.ShouldBe(0, run.Error);
        run.Error.ShouldContain("extrapolating: hidden width 1024, trained on 768");
        using JsonDocument json = JsonDocument.Parse(run.Out);
        JsonElement nodes = json.RootElement[0].GetProperty("nodes");
        nodes.GetArrayLength().ShouldBeGreaterThan(300);
        foreach (JsonElement node in nodes.EnumerateArray())
        {
            double joules = node.GetProperty("energy_j").GetDouble();
            node.GetProperty("energy_low_j").GetDouble().ShouldBeLessThan(joules);
            node.GetProperty("energy_high_j").GetDouble().ShouldBeGreaterThan(joules);
        }
    }

    [Fact]
    public void Estimate_ImageModel_FlagsUnknownTypesLoudlyOrRefuses()
    {
        CommandRun run = CommandRun.Of("estimate", "alexnet", "--device", "all", "--quiet");
        run.ExitCode.ShouldBe(0, run.Error);
        run.Error.ShouldContain("estimated from FLOPs and bytes alone: 5 x conv2d");
        run.Error.ShouldContain("ORDERS OF MAGNITUDE");
        CommandRun strict = CommandRun.Of("estimate", "alexnet", "--device", "irene-device-1", "--strict");
        strict.ExitCode.ShouldBe(2);
        strict.Error.ShouldContain("which was not in the training data");
    }

    [Fact]
    public void Estimate_UnknownDevice_NamesThoseThatAreThere()
    {
        CommandRun run = CommandRun.Of("estimate", "gpt2", "--device", "abacus");

        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain("no device profile is called 'abacus', and no file either; there are epyc-vm, irene-device-1, xeon-gold-5120");
    }

    [Fact]
    public void DevicesMake_OwnMeasurements_GiveAProfileThatEstimateTakes()
    {
        CommandRun made = CommandRun.Of("devices", "make", _data, "bench", _folder.File("bench.json"));
        made.ExitCode.ShouldBe(0, made.Error);
        made.Out.ShouldContain("leave one model out");
        CommandRun run = CommandRun.Of("estimate", "gpt2", "--batch-size", "4", "--seq-len", "32", "--device", _folder.File("bench.json"),
            "--format", "csv");
        run.ExitCode.ShouldBe(0, run.Error);
        run.Out.ShouldStartWith("model,batch_size,seq_len,phase,past,device,scope,kind,type,energy_j,energy_low_j,energy_high_j,energy_level,"
            + "energy_source,parameters,shared_parameters,macs,flops,bytes,terms_j,notes,predicted_time_s,"
            + "predicted_time_low_s,predicted_time_high_s,predicted_power_w\n");
    }

    [Fact]
    public void Devices_List_ShowsCards() => CommandRun.Of("devices").Out.ShouldContain("irene-device-1 (calibrated, static)");
}
