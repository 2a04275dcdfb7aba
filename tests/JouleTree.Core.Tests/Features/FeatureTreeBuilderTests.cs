using JouleTree.Core.Errors;
using JouleTree.Core.Features;
using JouleTree.Core.Trees;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Core.Tests.Features;

public sealed class FeatureTreeBuilderTests
{
    [Fact]
    public void Build_SmallTree_GivesNodesInPreorder()
    {
        FeatureTree built = new FeatureTreeBuilder([Feature.Flops, Feature.BatchSize], EnergyNeed.All)
            .Build(TestTrees.Small(batch: 2, length: 8));

        (built.ModelName, built.Dimension, built.NodeCount, built.RowCount).ShouldBe(("tiny", 2, 4, 4));
        built.ParentOf.ToArray().ShouldBe([-1, 0, 1, 1]);
        built.PrimitiveOf.ToArray().ShouldBe([-1, -1, 0, 1]);
        double[] flops = [3.5 * 16, 3.3 * 16, 32, 16];
        for (int node = 0; node < 4; node++)
        {
            built.Row(built.RowOf[node]).ToArray().ShouldBe([flops[node], 2]);
            built.EnergyOf[node].ShouldBe(2e-3 * (flops[node] + 1));
        }
    }

    [Fact]
    public void Build_EqualRows_AreKeptOnceWithTheirNumber() => Properties.ForSeeds(100, seed =>
    {
        Random random = new(seed);
        int leaves = random.Next(1, 200);
        double[] flops = [.. Enumerable.Range(0, leaves).Select(_ => (double)random.Next(-1, 40))];
        FeatureTree built = new FeatureTreeBuilder([Feature.Flops, Feature.MemBytes], EnergyNeed.None).Build(Flat(flops));

        double[] all = [-1, .. flops];
        built.RowCount.ShouldBe(all.Distinct().Count());
        built.NodeCount.ShouldBe(all.Length);
        built.EnergyOf.IsEmpty.ShouldBeTrue();
        built.Repeats.ToArray().Sum().ShouldBe(all.Length);
        for (int node = 0; node < all.Length; node++)
        {
            built.Row(built.RowOf[node]).ToArray().ShouldBe([all[node] + 1, 7]);
            built.Repeats[built.RowOf[node]].ShouldBe(all.Count(value => value == all[node]));
        }
    });

    [Fact]
    public void Build_TreeAfterTree_StartsAnewButNumbersTypesOn()
    {
        FeatureTreeBuilder builder = new([Feature.Flops], EnergyNeed.All);
        FeatureTree first = builder.Build(Flat([1, 1, 2]).WithEnergies(5));
        FeatureTree second = builder.Build(TestTrees.Small());
        FeatureTree again = builder.Build(Flat([1, 1, 2]).WithEnergies(5));

        first.PrimitiveOf.ToArray().ShouldBe([-1, 0, 0, 0]);
        second.PrimitiveOf.ToArray().ShouldBe([-1, -1, 1, 2]);
        second.RowCount.ShouldBe(4);
        builder.PrimitiveTypes.ShouldBe(["relu", "linear", "layernorm"]);
        again.RowOf.ToArray().ShouldBe(first.RowOf.ToArray());
        again.Repeats.ToArray().ShouldBe([1, 2, 1]);
        again.EnergyOf.ToArray().ShouldBe([5.0, 5, 5, 5]);
        again.ParentOf.ToArray().ShouldBe([-1, 0, 0, 0]);
    }

    [Fact]
    public void NumberOf_TypesThatDifferInCase_AreOne()
    {
        FeatureTreeBuilder builder = new([], EnergyNeed.None);
        builder.NumberOf("linear").ShouldBe(0);
        builder.NumberOf("relu").ShouldBe(1);
        builder.NumberOf("linear").ShouldBe(0);
        builder.Build(Flat([1])).PrimitiveOf[1].ShouldBe(1);
        builder.PrimitiveTypes.Count.ShouldBe(2);
        FeatureTreeBuilder.TypeName(TestTrees.Small().Root.Children[0].Children[1]).ShouldBe("layernorm");
    }

    [Theory]
    [InlineData(EnergyNeed.None, false)]
    [InlineData(EnergyNeed.All, true)]
    [InlineData(EnergyNeed.PositiveInner, true)]
    internal void Columns_WithEnergies_HoldTheTrueOne(EnergyNeed need, bool expected)
    {
        ColumnSet columns = new FeatureTreeBuilder([Feature.Cpu, Feature.BatchSize], need).Columns;
        columns.Contains(NodeColumn.GroundTruthEnergy).ShouldBe(expected);
        columns.Contains(NodeColumn.Cpu).ShouldBeTrue();
        columns.Count.ShouldBe(expected ? 2 : 1);
    }

    [Theory]
    [InlineData(EnergyNeed.PositiveInner, "1",
        "node root.block (id 1): field 'ground_truth_energy': is 0, and the relative error divides by it; remove the tree or measure "
        + "again")]
    [InlineData(EnergyNeed.PositiveInner, "2", null)]
    [InlineData(EnergyNeed.All, "1", null)]
    internal void Build_EnergyZero_IsRefusedWhereItIsDividedBy(EnergyNeed need, string id, string? expected)
    {
        ModelTree tree = Changed(id, NodeColumn.GroundTruthEnergy, 0);
        FeatureTreeBuilder builder = new([Feature.Flops], need);
        if (expected is null)
            builder.Build(tree).EnergyOf.ToArray().Count(energy => energy == 0).ShouldBe(1);
        else
            Should.Throw<InputException>(() => builder.Build(tree)).Message.ShouldBe(expected);
    }

    [Fact]
    public void Build_MissingNumber_NamesNodeAndField()
    {
        Should.Throw<InputException>(() => new FeatureTreeBuilder([Feature.Flops, Feature.Gpu], EnergyNeed.None)
            .Build(Changed("3", NodeColumn.Gpu, null)))
            .Message.ShouldBe("node root.block.norm (id 3): field 'gpu': is missing, and is needed here");
        Should.Throw<InputException>(() => new FeatureTreeBuilder([Feature.Flops], EnergyNeed.All)
            .Build(Changed("1", NodeColumn.GroundTruthEnergy, null)))
            .Message.ShouldBe("node root.block (id 1): field 'ground_truth_energy': is missing, and is needed here");
        Should.Throw<InputException>(() => new FeatureTreeBuilder([Feature.InputSize], EnergyNeed.None)
            .Build(TestTrees.Small() with { BatchSize = null }))
            .Message.ShouldBe("node root (id 0): field 'input_size': is missing: it follows from batch_size and seq_len, which the tree "
                + "lacks");
    }

    [Fact]
    public void EstimatedBytes_MoreNodes_AreMore()
    {
        FeatureTreeBuilder builder = new([Feature.Flops], EnergyNeed.All);
        FeatureTree small = builder.Build(Flat([1]).WithEnergies(1)), large = builder.Build(Flat([1, 2, 3]).WithEnergies(1));

        // Two nodes of a row each: row, energy, repeats, and three numbers a node.
        (large.EstimatedBytes - small.EstimatedBytes).ShouldBe(2 * (8 + 8 + 4 + (3 * 4)));
        small.EstimatedBytes.ShouldBeGreaterThan(2 * 32);
    }

    private static ModelTree Changed(string id, NodeColumn column, double? value)
    {
        ModelTree tree = TestTrees.Small();
        return tree with { Root = tree.Root.Rebuild(node => node.Id == id ? node.With(column, value) : node) };
    }

    // A model of leaves; the root has −1 in place of their number, and features are one higher.
    private static ModelTree Flat(double[] flops)
    {
        TreeNode Node(string id, NodeKind kind, double own, TreeNode[] children) =>
            new TreeNode
            {
                Id = id,
                Scope = new Scope($"root.{id}"),
                Kind = kind,
                InstanceType = kind == NodeKind.Model ? "Net" : "ReLU",
                Children = children,
            }
                .With(NodeColumn.Flops, own + 1).With(NodeColumn.MemBytes, 7);
        return new ModelTree
        {
            ModelName = "flat",
            Root = Node("root", NodeKind.Model, -1, [.. flops.Select((own, index) => Node($"{index}", NodeKind.Primitive, own, []))]),
        };
    }
}

internal static class EnergyTrees
{
    /// <summary>The tree with one true energy for every node.</summary>
    public static ModelTree WithEnergies(this ModelTree tree, double joules) =>
        tree with { Root = tree.Root.Rebuild(node => node.With(NodeColumn.GroundTruthEnergy, joules)) };
}
