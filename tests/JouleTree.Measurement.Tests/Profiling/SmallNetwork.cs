using JouleTree.Core.Trees;
using JouleTree.Graphs;
using JouleTree.Graphs.Zoo;
using JouleTree.Measurement.Profiling.Models;

namespace JouleTree.Measurement.Tests.Profiling;

/// <summary>A BERT of two layers and 32 hidden units: every kind of node of the real one, in milliseconds.</summary>
internal static class SmallNetwork
{
    public static ProfiledModel Bert(int length = 16)
    {
        ConfigFields changes = ConfigFields.Empty();
        foreach (string pair in (string[])["num_hidden_layers=2", "hidden_size=32", "num_attention_heads=4", "intermediate_size=64",
            "vocab_size=50"])
            changes.AddPair(pair);
        return ProfiledModel.FromGraph(ModelZoo.Find("bert-base-uncased").Build(new Workload { SequenceLength = length }, changes));
    }

    public static TreeNode Node(this ModelTree tree, string scope) =>
        tree.Root.SelfAndDescendants().First(node => node.Scope.Path == scope);
}
