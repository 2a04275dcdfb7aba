using JouleTree.Core.Evaluation;
using JouleTree.Core.Evaluation.Folds;
using JouleTree.Core.Evaluation.Honesty;
using JouleTree.Core.Trees;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Core.Tests.Evaluation.Honesty;

public sealed class HonestTablesTests
{
    [Fact]
    public void Mean_SomeRows_IsTakenKindByKind()
    {
        ErrorRow mean = ErrorRow.Mean("mean", [new ErrorRow("a", 1, 4, null), new ErrorRow("b", 3, null, null)]);
        mean.ShouldBe(new ErrorRow("mean", 2, 4, null));
    }

    [Fact]
    public void Of_Errors_KeepsTheKindsApart()
    {
        PercentageErrors errors = new();
        ModelTree tree = TestTrees.Small();
        errors.Add(tree, tree.Root, 1.5 * tree.Root.GroundTruthJoules!.Value);
        errors.Add(tree, tree.Root.Children[0], 0.75 * tree.Root.Children[0].GroundTruthJoules!.Value);
        ErrorRow row = ErrorRow.Of("row", errors);
        (row.Name, row.Primitive).ShouldBe(("row", null));
        row.Module!.Value.ShouldBe(25, 1e-9);
        row.Model!.Value.ShouldBe(50, 1e-9);
    }

    [Fact]
    public void Overall_OfAReport_IsTheMeanOfItsFolds() =>
        new HonestReport
        {
            Predictor = "p",
            LeftOut = "models",
            Data = "d",
            Folds = [new ErrorRow("a", 1, 2, 3), new ErrorRow("b", 3, 4, 5)],
            Baselines = [],
            MeasuredFeatures = [],
            Unattributed = [],
            Groups = [],
            Worst = [],
            Calibration = [],
            LearningCurve = [],
        }.Overall.ShouldBe(new ErrorRow("overall", 2, 3, 4));

    [Fact]
    public void MeasuredFeatures_SomeColumns_AreThoseThatARunShows() =>
        HonestReportBuilder.MeasuredFeatures(ColumnSet.All).ShouldBe(
            ["cpu", "mem", "gpu", "gpu_mem", "gpu_clk", "gpu_mem_clk", "times_mean", "gpu_energy_mean"]);

    [Fact]
    public void Unattributed_WhatChildrenDoNotExplain_IsAPercentageOfTheParent()
    {
        // The net uses 10 J, of which its two blocks explain 8; they use 4 J each, of which their leaf explains 3 and 1.
        ModelTree tree = Tree("a", Node("0", NodeKind.Model, "Net", 10, 10, Node("1", NodeKind.Module, "Block", 4, 4, Leaf("2", 3, 3)),
            Node("3", NodeKind.Module, "Block", 4, 4, Leaf("4", 1, 1))));
        IReadOnlyList<GroupRow> rows = HonestReportBuilder.Unattributed([tree]);

        rows.Select(row => (row.Grouping, row.Key, row.Nodes, row.Distinct)).ShouldBe([("type", "Block", 2, 1), ("type", "Net", 1, 1)]);
        rows[0].Percent.ShouldBe((25 + 75) / 2.0, 1e-9);
        rows[1].Percent.ShouldBe(20, 1e-9);
    }

    [Fact]
    public void Worst_TwelveDifferentErrors_GivesTheTenGreatest()
    {
        TreeNode[] leaves = [.. Enumerable.Range(1, 12).Select(number => Leaf($"{number}", 100, 100 + number)), Leaf("13", 100, 112)];
        IReadOnlyList<WorstNode> worst = HonestReportBuilder.Worst([Tree("a", Node("0", NodeKind.Model, "Net", 1000, 1000, leaves))]);

        worst.Select(node => node.Percent).ShouldBe(Enumerable.Range(3, 10).Reverse().Select(number => (double)number), 1e-9);
        worst[0].ShouldBe(new WorstNode("a", "2 × 8", "root.12", "Linear", 100, 112, 12, 2));
        worst[1].Repeats.ShouldBe(1);
    }

    [Fact]
    public void Groups_EachGrouping_HasItsKeysAndErrors()
    {
        ModelTree first = Tree("a", Node("0", NodeKind.Model, "Net", 20, 30, Leaf("1", 2, 1), Leaf("2", 2, 1)));
        ModelTree second = Tree("b", Node("0", NodeKind.Model, "Net", 20, 20, Leaf("1", 0.5, 0.5)));
        IReadOnlyList<GroupRow> rows = HonestReportBuilder.Groups([first, second]);

        rows.Select(row => (row.Grouping, row.Key, row.Nodes, row.Distinct)).ShouldBe([
            ("kind", "ml", 3, 2), ("kind", "model", 2, 2),
            ("type", "ml Linear", 3, 2), ("type", "model Net", 2, 2),
            ("energy", "1e-01 to 1e+00 J", 1, 1), ("energy", "1e+00 to 1e+01 J", 2, 1), ("energy", "1e+01 to 1e+02 J", 2, 2),
            ("model", "a", 3, 2), ("model", "b", 2, 2),
        ]);
        rows[0].Percent.ShouldBe(100.0 / 3, 1e-9);
        rows[1].Percent.ShouldBe(25, 1e-9);
        rows[7].Percent.ShouldBe(50, 1e-9);
        rows[8].Percent.ShouldBe(0);
    }

    [Fact]
    public void Baselines_EachFold_IsPredictedFromTheRest()
    {
        // Time × constant is exact for each model alone, and two times too high for the one that draws half the power.
        ModelTree[] trees = [.. TestTrees.Campaign().Select(tree => tree with
        {
            Root = tree.Root.Rebuild(node =>
                node.With(NodeColumn.GroundTruthEnergy, node.Seconds * (tree.ModelName == "large" ? 100 : 200))),
        })];
        IReadOnlyList<Fold> folds = [new Fold(0, "large", [10, 11, 12, 13, 14])];
        IReadOnlyList<BaselineRow> rows = HonestReportBuilder.Baselines(trees, folds);

        BaselineRow time = rows.Single(row => row.Errors.Name == "time × constant");
        time.Needs.ShouldBe("the node's own run");
        time.Errors.Primitive!.Value.ShouldBe(100, 1e-6);
        time.Errors.Model!.Value.ShouldBe(100, 1e-6);
        rows.Single(row => row.Needs == "the energy of every child").Errors.Primitive.ShouldBeNull();
        rows.Count.ShouldBe(6);
    }

    [Fact]
    public void Baselines_SeveralFolds_AreAveraged()
    {
        IReadOnlyList<ModelTree> trees = TestTrees.Campaign();
        IReadOnlyList<Fold> folds = CrossValidation.LeaveOneOut(trees, tree => tree.ModelName, "models");
        ErrorRow[] single = [.. folds.Select(fold => HonestReportBuilder.Baselines(trees, [fold])[^1].Errors)];
        HonestReportBuilder.Baselines(trees, folds)[^1].Errors.Module!.Value.ShouldBe(single.Average(row => row.Module!.Value), 1e-9);

        using CancellationTokenSource source = new();
        source.Cancel();
        Should.Throw<OperationCanceledException>(() => HonestReportBuilder.Baselines(trees, folds, source.Token));
    }

    private static ModelTree Tree(string model, TreeNode root) => new()
    {
        ModelName = model,
        BatchSize = 2,
        SequenceLength = 8,
        Root = root,
    };

    private static TreeNode Leaf(string id, double measured, double predicted) =>
        Node(id, NodeKind.Primitive, "Linear", measured, predicted);

    private static TreeNode Node(string id, NodeKind kind, string type, double measured, double predicted, params TreeNode[] children) =>
        new TreeNode
        {
            Id = id,
            Scope = new Scope(kind == NodeKind.Model ? "root" : $"root.{id}"),
            Kind = kind,
            InstanceType = type,
            Children = children,
        }
            .With(NodeColumn.GroundTruthEnergy, measured).With(NodeColumn.PredictedEnergy, predicted);
}
