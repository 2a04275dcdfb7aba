using JouleTree.Core.Errors;
using JouleTree.Core.Evaluation;
using JouleTree.Core.Trees;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Core.Tests.Evaluation;

public sealed class EvaluationResultTests
{
    [Fact]
    public void Of_PerfectPredictions_IsZeroEverywhere()
    {
        EvaluationResult result = EvaluationResult.Of(TestTrees.Campaign(), Predicted(TestTrees.Campaign(), factor: 1));
        foreach (NodeKind kind in NodeKindNames.Reported)
            result.Errors.Of(kind).ShouldBe(0);
        result.Trees.ShouldBe(15);
        result.Errors.CountOf(NodeKind.Primitive).ShouldBe(30);
    }

    [Fact]
    public void Of_PredictionsTooHighByAFactor_IsThatPercentage() => Properties.ForSeeds(50, seed =>
    {
        double factor = new Random(seed).NextDouble() * 3;
        EvaluationResult result = EvaluationResult.Of(TestTrees.Campaign(), Predicted(TestTrees.Campaign(), factor));
        foreach (NodeKind kind in NodeKindNames.Reported)
            result.Errors.Of(kind)!.Value.ShouldBe(100 * Math.Abs(1 - factor), 1e-9);
    });

    [Fact]
    public void Of_OtherIds_PairsByScopeAndPosition()
    {
        IReadOnlyList<ModelTree> predicted = [.. Predicted(TestTrees.Campaign(), factor: 2).Select(tree => tree with
        {
            Root = tree.Root.Rebuild(node => node with { Id = $"other-{node.Id}" }),
        })];
        EvaluationResult result = EvaluationResult.Of(TestTrees.Campaign(), predicted);
        result.MissingCount.ShouldBe(0);
        result.Errors.Of(NodeKind.Module)!.Value.ShouldBe(100, 1e-9);
    }

    [Fact]
    public void Pair_TwoNodesOfOneScopeWithOtherIds_PairsThemInOrder()
    {
        ModelTree gold = TwoMatMuls("a", "b");
        ModelTree predicted = TwoMatMuls("b2", "a2");
        TreePairs pairs = TreePairing.Pair(gold, predicted);
        pairs.Pairs[1].Predicted!.Id.ShouldBe("b2");
        pairs.Pairs[2].Predicted!.Id.ShouldBe("a2");
        pairs.Additional.ShouldBeEmpty();
    }

    [Fact]
    public void Of_MissingAndAdditionalNodes_AreCountedAndListed()
    {
        IReadOnlyList<ModelTree> predicted = [.. Predicted(TestTrees.Campaign(), factor: 1).Select(tree => tree with
        {
            Root = tree.Root.Rebuild(node => node.Id == "3" ? node with { Scope = new Scope("root.block.other"), Id = "9" } : node),
        })];
        EvaluationResult result = EvaluationResult.Of(TestTrees.Campaign(), predicted);
        result.MissingCount.ShouldBe(15);
        result.AdditionalCount.ShouldBe(15);
        result.Examples.Count.ShouldBe(10);
        result.Errors.CountOf(NodeKind.Primitive).ShouldBe(15);
    }

    [Fact]
    public void Of_DifferentNumbersOfTrees_IsRefused()
    {
        IReadOnlyList<ModelTree> trees = TestTrees.Campaign();
        Should.Throw<InputException>(() => EvaluationResult.Of(trees, Predicted([.. trees.Take(3)], 1)))
            .Message.ShouldContain("the predictions end after 3 trees");
        Should.Throw<InputException>(() => EvaluationResult.Of(trees.Take(3), Predicted(trees, 1)))
            .Message.ShouldContain("one tree more than the 3");
    }

    [Fact]
    public void Of_OtherWorkload_IsRefused() =>
        Should.Throw<InputException>(() => EvaluationResult.Of(TestTrees.Campaign(), Predicted([.. TestTrees.Campaign().Reverse()], 1)))
            .Message.ShouldContain("is the tree of large (batch 8, length 32), expected that of small (batch 1, length 8)");

    [Fact]
    public void Of_TrueEnergyZero_IsRefused()
    {
        ModelTree tree = TestTrees.Small();
        ModelTree zero = tree with { Root = tree.Root.With(NodeColumn.GroundTruthEnergy, 0) };
        Should.Throw<InputException>(() => EvaluationResult.Of([zero], Predicted([tree], 1)))
            .Message.ShouldContain("is 0, and the percentage error divides by it");
    }

    [Fact]
    public void Of_NodesWithoutPartner_AreNamedInOrderUpToTen()
    {
        ModelTree gold = TestTrees.Small() with { Origin = new InputPlace("gold.jsonl", 1) };
        ModelTree other = Predicted([TestTrees.Small()], 1)[0] with { Origin = new InputPlace("predicted.jsonl", 1) };
        ModelTree predicted = other with
        {
            Root = other.Root.Rebuild(node => node.Id switch
            {
                "1" => node with
                {
                    Children = [.. node.Children, .. Enumerable.Range(10, 12)
                        .Select(id => node.Children[0] with { Id = $"{id}", Scope = new Scope($"root.x{id}") })],
                },
                "2" => node.With(NodeColumn.PredictedEnergy, null),
                _ => node,
            }),
        };
        EvaluationResult result = EvaluationResult.Of([gold], [predicted]);

        (result.Trees, result.MissingCount, result.AdditionalCount).ShouldBe((1, 1, 12));
        result.Examples.Count.ShouldBe(10);
        result.Examples[0].ShouldBe("gold.jsonl:1: node root.block.dense (id 2): no prediction");
        result.Examples[1].ShouldBe("predicted.jsonl:1: node root.x10 (id 10): not in the true tree");
        result.Examples[9].ShouldContain("root.x18");
    }

    [Fact]
    public void Of_Cancelled_Ends()
    {
        using CancellationTokenSource source = new();
        source.Cancel();
        Should.Throw<OperationCanceledException>(() => EvaluationResult.Of([TestTrees.Small()], [TestTrees.Small()], source.Token));
        EvaluationResult.GoldColumns.ShouldBe([NodeColumn.GroundTruthEnergy]);
        EvaluationResult.PredictedColumns.ShouldBe([NodeColumn.PredictedEnergy]);
    }

    private static ModelTree[] Predicted(IReadOnlyList<ModelTree> trees, double factor) =>
        [.. trees.Select(tree => tree
            with { Root = tree.Root.Rebuild(node => node.With(NodeColumn.PredictedEnergy, node.GroundTruthJoules * factor)) })];

    private static ModelTree TwoMatMuls(string first, string second)
    {
        TreeNode[] children = [.. new[] { first, second }.Select(id => new TreeNode
        {
            Id = id, Scope = new Scope("root.matmul"), Kind = NodeKind.Primitive, InstanceType = "MatMul",
        })];
        return TestTrees.Small() with
        {
            Root = new TreeNode { Id = "0", Scope = Scope.Root, Kind = NodeKind.Model, InstanceType = "M", Children = children },
        };
    }
}
