using System.Globalization;
using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Details;
using JouleTree.Graphs;
using JouleTree.Graphs.Synthetic;
using JouleTree.Graphs.Zoo;
using JouleTree.Measurement.Surveying;
using Shouldly;
using Xunit;

namespace JouleTree.Measurement.Tests.Surveying;

public sealed class MachineSpeedTests
{
    private static readonly ModelTree Tree = new SyntheticTrees(new AnalyticDevice(), noise: 0, seed: 1)
        .Of(ModelZoo.Find("google/bert_uncased_L-2_H-128_A-2"), new Workload { SequenceLength = 16 });

    [Fact]
    public void AtUsualSpeed_TwoStates_GivesTheSameEnergies()
    {
        // Half of it follows products of matrices, a quarter each memory and small operators.
        double times = Math.Sqrt(1.3) * Math.Pow(3 * 2, 0.25);
        double truth = Tree.Root.GroundTruthJoules!.Value;
        ModelTree[] trees = [Measured(1, [1.0, 1.0, 1.0]), Measured(times, [1.3, 3.0, 2.0]), Measured(1, [1.0, 1.0, 1.0])];
        MachineSpeed speed = new();
        foreach (ModelTree tree in trees)
            speed.IsSlow(tree).ShouldBeFalse();

        foreach (ModelTree tree in speed.AtUsualSpeed(trees))
        {
            tree.Root.GroundTruthJoules!.Value.ShouldBe(truth, 1e-9 * truth);
            tree.Root.Children[0].GroundTruthJoules!.Value.ShouldBe(Tree.Root.Children[0].GroundTruthJoules!.Value, 1e-9 * truth);
            tree.Root.Details!.Energy!.Joules!.Value.ShouldBe(truth, 1e-9 * truth);
            (tree.Root.Details.Energy.High! / tree.Root.Details.Energy.Low!).Value.ShouldBe(1.21 / 0.81, 1e-9);
            tree.Root.Seconds!.Value.ShouldBe(Tree.Root.Seconds!.Value, 1e-9);
        }
    }

    [Fact]
    public void AtUsualSpeed_SlowProducts_AreMeasuredOnceMoreAndLeftOut()
    {
        ModelTree slow = Measured(2, [2.0, 1.0, 1.0]);
        MachineSpeed speed = new();
        ModelTree[] usual = [.. Enumerable.Range(0, 5).Select(_ => Measured(1, [1.0, 1.0, 1.0]))];
        foreach (ModelTree tree in usual)
            speed.IsSlow(tree).ShouldBeFalse();

        speed.IsSlow(slow).ShouldBeTrue();
        speed.AtUsualSpeed([.. usual, slow]).Count.ShouldBe(usual.Length);
    }

    [Fact]
    public void AtUsualSpeed_TreesWithoutReferences_AreLeftAsTheyAre()
    {
        MachineSpeed speed = new();
        speed.IsSlow(Tree).ShouldBeFalse();

        speed.AtUsualSpeed([Tree]).ShouldHaveSingleItem().ShouldBeSameAs(Tree);
    }

    private static ModelTree Measured(double times, double[] references)
    {
        Dictionary<string, string> properties = new(StringComparer.Ordinal);
        foreach ((string name, double seconds) in ((string[])["compute", "memory", "small"]).Zip(references))
            properties[$"reference_{name}_s"] = seconds.ToString("R", CultureInfo.InvariantCulture);
        return Tree with
        {
            Root = Cost(Tree.Root, times),
            Details = new TreeDetails { Meter = new NamedDetails { Name = "m", Properties = properties } },
        };
    }

    private static TreeNode Cost(TreeNode node, double times)
    {
        double joules = node.GroundTruthJoules!.Value * times;
        return node.With(NodeColumn.GroundTruthEnergy, joules).With(NodeColumn.TimesMean, node.Columns[NodeColumn.TimesMean] * times) with
        {
            Children = [.. node.Children.Select(child => Cost(child, times))],
            Details = (node.Details ?? new NodeDetails()) with
            {
                Energy = new EnergyDetails { Source = EnergySource.Modelled, Joules = joules, Low = 0.81 * joules, High = 1.21 * joules },
            },
        };
    }
}
