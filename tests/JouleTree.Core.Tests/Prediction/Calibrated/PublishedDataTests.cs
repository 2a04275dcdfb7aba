using JouleTree.Core.Evaluation;
using JouleTree.Core.Prediction;
using JouleTree.Core.Prediction.Calibrated;
using JouleTree.Core.Prediction.Intervals;
using JouleTree.Core.Trees;
using JouleTree.Testing;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace JouleTree.Core.Tests.Prediction.Calibrated;

/// <summary>Errors on what was left out of the published measurements of device 1, nested: nothing of the left-out part is used.</summary>
public sealed class PublishedDataTests(ITestOutputHelper output)
{
    private static readonly Lazy<List<ModelTree>> Trees = new(() => [.. TreeReader.Read(SharedData.PathOf("irene", "device_1.jsonl"))]);

    [SharedDataTheory]
    [InlineData(FeatureAccess.Full, "model", 0.6, 0.55, 0.55)]
    [InlineData(FeatureAccess.Leaves, "model", 0.6, 1.5, 1.5)]
    [InlineData(FeatureAccess.Static, "model", 1.0, 1.5, 1.5)]
    [InlineData(FeatureAccess.Static, "seq_len", 4, 2, 1.5)]
    [InlineData(FeatureAccess.Static, "batch_size", 4, 2.2, 1.5)]
    public void CrossValidation_PartsLeftOut_StaysBelowTheTarget(FeatureAccess access, string by, double primitive, double module, double model)
    {
        Func<ModelTree, string> key = by switch
        {
            "model" => tree => tree.ModelName,
            "seq_len" => tree => $"{tree.SequenceLength}",
            _ => tree => $"{tree.BatchSize}",
        };
        IReadOnlyList<Fold> folds = CrossValidation.LeaveOneOut(Trees.Value, key, by);
        System.Diagnostics.Stopwatch watch = System.Diagnostics.Stopwatch.StartNew();
        CalibratedFoldTrainer trainer = new(Trees.Value, new CalibratedOptions { Access = access });
        IReadOnlyList<(string Name, PercentageErrors Errors, IntervalCoverage Coverage, CalibratedPredictor P)> rows = CrossValidation.Run(
            Trees.Value, folds, trainer, UnknownPrimitives.Mean, result => (result.Fold.Name, result.Errors, CoverageOf(result), (CalibratedPredictor)result.Predictor));
        output.WriteLine($"{watch.ElapsedMilliseconds} ms");
        foreach ((string name, PercentageErrors errors, IntervalCoverage coverage, CalibratedPredictor p) in rows)
        {
            output.WriteLine(string.Join(" ", NodeKindNames.Reported.Select(kind =>
                $"{errors.Of(kind):0.00} ({coverage.PercentOf(kind):0} % in {coverage.MeanWidthPercentOf(kind):0.0} %)")) + $" {name} {p.Options.PrimitiveRidge} {p.Options.CompositionRidge} {string.Join(' ', p.Scales)}");
        }

        double Mean(NodeKind kind) => rows.Average(row => row.Errors.Of(kind)!.Value);
        output.WriteLine($"{Mean(NodeKind.Primitive):0.000} / {Mean(NodeKind.Module):0.000} / {Mean(NodeKind.Model):0.000}");
        Mean(NodeKind.Primitive).ShouldBeLessThanOrEqualTo(primitive);
        Mean(NodeKind.Module).ShouldBeLessThanOrEqualTo(module);
        Mean(NodeKind.Model).ShouldBeLessThanOrEqualTo(model);
    }

    private static IntervalCoverage CoverageOf(FoldResult result)
    {
        IntervalCoverage coverage = new();
        foreach (TreeNode node in result.Predictions.SelectMany(tree => tree.Root.SelfAndDescendants()))
            coverage.Add(node);
        return coverage;
    }
}
