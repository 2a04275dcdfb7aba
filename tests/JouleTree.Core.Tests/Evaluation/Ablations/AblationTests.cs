using JouleTree.Core.Evaluation;
using JouleTree.Core.Evaluation.Ablations;
using JouleTree.Core.Evaluation.Folds;
using JouleTree.Core.Prediction;
using JouleTree.Core.Prediction.Irene.Configuration;
using JouleTree.Core.Trees;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Core.Tests.Evaluation.Ablations;

public sealed class AblationTests
{
    // Table 4 of Cao et al. (2021).
    [Fact]
    public void PublishedGrid_IsThatOfTheTable()
    {
        IReadOnlyList<AblationCase> grid = AblationCase.PublishedGrid;

        string[] sets = ["all features", "model_specs", "resource_utilization"];
        string[] ways =
        [
            "end2end, polynomial", "end2end, linear", "stepwise, polynomial", "stepwise, linear", "unstructured, polynomial",
                "unstructured, linear",
            "none, all weights 1",
        ];
        grid.Select(entry => entry.Name).ShouldBe(sets.SelectMany(set => ways.Select(way => $"{set}, {way}")));
        foreach (AblationCase entry in grid)
        {
            entry.DependsOnSeed.ShouldBe(!entry.Name.EndsWith("none, all weights 1", StringComparison.Ordinal));
            if (entry.DependsOnSeed)
                entry.Config.PolynomialFeatures.ShouldBe(entry.Name.EndsWith("polynomial", StringComparison.Ordinal));
            entry.Config.WeightingSetting.ShouldBe(
                !entry.DependsOnSeed ? WeightingSetting.ExactOne
                    : entry.Name.Contains("unstructured", StringComparison.Ordinal) ? WeightingSetting.Free : WeightingSetting.CloseToOne);
            entry.Config.FeatureSets.Count.ShouldBe(entry.Name.StartsWith("all", StringComparison.Ordinal) ? 2 : 1);
        }

        grid[7].Config.FeatureSets.ShouldBe([FeatureSet.ModelSpecs]);
        grid[14].Config.FeatureSets.ShouldBe([FeatureSet.ResourceUtilization]);
        grid[2].Config.TrainingStrategy.ShouldBe(TrainingStrategy.Stepwise);
    }

    [Fact]
    public void Run_TwoCases_RunsEachSeedWhereItMatters()
    {
        IReadOnlyList<ModelTree> trees = TestTrees.Campaign();
        AblationCase[] cases =
        [
            new("trained", new IreneConfig { Epochs = 1, PolynomialFeatures = false }),
            new("none", new IreneConfig { TrainingStrategy = TrainingStrategy.None, WeightingSetting = WeightingSetting.ExactOne }),
        ];
        Told told = new();
        IReadOnlyList<AblationRow> rows = Ablation.Run(trees, cases, [1, 2, 3], UnknownPrimitives.Error, told);

        rows.Select(row => row.Case).ShouldBe(cases);
        rows.Select(row => row.Errors.Count).ShouldBe([3, 1]);
        told.Numbers.ShouldBe([1, 2, 3, 4]);
        rows[0].Errors[0][NodeKind.Model].ShouldNotBe(rows[0].Errors[1][NodeKind.Model]);
        rows[1].DeviationOf(NodeKind.Model).ShouldBeNull();
        // The mean over the folds of a cross-validation with that seed.
        IReadOnlyList<Fold> folds = CrossValidation.LeaveOneOut(trees, tree => tree.ModelName, "models");
        IReadOnlyList<PercentageErrors> second = CrossValidation.Run(
            trees, folds, new IreneFoldTrainer(trees, cases[0].Config with { Seed = 2 }), UnknownPrimitives.Error, result =>
                result.Errors);
        foreach (NodeKind kind in NodeKindNames.Reported)
            rows[0].Errors[1][kind].ShouldBe(second.Average(errors => errors.Of(kind)!.Value), 1e-9);
    }

    [Fact]
    public void DeviationOf_ThreeSeeds_DividesByTwo()
    {
        AblationRow row = new(AblationCase.PublishedGrid[0], [Errors(1), Errors(2), Errors(6)]);
        row.MeanOf(NodeKind.Model).ShouldBe(3, 1e-12);
        row.DeviationOf(NodeKind.Model)!.Value.ShouldBe(Math.Sqrt((4 + 1 + 9) / 2.0), 1e-12);
        new AblationRow(row.Case, [Errors(1), Errors(1)]).DeviationOf(NodeKind.Model).ShouldBe(0);
    }

    private static Dictionary<NodeKind, double> Errors(double percent) => new() { [NodeKind.Model] = percent, [NodeKind.Module] = -1 };

    private sealed class Told : IProgress<int>
    {
        public List<int> Numbers { get; } = [];

        public void Report(int value) => Numbers.Add(value);
    }
}
