using System.Text.Json;
using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Format;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Cli.Tests.Predictors;

/// <summary>train, predict, evaluate and crossvalidate as a user runs them.</summary>
public sealed class TreePipelineTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _data;

    public TreePipelineTests() => _data = TestTrees.Campaign().WriteTo(_folder.File("data.jsonl"));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void TrainPredictEvaluate_PublishedCommandLines_Work()
    {
        string config = _folder.Write("config.json", """{"epochs": 3}""");
        CommandRun train = CommandRun.Of("train", _data, _folder.File("model"), "--config_filepath", config);
        train.ExitCode.ShouldBe(0, train.Error);
        train.Out.ShouldBeEmpty();
        CommandRun predict = CommandRun.Of("predict", _data, _folder.File("out.jsonl"), _folder.File("model"));
        predict.ExitCode.ShouldBe(0, predict.Error);
        CommandRun evaluate = CommandRun.Of("evaluate", _data, _folder.File("out.jsonl"), "--node_types", "module,ml");
        evaluate.ExitCode.ShouldBe(0, evaluate.Error);
        evaluate.Out.ShouldMatch("^Percentage Error Results:\n\\{\n    \"module\": \\d+\\.\\d+,\n    \"ml\": \\d+\\.\\d+\n\\}\n$");
        TreeReader.Read(_folder.File("out.jsonl")).SelectMany(tree => tree.Root.SelfAndDescendants())
            .ShouldAllBe(node => node.PredictedJoules != null);
    }

    [Fact]
    public void CrossValidate_ThreeModels_PrintsThePublishedTableAndWritesEachFold()
    {
        CommandRun run = CommandRun.Of("crossvalidate", _data, _folder.File("cv"));
        run.ExitCode.ShouldBe(0, run.Error);
        string[] lines = run.Out.TrimEnd('\n').Split('\n');
        lines[0].ShouldBe("Percentage Error - Cross Validation Report");
        lines[1].ShouldBe("   left-model-name  ml % error  module % error  model % error");
        lines.Length.ShouldBe(6);
        lines[2].ShouldStartWith("0            small  ");
        lines[5].ShouldStartWith("3          overall  ");
        lines.Skip(1).Select(line => line.Length).Distinct().Count().ShouldBe(1);
        foreach (string model in new[] { "small", "middle", "large" })
        {
            File.Exists(_folder.File($"cv/{model}/predictor.json")).ShouldBeTrue();
            File.Exists(_folder.File($"cv/{model}/errors.json")).ShouldBeTrue();
            TreeReader.Read(_folder.File($"cv/{model}/predictions.jsonl")).ShouldAllBe(tree => tree.ModelName == model);
        }

        File.ReadLines(_folder.File("cv/summary.csv")).Count().ShouldBe(5);
    }

    [Fact]
    public void CrossValidate_Json_HoldsWhatTheTableShows()
    {
        CommandRun run = CommandRun.Of("crossvalidate", _data, _folder.File("cv"), "--format", "json", "--quiet");
        using JsonDocument json = JsonDocument.Parse(run.Out);
        json.RootElement.GetProperty("folds").EnumerateArray().Select(fold => fold.GetProperty("left_out").GetString())
            .ShouldBe(["small", "middle", "large"]);
        double mean = json.RootElement.GetProperty("folds").EnumerateArray()
            .Average(fold => fold.GetProperty("percentage_error").GetProperty("module").GetDouble());
        json.RootElement.GetProperty("overall").GetProperty("percentage_error").GetProperty("module").GetDouble().ShouldBe(mean, 1e-12);
        run.Error.ShouldBeEmpty();
    }

    [Fact]
    public void CrossValidate_HostileModelName_StaysInItsFolder()
    {
        string data = TestTrees.Campaign().Select(tree => tree with { ModelName = $"../../{tree.ModelName}/x" })
            .WriteTo(_folder.File("hostile.jsonl"));
        CommandRun.Of("crossvalidate", data, _folder.File("out/cv")).ExitCode.ShouldBe(0);
        Directory.GetDirectories(_folder.File("out")).ShouldBe([_folder.File("out/cv")]);
        Directory.GetDirectories(_folder.File("out/cv")).Length.ShouldBe(3);
    }

    [Fact]
    public void Train_NothingToTrain_SaysSo()
    {
        string config = _folder.Write("config.json", """{"training_strategy":"none","weighting_setting":"exact_one"}""");
        CommandRun run = CommandRun.Of("train", _data, _folder.File("model"), "--config", config);
        run.ExitCode.ShouldBe(0);
        run.Error.ShouldContain("training_strategy none: the composition keeps its initial weights");
    }

    [Fact]
    public void Predict_UnknownPrimitives_AreFilledInOnlyWhereAsked()
    {
        CommandRun.Of("train", _data, _folder.File("model")).ExitCode.ShouldBe(0);
        string other = TestTrees.Campaign().Select(tree => tree with
        {
            Root = tree.Root.Rebuild(node => node.Id == "3" ? node with { InstanceType = "RMSNorm" } : node),
        }).WriteTo(_folder.File("other.jsonl"));
        CommandRun refused = CommandRun.Of("predict", other, _folder.File("out.jsonl"), _folder.File("model"));
        refused.ExitCode.ShouldBe(2);
        refused.Error.ShouldContain("the primitive 'rmsnorm' was never trained");
        File.Exists(_folder.File("out.jsonl")).ShouldBeFalse();
        CommandRun filled = CommandRun.Of("predict", other, _folder.File("out.jsonl"), _folder.File("model"), "--unknown-primitives",
            "mean");
        filled.ExitCode.ShouldBe(0);
        filled.Error.ShouldContain("the primitive 'rmsnorm' was never trained: 15 nodes count as the mean of the training primitives");
    }

    [Fact]
    public void Evaluate_UnpairedNodes_AreRefusedUnlessAllowed()
    {
        string partial = TestTrees.Campaign().Select(tree => tree with
        {
            Root = tree.Root.Rebuild(node => node.Id == "3" ? node : node.With(NodeColumn.PredictedEnergy, 1)),
        }).WriteTo(_folder.File("partial.jsonl"));
        CommandRun refused = CommandRun.Of("evaluate", _data, partial);
        refused.ExitCode.ShouldBe(2);
        refused.Out.ShouldBeEmpty();
        refused.Error.ShouldContain("15 nodes have no prediction");
        refused.Error.Split('\n').Count(line => line.Contains("no prediction", StringComparison.Ordinal)).ShouldBe(11);
        CommandRun.Of("evaluate", _data, partial, "--allow-missing").ExitCode.ShouldBe(0);
    }

    [Fact]
    public void AnyVerb_BadInput_IsOneLineExitCodeTwoAndNoOutput()
    {
        string bad = _folder.Write("bad.jsonl", File.ReadAllText(_data)[..^40]);
        CommandRun.Of("train", _data, _folder.File("model")).ExitCode.ShouldBe(0);
        string[][] commands =
        [
            ["train", bad, _folder.File("none")],
            ["predict", bad, _folder.File("none"), _folder.File("model")],
            ["crossvalidate", bad, _folder.File("none")],
            ["evaluate", bad, bad],
            ["train", _folder.Path, _folder.File("none")],
            ["predict", _data, _folder.File("none"), _folder.File("nowhere")],
            ["crossvalidate", _data, bad],
            ["train", _data, bad],
            ["train", _data, _folder.File("none"), "--config", bad],
        ];
        foreach (string[] command in commands)
        {
            CommandRun run = CommandRun.Of(command);
            run.ExitCode.ShouldBe(2, string.Join(' ', command));
            run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(1, run.Error);
            run.Error.ShouldStartWith("jouletree: error: ");
            run.Out.ShouldBeEmpty();
            Path.Exists(_folder.File("none")).ShouldBeFalse(string.Join(' ', command));
        }
    }

    [Fact]
    public void Predict_Cancelled_LeavesNoOutput()
    {
        CommandRun.Of("train", _data, _folder.File("model")).ExitCode.ShouldBe(0);
        CommandRun run = CommandRun.Cancelled("predict", _data, _folder.File("out.jsonl"), _folder.File("model"));
        run.ExitCode.ShouldBe(130);
        File.Exists(_folder.File("out.jsonl")).ShouldBeFalse();
    }

    [Theory]
    [InlineData("train", "--config_filepath")]
    [InlineData("evaluate", "a", "b", "--node-types", "layer")]
    [InlineData("predict", "a", "b", "c", "--unknown-primitives", "guess")]
    [InlineData("crossvalidate", "a", "b", "--format", "xml")]
    [InlineData("frobnicate")]
    public void AnyVerb_WrongUsage_IsExitCodeOne(params string[] args) => CommandRun.Of(args).ExitCode.ShouldBe(1);

    [SharedDataFact]
    public void CrossValidate_Device1_PrintsThePublishedColumnsAndModels()
    {
        CommandRun run = CommandRun.Of("crossvalidate", SharedData.PathOf("irene", "device_1.jsonl"), _folder.File("cv"));
        string[] expected = File.ReadAllLines(SharedData.PathOf("irene", "expected", "stdout_crossvalidate.txt"));
        string[] actual = run.Out.TrimEnd('\n').Split('\n');
        actual.Length.ShouldBe(expected.Length);
        actual[..2].ShouldBe(expected[..2]);
        for (int line = 2; line < expected.Length; line++)
        {
            actual[line].Length.ShouldBe(expected[line].Length);
            actual[line][..29].ShouldBe(expected[line][..29]);
        }
    }
}
