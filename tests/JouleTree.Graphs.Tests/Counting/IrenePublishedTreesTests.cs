using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Format;
using JouleTree.Graphs.Counting;
using JouleTree.Graphs.Zoo;
using JouleTree.Testing;
using Shouldly;

namespace JouleTree.Graphs.Tests.Counting;

/// <summary>The published trees of Cao et al. (ACL 2021), counted by their tracer, against the zoo's.</summary>
public class IrenePublishedTreesTests
{
    [SharedDataFact]
    public void Irene_AllPublishedTrees_EveryNodeHasThePublishedCounts()
    {
        int nodes = 0;
        foreach (ModelTree published in TreeReader.Read(SharedData.PathOf("irene", "device_1.jsonl")))
        {
            Workload workload = new() { BatchSize = published.BatchSize!.Value, SequenceLength = published.SequenceLength };
            GraphView view = GraphView.Irene(ModelZoo.Find(published.ModelName).Build(workload));
            view.Uncounted.ShouldBeEmpty();

            string[] expected = [.. published.Root.SelfAndDescendants().Select(Describe)];
            string[] counted = [.. view.Tree.Root.SelfAndDescendants().Select(Describe)];

            counted.ShouldBe(expected, $"{published.ModelName} {published.BatchSize}x{published.SequenceLength}");
            nodes += expected.Length;
        }

        nodes.ShouldBe(24_597);
    }

    /// <summary>Scope, type and the three counts, all digits: order and structure are compared with them.</summary>
    private static string Describe(TreeNode node) => FormattableString.Invariant(
        $"{node.Scope} {node.Kind} {node.InstanceType} {node.NumParameters:R} {node.MegaFlops:R} {node.MemoryMebibytes:R}");
}
