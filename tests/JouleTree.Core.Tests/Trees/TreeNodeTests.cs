using JouleTree.Core.Errors;
using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Details;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Core.Tests.Trees;

public sealed class TreeNodeTests
{
    [Fact]
    public void SelfAndDescendants_AnyTree_IsInPreorder()
    {
        TreeNode root = Node("a", Node("b", Node("c"), Node("d")), Node("e", Node("f")));
        root.SelfAndDescendants().Select(node => node.Id).ShouldBe(["a", "b", "c", "d", "e", "f"]);
    }

    [Fact]
    public void Rebuild_AnyTree_SeesReplacedChildrenFirst()
    {
        TreeNode root = Node("a", Node("b", Node("c"), Node("d")), Node("e"));
        TreeNode rebuilt = root.Rebuild(node => node with { Id = node.Id + string.Concat(node.Children.Select(child => child.Id)) });
        rebuilt.SelfAndDescendants().Select(node => node.Id).ShouldBe(["abcde", "bcd", "c", "d", "e"]);
        root.Id.ShouldBe("a");
    }

    [Fact]
    public void Numbers_OfTheColumns_HaveTheirNames()
    {
        TreeNode node = Node("a");
        foreach (NodeColumn column in ColumnSet.All)
            node = node.With(column, 1 + (int)column);
        (node.NumParameters, node.MegaFlops, node.MemoryMebibytes, node.Seconds, node.GroundTruthJoules, node.PredictedJoules)
            .ShouldBe((1, 2, 3, 10, 12, 13));
        (node.Flops, node.MovedBytes).ShouldBe((2_000_000, 3 << 20));
    }

    [Fact]
    public void Flops_CountedExactly_GoBeforeTheRoundedColumn()
    {
        TreeNode node = Node("a").With(NodeColumn.Flops, 1.0000004).With(NodeColumn.MemBytes, 0.5);
        node.Flops.ShouldBe(1_000_000);
        node.MovedBytes.ShouldBe(1 << 19);
        TreeNode exact = node with { Details = new NodeDetails { Flops = 1_000_003, Bytes = 7 } };
        (exact.Flops, exact.MovedBytes).ShouldBe((1_000_003, 7));
    }

    [Fact]
    public void Flops_NoNumberOrOneBeyondAnyCount_IsNull()
    {
        Node("a").Flops.ShouldBeNull();
        Node("a").With(NodeColumn.Flops, 1e13).Flops.ShouldBeNull();
        Node("a").With(NodeColumn.Flops, 1e12).Flops.ShouldBe(1_000_000_000_000_000_000);
    }

    [Fact]
    public void PlaceOf_NodeOfAFile_NamesLineNodeAndField()
    {
        ModelTree tree = TestTrees.Small() with { Origin = new InputPlace("trees.jsonl", 4) };
        tree.PlaceOf(tree.Root.Children[0]).ToString().ShouldBe("trees.jsonl:4: node root.block (id 1)");
        tree.PlaceOf(tree.Root, "flops").ToString().ShouldBe("trees.jsonl:4: node root (id 0): field 'flops'");
    }

    private static TreeNode Node(string id, params TreeNode[] children) => new()
    {
        Id = id,
        Scope = new Scope(id),
        Kind = children.Length == 0 ? NodeKind.Primitive : NodeKind.Module,
        InstanceType = "T",
        Children = children,
    };
}
