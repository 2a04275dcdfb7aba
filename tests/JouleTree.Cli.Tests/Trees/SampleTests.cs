using System.Globalization;
using JouleTree.Core.Evaluation;
using JouleTree.Core.Evaluation.Folds;
using JouleTree.Core.Import.CodeCarbon;
using JouleTree.Core.Layers;
using JouleTree.Core.Layers.Measurements;
using JouleTree.Core.Layers.Prediction;
using JouleTree.Core.Prediction;
using JouleTree.Core.Prediction.Calibrated.Training;
using JouleTree.Core.Prediction.Calibrated.Workloads;
using JouleTree.Core.Prediction.Intervals;
using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Details;
using JouleTree.Core.Trees.Format;
using JouleTree.Graphs;
using JouleTree.Graphs.Layers;
using JouleTree.Graphs.Zoo;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Cli.Tests.Trees;

/// <summary>The measurements that ship with the program, and what can be done with them.</summary>
public sealed class SampleTests
{
    private static readonly string Folder = Path.Combine(SharedData.Repository, "samples");

    [Theory]
    [InlineData("full")]
    [InlineData("irene")]
    public void Trees_AreOfManyModelsAndSayWhereTheyComeFrom(string view)
    {
        ModelTree[] trees = [.. TreeReader.Read(Path.Combine(Folder, $"trees.{view}.jsonl.gz"))];

        string[] models = [.. trees.Select(tree => tree.ModelName).Distinct()];
        foreach (string published in (string[])["bert-base-uncased", "roberta-base", "distilbert-base-uncased", "gpt2", "openai-gpt",
            "distilgpt2", "resnet18", "mobilenet_v2"])
            models.ShouldContain(published);
        trees.Select(tree => tree.BatchSize).Distinct().Count().ShouldBeGreaterThan(2);
        trees.Select(tree => tree.SequenceLength).Distinct().Count().ShouldBeGreaterThan(2);
        trees.Select(tree => tree.Details!.Device!.Name).Distinct().ShouldHaveSingleItem();
        foreach (ModelTree tree in trees)
        {
            tree.Details!.Software.ShouldNotBeNull().Keys.ShouldContain("onnxruntime");
            tree.Details.Meter!.Name.ShouldBe("cpu-model");
            tree.Root.Details!.Energy!.Source.ShouldBe(EnergySource.Modelled);
            tree.Root.GroundTruthJoules.ShouldNotBeNull().ShouldBeGreaterThan(0);
        }
    }

    [Fact]
    public void Trees_OneWidthLeftOut_ArePredictedWithinTenPercent()
    {
        ModelTree[] trees = [.. TreeReader.Read(Path.Combine(Folder, "trees.irene.jsonl.gz"))
            .Where(tree => tree.SequenceLength is not null)];
        IReadOnlyList<(PercentageErrors Errors, IntervalCoverage Coverage)> folds = CrossValidation.Run(
            trees,
            CrossValidation.LeaveOneOut(trees, Width, "widths"),
            new CalibratedFoldTrainer(trees, new CalibratedOptions()),
            UnknownPrimitives.Mean,
            result => (result.Errors, IntervalCoverage.Of(result.Predictions)));

        folds.Count.ShouldBeGreaterThan(5);
        folds.Average(fold => fold.Errors.Of(NodeKind.Model)!.Value).ShouldBeLessThan(10);
        foreach ((NodeKind kind, double reached) in (ReadOnlySpan<(NodeKind, double)>)[(NodeKind.Primitive, 7.47), (NodeKind.Module, 6.66),
            (NodeKind.Model, 6.78)])
            folds.Average(fold => fold.Errors.Of(kind)!.Value).ShouldStayAt(reached, kind.ToString());
        IntervalCoverage all = new();
        foreach ((_, IntervalCoverage coverage) in folds)
            all.Add(coverage);
        foreach (NodeKind kind in NodeKindNames.Reported)
            all.PercentOf(kind)!.Value.ShouldBeInRange(85, 97, kind.ToString());

        static string Width(ModelTree tree) => HiddenWidth.Of(tree)!.Value.ToString(CultureInfo.InvariantCulture);
    }

    [Fact]
    public void Trees_Compressed_AreAnalysedAndReported()
    {
        using TemporaryFolder folder = new();
        CommandRun analysed = CommandRun.Of("analyze", "modules", Path.Combine(Folder, "trees.irene.jsonl.gz"));
        CommandRun reported = CommandRun.Of("report", Path.Combine(Folder, "trees.full.jsonl.gz"), "-o", folder.File("report.html"));

        analysed.ExitCode.ShouldBe(0, analysed.Error);
        analysed.Out.ShouldContain("roberta-base");
        reported.ExitCode.ShouldBe(0, reported.Error);
    }

    [Fact]
    public void Files_AreSmall() =>
        Directory.GetFiles(Folder).Sum(file => new FileInfo(file).Length).ShouldBeLessThan(5_000_000);

    [Fact]
    public void Layers_Fitted_PredictTheNetworksOfTheSameCampaign()
    {
        IReadOnlyList<LayerMeasurement> rows = LayerDataReader.Read(Path.Combine(Folder, "layers.jsonl"));
        Dictionary<LayerType, LayerSplit> splits = rows.Where(row => row.Configuration is not null)
            .GroupBy(row => row.Configuration!.Type)
            .ToDictionary(group => group.Key, group => LayerSplit.Random([.. group], seed: 1, withTest: false));
        LayerPredictor predictor = LayerPredictor.Fit(LayerMethod.Physics, splits);
        LayerMeasurement[] networks = [.. rows.Where(row => row.IsWholeNetwork)];

        networks.Length.ShouldBe(8);
        foreach (LayerMeasurement network in networks)
        {
            NetworkLayers layers = GraphLayers.Of(
                ModelZoo.Find(network.Architecture!).Build(new Workload { BatchSize = (int)network.BatchSize }));
            NetworkEstimate estimate = predictor.Estimate(layers);
            estimate.Joules.ShouldBe(network.EnergyJoules, 0.15 * network.EnergyJoules,
                $"{network.Architecture}, batch {network.BatchSize}");
        }
    }
}
