using JouleTree.Core.Evaluation.Folds;
using JouleTree.Core.Evaluation.Honesty;
using JouleTree.Core.Prediction;
using JouleTree.Core.Prediction.Calibrated.Training;
using JouleTree.Core.Trees;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Core.Tests.Evaluation.Honesty;

public sealed class CalibratedCurvesTests
{
    private static readonly ModelTree[] Trees =
    [
        .. from model in new[] { ("a", 1, 1.0), ("b", 2, 1.1), ("c", 3, 0.9), ("d", 2, 1.05) }
        from size in new[] { (4, 32), (8, 64), (16, 64) }
        select new TransformerTrees(size.Item1, size.Item2, 64, 4, model.Item2).Measure(model.Item1, model.Item3),
    ];

    [Fact]
    public void Calibration_HigherLevels_CoverMore()
    {
        IReadOnlyList<Fold> folds = CrossValidation.LeaveOneOut(Trees, tree => tree.ModelName, "models");
        IReadOnlyList<ErrorRow> rows = CalibratedCurves.Calibration(Trees, folds, new CalibratedOptions());

        rows.Select(row => row.Name).ShouldBe(["0.5", "0.7", "0.8", "0.9", "0.95"]);
        foreach (Func<ErrorRow, double?> kind in (Func<ErrorRow, double?>[])[row => row.Primitive, row => row.Module, row => row.Model])
        {
            double[] coverage = [.. rows.Select(row => kind(row)!.Value)];
            coverage.ShouldBeInOrder(SortDirection.Ascending);
            coverage.ShouldAllBe(percent => percent >= 0 && percent <= 100);
            coverage[^1].ShouldBeGreaterThan(coverage[0]);
        }

        // All nodes count, not those of the last fold: leaves are many, so their coverage is no multiple of a fold's.
        rows[0].Model.ShouldNotBeNull().ShouldBe(Math.Round(rows[0].Model!.Value * 12 / 100) * 100 / 12, 1e-9);
    }

    [Fact]
    public void Learning_MoreModels_StandsOnceForEachNumber()
    {
        IReadOnlyList<ErrorRow> rows = CalibratedCurves.Learning(Trees, new CalibratedOptions());

        rows.Select(row => row.Name).ShouldBe(["2", "3"]);
        rows.ShouldAllBe(row => row.Primitive > 0 && row.Module > 0 && row.Model > 0 && row.Model < 50);
        // Trained on all the others, the row is that of the ordinary cross-validation.
        IReadOnlyList<Fold> folds = CrossValidation.LeaveOneOut(Trees, tree => tree.ModelName, "models");
        IReadOnlyList<ErrorRow> ordinary = CrossValidation.Run(
            Trees, folds, new CalibratedFoldTrainer(Trees, new CalibratedOptions { SelectRidges = false }), UnknownPrimitives.Mean,
            result => ErrorRow.Of(result.Fold.Name, result.Errors));
        rows[1].Model!.Value.ShouldBe(ErrorRow.Mean("", [.. ordinary]).Model!.Value, 1e-6);
        rows[0].Model!.Value.ShouldNotBe(rows[1].Model!.Value);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3, 2, 3)]
    [InlineData(8, 2, 3, 4, 5, 6, 7, 8)]
    [InlineData(18, 2, 3, 4, 6, 9, 12, 18)]
    public void Counts_ManyModels_AreSevenFromTwoToAll(int most, params int[] counts) => CalibratedCurves.Counts(most).ShouldBe(counts);

    // Each left-out model follows on two others, in a ring: with one of them changed, just two of four rows change.
    [Fact]
    public void Learning_TwoModels_AreThoseThatFollow()
    {
        ModelTree[] changed = [.. Trees.Select(tree => tree.ModelName == "d" ? Twice(tree) : tree)];
        IReadOnlyList<ErrorRow> before = CalibratedCurves.Learning(Trees[..9], new CalibratedOptions());
        before.Select(row => row.Name).ShouldBe(["2"]);
        CalibratedCurves.Learning(changed, new CalibratedOptions())[0]
            .Model.ShouldNotBe(CalibratedCurves.Learning(Trees, new CalibratedOptions())[0].Model);
    }

    private static ModelTree Twice(ModelTree tree) =>
        tree with { Root = tree.Root.Rebuild(node => node.With(NodeColumn.GroundTruthEnergy, 2 * node.GroundTruthJoules)) };
}
