using System.Collections.Concurrent;
using System.Globalization;
using JouleTree.Core.Evaluation;
using JouleTree.Core.Evaluation.Folds;
using JouleTree.Core.Prediction;
using JouleTree.Core.Prediction.Calibrated.Training;
using JouleTree.Core.Prediction.Calibrated.Workloads;
using JouleTree.Core.Prediction.Intervals;
using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Format;
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

    private static readonly Lazy<List<ModelTree>> Second = new(() => new SecondDevice(seed: 1).Measure(Trees.Value));

    // Several tests look at the same cross-validation.
    private static readonly ConcurrentDictionary<(FeatureAccess, string), IReadOnlyList<(PercentageErrors, IntervalCoverage)>> Published =
        new();

    // The bounds are the targets that the predictor was built for; behind them stands what it reaches.
    [SharedDataTheory]
    [InlineData(FeatureAccess.Full, "model", 0.6, 0.55, 0.55, 0.51, 0.46, 0.46)]
    [InlineData(FeatureAccess.Leaves, "model", 0.6, 1.5, 1.5, 0.52, 0.98, 0.87)]
    [InlineData(FeatureAccess.Static, "model", 1.0, 1.5, 1.5, 0.86, 0.95, 0.92)]
    [InlineData(FeatureAccess.Static, "seq_len", 4, 2, 1.5, 2.48, 1.31, 1.24)]
    [InlineData(FeatureAccess.Static, "batch_size", 4, 2.2, 1.5, 1.65, 1.24, 1.23)]
    public void CrossValidation_PartsLeftOut_StaysBelowTheTargetAndWhereItWas(
        FeatureAccess access, string by, double primitive, double module, double model, double reachedPrimitive, double reachedModule,
            double reachedModel)
    {
        IReadOnlyList<(PercentageErrors Errors, IntervalCoverage)> rows = Run(access, by);

        Mean(NodeKind.Primitive).ShouldBeLessThanOrEqualTo(primitive);
        Mean(NodeKind.Module).ShouldBeLessThanOrEqualTo(module);
        Mean(NodeKind.Model).ShouldBeLessThanOrEqualTo(model);
        Mean(NodeKind.Primitive).ShouldStayAt(reachedPrimitive, "primitives");
        Mean(NodeKind.Module).ShouldStayAt(reachedModule, "modules");
        Mean(NodeKind.Model).ShouldStayAt(reachedModel, "models");

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
            // Of the 27 or 28 workloads of a model, all may lie inside; then the upper bound says nothing.
            foreach ((_, IntervalCoverage coverage) in rows)
                coverage.PercentOf(kind)!.Value.ShouldBeGreaterThan(85, kind.ToString());
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

    // The bounds are the targets for a device whose data nobody tuned on; behind them stands what is reached.
    [SharedDataTheory]
    [InlineData(FeatureAccess.Full, "model", 0.6, 0.55, 0.55, 0.317, 0.314, 0.365)]
    [InlineData(FeatureAccess.Leaves, "model", 0.6, 1.9, 1.9, 0.317, 1.124, 0.940)]
    [InlineData(FeatureAccess.Static, "model", 2.5, 2, 2, 1.378, 1.387, 1.137)]
    [InlineData(FeatureAccess.Static, "seq_len", 5, 2.5, 2, 3.474, 2.271, 1.957)]
    [InlineData(FeatureAccess.Static, "batch_size", 5, 3, 2.5, 2.254, 2.109, 1.543)]
    public void CrossValidation_MadeUpSecondDevice_StaysBelowTheTargetOfOtherDevicesAndWhereItWas(
        FeatureAccess access, string by, double primitive, double module, double model, double reachedPrimitive, double reachedModule,
            double reachedModel)
    {
        IReadOnlyList<(PercentageErrors Errors, IntervalCoverage Coverage)> rows = Run(access, by, Second.Value);
        IntervalCoverage all = new();
        foreach ((_, IntervalCoverage coverage) in rows)
            all.Add(coverage);

        Mean(NodeKind.Primitive).ShouldBeLessThanOrEqualTo(primitive);
        Mean(NodeKind.Module).ShouldBeLessThanOrEqualTo(module);
        Mean(NodeKind.Model).ShouldBeLessThanOrEqualTo(model);
        Mean(NodeKind.Primitive).ShouldStayAt(reachedPrimitive, "primitives");
        Mean(NodeKind.Module).ShouldStayAt(reachedModule, "modules");
        Mean(NodeKind.Model).ShouldStayAt(reachedModel, "models");
        foreach (NodeKind kind in NodeKindNames.Reported)
            all.PercentOf(kind)!.Value.ShouldBeGreaterThan(80, kind.ToString());

        double Mean(NodeKind kind) => rows.Average(row => row.Errors.Of(kind)!.Value);
    }

    // Eleven workloads of four of the models: too little to demand the targets, enough to demand sense.
    [SharedDataFact]
    public void CrossValidation_FewModelsAndWorkloads_StaysSane()
    {
        List<ModelTree> few = [.. Trees.Value.Where(tree => tree.ModelName is not ("gpt2" or "roberta-base") && tree.BatchSize != 16
            && tree.SequenceLength % 64 == 0)];
        IReadOnlyList<(PercentageErrors Errors, IntervalCoverage Coverage)> rows = Run(FeatureAccess.Static, "model", few);

        foreach ((PercentageErrors errors, IntervalCoverage coverage) in rows)
        {
            foreach (NodeKind kind in NodeKindNames.Reported)
            {
                errors.Of(kind)!.Value.ShouldBeLessThan(12, kind.ToString());
                coverage.MeanWidthPercentOf(kind)!.Value.ShouldBeLessThan(250, kind.ToString());
            }
        }
    }

    private static IReadOnlyList<(PercentageErrors Errors, IntervalCoverage Coverage)> Run(FeatureAccess access, string by) =>
        Published.GetOrAdd((access, by), _ => Run(access, by, Trees.Value));

    private static IReadOnlyList<(PercentageErrors Errors, IntervalCoverage Coverage)> Run(FeatureAccess access, string by,
        List<ModelTree> data)
    {
        Func<ModelTree, string> key = by switch
        {
            "model" => tree => tree.ModelName,
            "seq_len" => tree => tree.SequenceLength!.Value.ToString(CultureInfo.InvariantCulture),
            _ => tree => tree.BatchSize!.Value.ToString(CultureInfo.InvariantCulture),
        };
        CalibratedFoldTrainer trainer = new(data, new CalibratedOptions { Access = access });
        return CrossValidation.Run(
            data,
            CrossValidation.LeaveOneOut(data, key, by),
            trainer,
            UnknownPrimitives.Mean,
            result => (result.Errors, IntervalCoverage.Of(result.Predictions)));
    }
}
