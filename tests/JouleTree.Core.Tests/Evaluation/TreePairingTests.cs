using JouleTree.Core.Errors;
using JouleTree.Core.Evaluation;
using JouleTree.Core.Trees;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Core.Tests.Evaluation;

public sealed class TreePairingTests
{
    [Fact]
    public void Pair_SameTree_PairsEachNodeWithItself()
    {
        ModelTree tree = TestTrees.Small();
        TreePairs pairs = TreePairing.Pair(tree, TestTrees.Small());
        pairs.Pairs.Select(pair => (pair.Gold.Id, pair.Predicted?.Id)).ShouldBe([("0", "0"), ("1", "1"), ("2", "2"), ("3", "3")]);
        pairs.Additional.ShouldBeEmpty();
    }

    // The same ids, but each of the other's node.
    [Fact]
    public void Pair_IdsThatMeanOtherScopes_GoByScope()
    {
        ModelTree predicted = Changed(node => node.Id is "2" or "3" ? node with { Id = node.Id == "2" ? "3" : "2" } : node);
        Pairs(predicted).ShouldBe([("0", "0"), ("1", "1"), ("2", "3"), ("3", "2")]);
    }

    [Fact]
    public void Pair_ChildrenInAnotherOrder_GoById()
    {
        ModelTree predicted = Changed(node => node.Id == "1" ? node with { Children = [node.Children[1], node.Children[0]] } : node);
        Pairs(predicted).ShouldBe([("0", "0"), ("1", "1"), ("2", "2"), ("3", "3")]);
    }

    [Fact]
    public void Pair_NodeThatIsMissing_HasNoPartnerAndTheRestHave()
    {
        ModelTree predicted = Changed(node => node.Id == "1" ? node with { Children = [node.Children[1]] } : node);
        Pairs(predicted).ShouldBe([("0", "0"), ("1", "1"), ("2", null), ("3", "3")]);
        TreePairing.Pair(TestTrees.Small(), predicted).Additional.ShouldBeEmpty();
    }

    [Fact]
    public void Pair_NodeMoreOfAScope_IsAdditional()
    {
        ModelTree predicted = Changed(node => node.Id == "1"
            ? node with { Children = [node.Children[0] with { Id = "7" }, .. node.Children] }
            : node);
        TreePairs pairs = TreePairing.Pair(TestTrees.Small(), predicted);
        pairs.Pairs.Select(pair => pair.Predicted?.Id).ShouldBe(["0", "1", "2", "3"]);
        pairs.Additional.Select(node => node.Id).ShouldBe(["7"]);
    }

    [Theory]
    [InlineData("tiny", 3, 8, "tiny (batch 3, length 8)")]
    [InlineData("tiny", 2, 9, "tiny (batch 2, length 9)")]
    [InlineData("other", 2, 8, "other (batch 2, length 8)")]
    [InlineData("tiny", null, null, "tiny (batch ?, length ?)")]
    public void Pair_OtherWorkload_IsRefused(string model, int? batch, int? length, string described)
    {
        ModelTree gold = TestTrees.Small() with { Origin = new InputPlace("gold.jsonl", 3) };
        ModelTree predicted = TestTrees.Small() with
        {
            ModelName = model,
            BatchSize = batch,
            SequenceLength = length,
            Origin = new InputPlace("predicted.jsonl", 2),
        };
        Should.Throw<InputException>(() => TreePairing.Pair(gold, predicted)).Message.ShouldBe(
            $"predicted.jsonl:2: is the tree of {described}, expected that of tiny (batch 2, length 8) as on line 3 of gold.jsonl; trees "
                + $"are paired in file order");
    }

    private static IEnumerable<(string, string?)> Pairs(ModelTree predicted) =>
        TreePairing.Pair(TestTrees.Small(), predicted).Pairs.Select(pair => (pair.Gold.Id, pair.Predicted?.Id));

    private static ModelTree Changed(Func<TreeNode, TreeNode> change)
    {
        ModelTree tree = TestTrees.Small();
        return tree with { Root = tree.Root.Rebuild(change) };
    }
}
