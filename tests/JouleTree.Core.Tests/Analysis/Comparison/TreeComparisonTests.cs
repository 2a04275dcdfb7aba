using JouleTree.Core.Analysis.Comparison;
using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Details;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Core.Tests.Analysis.Comparison;

public class TreeComparisonTests
{
    [Fact]
    public void Of_EqualTrees_MatchesEverythingByScopeWithoutDifference() => Properties.ForSeeds(40, seed =>
    {
        ModelTree tree = Model(Module("root", Random(new Random(seed), 3)));

        TreeComparison comparison = TreeComparison.Of(tree, tree);

        comparison.Nodes.ShouldAllBe(node => node.Match == MatchKind.Scope && node.Left == node.Right);
        comparison.Nodes.Count.ShouldBe(tree.Root.SelfAndDescendants().Count());
        comparison.Nodes.SelectMany(node => node.Values).ShouldAllBe(value => value.Difference == 0 && value.IsSignificant == false);
        comparison.Exceeding(0, NodeKind.Primitive).ShouldBeEmpty();
    });

    [Fact]
    public void Of_SidesExchanged_GivesTheOppositeDifferences() => Properties.ForSeeds(40, seed =>
    {
        Random random = new(seed);
        ModelTree left = Model(Module("root", Random(random, 3)));
        ModelTree right = Model(Module("root", Random(random, 3)));

        TreeComparison forth = TreeComparison.Of(left, right);
        TreeComparison back = TreeComparison.Of(right, left);

        forth.Nodes.Count(node => node.Left is not null).ShouldBe(left.Root.SelfAndDescendants().Count());
        forth.Nodes.Count(node => node.Right is not null).ShouldBe(right.Root.SelfAndDescendants().Count());
        forth.Nodes[0][ComparedColumn.Flops]!.Difference.ShouldBe(-back.Nodes[0][ComparedColumn.Flops]!.Difference);
    });

    [Fact]
    public void Of_OtherContainerName_MatchesByStructureAndThenByName()
    {
        TreeNode[] layers = [Module("0", Leaf("dense", "Linear", 1), Leaf("act", "GELU", 2)),
            Module("1", Leaf("dense", "Linear", 3), Leaf("act", "GELU", 4))];
        ModelTree left = Model(Module("root", Leaf("embedding", "Embedding", 0), Module("encoder", Module("layer", layers))));
        ModelTree right = Model(Module("root", Leaf("embedding", "Embedding", 0), Module("transformer", Module("layer", layers))));

        TreeComparison comparison = TreeComparison.Of(left, right);

        MatchOf(comparison, "root.embedding").ShouldBe(MatchKind.Scope);
        MatchOf(comparison, "root.encoder").ShouldBe(MatchKind.Structure);
        MatchOf(comparison, "root.encoder.layer.1.dense").ShouldBe(MatchKind.Name);
        comparison.Nodes.ShouldAllBe(node => node.Left != null && node.Right != null);
    }

    [Fact]
    public void Of_WrappedModel_OpensTheWrapper()
    {
        TreeNode[] inside = [Module("embeddings", Leaf("word", "Embedding", 1)), Module("encoder", Leaf("dense", "Linear", 2))];
        ModelTree left = Model(Module("root", inside));
        ModelTree right = Model(Module("root", Module("bert", inside), Module("cls", Leaf("decoder", "Linear", 9))));

        TreeComparison comparison = TreeComparison.Of(left, right);

        MatchOf(comparison, "root.encoder.dense").ShouldBe(MatchKind.Name);
        comparison.Nodes.Where(node => node.Left is null).Select(node => node.Right!.Scope.Path)
            .ShouldBe(["root.bert", "root.cls", "root.cls.decoder"], ignoreOrder: true);
        comparison.Nodes.Where(node => node.IsOpened).Select(node => node.Either.Scope.Path).ShouldBe(["root.bert"]);
    }

    [Fact]
    public void Of_AttentionInModulesAndWithoutThem_MatchesItsPrimitives()
    {
        // As in BERT and DistilBERT: the same layers, one side in two modules, the other directly.
        ModelTree left = Model(Module("root", Module("attention",
            Module("self", Leaf("query", "Linear", 1), Leaf("key", "Linear", 2), Leaf("matmul", "MatMul", 3)),
                Module("output", Leaf("dense", "Linear", 4), Leaf("LayerNorm", "LayerNorm", 5)))));
        ModelTree right = Model(Module(
            "root", Module("attention", Leaf("q_lin", "Linear", 6), Leaf("k_lin", "Linear", 7), Leaf("matmul", "MatMul", 8),
            Leaf("out_lin", "Linear", 9))));

        TreeComparison comparison = TreeComparison.Of(left, right);

        comparison.Nodes.Where(node => node.Left is not null && node.Right is not null)
            .Select(node => $"{node.Left!.Scope.Name} {node.Right!.Scope.Name}")
            .ShouldBe(["root root", "attention attention", "query q_lin", "key k_lin", "matmul matmul", "dense out_lin"]);
        comparison.Nodes.Where(node => node.Right is null).Select(node => node.Left!.Scope.Name)
            .ShouldBe(["self", "output", "LayerNorm"], ignoreOrder: true);
    }

    [Fact]
    public void Of_ModulesWithNothingInCommon_AreLeftSingle()
    {
        ModelTree left = Model(Module("root", Module("pooler", Leaf("dense", "Linear", 1), Leaf("act", "Tanh", 1))));
        ModelTree right = Model(Module("root", Module("features", Leaf("0", "Conv2d", 1), Leaf("1", "ReLU", 1))));

        TreeComparison comparison = TreeComparison.Of(left, right);

        comparison.Nodes.Skip(1).ShouldAllBe(node => node.Match == MatchKind.OnlyLeft || node.Match == MatchKind.OnlyRight);
    }

    [Fact]
    public void Of_ManySiblingsWithoutNames_AreMatchedByTypeAndOrder()
    {
        TreeNode[] Flat(string prefix) =>
            [.. Enumerable.Range(0, 1500).Select(index => Leaf($"{prefix}{index}", index % 3 == 0 ? "Conv2d" : "ReLU", index))];

        TreeComparison comparison = TreeComparison.Of(Model(Module("root", Flat("a"))), Model(Module("root", Flat("b"))));

        comparison.Nodes.Count.ShouldBe(1501);
        comparison.Nodes.Skip(1).ShouldAllBe(node => node.Match == MatchKind.Structure && node[ComparedColumn.Flops]!.Difference == 0);
    }

    [Theory]
    [InlineData(1.0, 0.1, 1.1, 0.1, false)]
    [InlineData(1.0, 0.1, 1.2, 0.1, true)]
    [InlineData(1.2, 0.1, 1.0, 0.1, true)]
    [InlineData(1.0, 0.0, 1.001, 0.0, true)]
    public void IsSignificant_MeasuredNumbers_IsDecidedByTheIntervalOfTheDifference(double left, double leftWidth, double right,
        double rightWidth, bool significant)
    {
        ComparedValue value = new(
            ComparedColumn.Joules, new ComparedNumber(left, left - leftWidth, left + leftWidth, false),
                new ComparedNumber(right, right - rightWidth, right + rightWidth, false));

        value.IsSignificant.ShouldBe(significant);
        value.Exceeds(0.0005, increasesOnly: false).ShouldBe(significant);
        value.Exceeds(0.0005, increasesOnly: true).ShouldBe(significant && right > left);
    }

    [Fact]
    public void Difference_OfUnevenIntervals_TakesTheHalfWidthsThatLeadThere()
    {
        ComparedValue value = new(ComparedColumn.Joules, new ComparedNumber(10, 7, 14, false), new ComparedNumber(5, 2, 17, false));

        value.Difference.ShouldBe(-5);
        // Lowest where the left one is 14 and the right one 2: 4 and 3 in quadrature; highest with 7 and 17: 3 and 12.
        value.DifferenceLow!.Value.ShouldBe(-5 - 5, 1e-12);
        value.DifferenceHigh!.Value.ShouldBe(-5 + Math.Sqrt(9 + 144), 1e-12);
        ComparedValue counts = new(ComparedColumn.Flops, new ComparedNumber(3, null, null, true), new ComparedNumber(8, null, null, true));
        (counts.DifferenceLow, counts.DifferenceHigh).ShouldBe((5, 5));
        new ComparedValue(ComparedColumn.Joules, value.Left, null).DifferenceLow.ShouldBeNull();
    }

    [Fact]
    public void IsSignificant_WithoutIntervals_IsUnknown()
    {
        ComparedValue value = new(ComparedColumn.Joules, new ComparedNumber(1, null, null, false),
            new ComparedNumber(2, null, null, false));

        value.IsSignificant.ShouldBeNull();
        value.Exceeds(0.5, increasesOnly: false).ShouldBeTrue();
    }

    [Fact]
    public void Values_Energy_IsTheMeasuredOneElseThePredicted_AndAPredictionBesideAMeasuredOneIsApart()
    {
        TreeNode measured = Leaf("x", "Linear", 1) with
        {
            Details = new NodeDetails { Energy = new EnergyDetails { Source = EnergySource.Modelled, Joules = 2, Low = 1, High = 3 } },
        };
        TreeNode predicted = Leaf("x", "Linear", 1) with
        {
            Details = new NodeDetails { Prediction = new PredictionDetails { Joules = 5 } },
        };

        ComparedColumn.Joules.Of(measured)!.ShouldBe(new ComparedNumber(2, 1, 3, false) { Source = EnergySource.Modelled });
        ComparedColumn.Joules.Of(predicted)!.ShouldBe(new ComparedNumber(5, null, null, false) { Source = EnergySource.Predicted });
        ComparedColumn.PredictedJoules.Of(predicted).ShouldBeNull();
        ComparedColumn.PredictedJoules.Of(measured).ShouldBeNull();

        TreeNode both = measured with { Details = measured.Details! with { Prediction = predicted.Details!.Prediction } };
        ComparedColumn.Joules.Of(both)!.Value.ShouldBe(2);
        ComparedColumn.PredictedJoules.Of(both)!.Value.ShouldBe(5);
    }

    private static MatchKind MatchOf(TreeComparison comparison, string left) =>
        comparison.Nodes.Single(node => node.Left?.Scope.Path == left).Match;

    private static ModelTree Model(TreeNode root)
    {
        int next = 0;
        return new ModelTree { ModelName = "m", Root = Placed(root, new Scope("root"), ref next) with { Kind = NodeKind.Model } };
    }

    private static TreeNode Placed(TreeNode node, Scope scope, ref int next)
    {
        string id = (next++).ToString(System.Globalization.CultureInfo.InvariantCulture);
        List<TreeNode> children = [];
        foreach (TreeNode child in node.Children)
            children.Add(Placed(child, scope.Child(child.Scope.Name), ref next));
        return node with { Id = id, Scope = scope, Children = children };
    }

    private static TreeNode Module(string name, params TreeNode[] children) => new()
    {
        Id = "",
        Scope = new Scope(name),
        Kind = NodeKind.Module,
        InstanceType = "Block",
        Children = children,
        Columns = default(NodeColumns).With(NodeColumn.Flops, children.Sum(child => child.MegaFlops ?? 0)),
    };

    private static TreeNode Leaf(string name, string type, double megaFlops) => new()
    {
        Id = "",
        Scope = new Scope(name),
        Kind = NodeKind.Primitive,
        InstanceType = type,
        Columns = default(NodeColumns).With(NodeColumn.Flops, megaFlops),
    };

    private static TreeNode[] Random(Random random, int depth) =>
    [
        .. Enumerable.Range(0, random.Next(1, 5)).Select(index => depth == 0 || random.Next(3) == 0
            ? Leaf($"leaf{index}", random.Next(2) == 0 ? "Linear" : "ReLU", random.Next(100))
            : Module($"module{index}", Random(random, depth - 1))),
    ];
}
