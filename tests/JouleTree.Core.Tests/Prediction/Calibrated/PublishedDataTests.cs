using System.Globalization;
using JouleTree.Core.Evaluation;
using JouleTree.Core.Prediction;
using JouleTree.Core.Prediction.Calibrated;
using JouleTree.Core.Prediction.Intervals;
using JouleTree.Core.Trees;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Core.Tests.Prediction.Calibrated;

/// <summary>
/// Errors and coverage on what was left out of the published measurements of device 1. Nested: ridges and intervals are
/// chosen on the training part alone.
/// </summary>
public sealed class PublishedDataTests
{
    private static readonly Lazy<List<ModelTree>> Trees = new(() => [.. TreeReader.Read(SharedData.PathOf("irene", "device_1.jsonl"))]);

    // The bounds are the targets that the predictor was built for; docs/how-we-predict.md tells what it reaches.
    [SharedDataTheory]
    [InlineData(FeatureAccess.Full, "model", 0.6, 0.55, 0.55)]
    [InlineData(FeatureAccess.Leaves, "model", 0.6, 1.5, 1.5)]
    [InlineData(FeatureAccess.Static, "model", 1.0, 1.5, 1.5)]
    [InlineData(FeatureAccess.Static, "seq_len", 4, 2, 1.5)]
    [InlineData(FeatureAccess.Static, "batch_size", 4, 2.2, 1.5)]
    public void CrossValidation_PartsLeftOut_StaysBelowTheTarget(FeatureAccess access, string by, double primitive, double module, double model)
    {
        IReadOnlyList<(PercentageErrors Errors, IntervalCoverage)> rows = Run(access, by);

        Mean(NodeKind.Primitive).ShouldBeLessThanOrEqualTo(primitive);
        Mean(NodeKind.Module).ShouldBeLessThanOrEqualTo(module);
        Mean(NodeKind.Model).ShouldBeLessThanOrEqualTo(model);

        double Mean(NodeKind kind) => rows.Average(row => row.Errors.Of(kind)!.Value);
    }

    [SharedDataTheory]
    [InlineData(FeatureAccess.Full)]
    [InlineData(FeatureAccess.Leaves)]
    [InlineData(FeatureAccess.Static)]
    public void CrossValidation_ModelsLeftOut_IntervalsHoldAtEachLevel(FeatureAccess access)
    {
        IReadOnlyList<(PercentageErrors, IntervalCoverage Coverage)> rows = Run(access, "model");
        IntervalCoverage all = new();
        foreach ((_, IntervalCoverage coverage) in rows)
            all.Add(coverage);

        all.Level.ShouldBe(0.9);
        foreach (NodeKind kind in NodeKindNames.Reported)
        {
            all.PercentOf(kind)!.Value.ShouldBeInRange(85, 97, kind.ToString());
            double[] byModel = [.. rows.Select(row => row.Coverage.PercentOf(kind)!.Value).Order()];
            // One model's modules (openai-gpt's attention) stay below 85 % where they are not run: docs/how-we-predict.md, limits.
            bool isKnownMiss = kind == NodeKind.Module && access != FeatureAccess.Full;
            byModel[0].ShouldBeGreaterThan(isKnownMiss ? 82 : 85, kind.ToString());
            byModel[1].ShouldBeGreaterThan(85, kind.ToString());
        }
    }

    [SharedDataTheory]
    [InlineData("seq_len")]
    [InlineData("batch_size")]
    public void CrossValidation_WorkloadsLeftOut_IntervalsHold(string by)
    {
        IntervalCoverage all = new();
        foreach ((_, IntervalCoverage coverage) in Run(FeatureAccess.Static, by))
            all.Add(coverage);

        foreach (NodeKind kind in NodeKindNames.Reported)
            all.PercentOf(kind)!.Value.ShouldBeGreaterThan(85, kind.ToString());
    }

    private static IReadOnlyList<(PercentageErrors Errors, IntervalCoverage Coverage)> Run(FeatureAccess access, string by)
    {
        Func<ModelTree, string> key = by switch
        {
            "model" => tree => tree.ModelName,
            "seq_len" => tree => tree.SequenceLength!.Value.ToString(CultureInfo.InvariantCulture),
            _ => tree => tree.BatchSize!.Value.ToString(CultureInfo.InvariantCulture),
        };
        CalibratedFoldTrainer trainer = new(Trees.Value, new CalibratedOptions { Access = access });
        return CrossValidation.Run(
            Trees.Value,
            CrossValidation.LeaveOneOut(Trees.Value, key, by),
            trainer,
            UnknownPrimitives.Error,
            result => (result.Errors, IntervalCoverage.Of(result.Predictions)));
    }
}
