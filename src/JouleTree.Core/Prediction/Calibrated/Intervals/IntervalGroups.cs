using JouleTree.Core.Prediction.Calibrated.Compositions;
using JouleTree.Core.Prediction.Calibrated.Workloads;
using JouleTree.Core.Trees;

namespace JouleTree.Core.Prediction.Calibrated.Intervals;

/// <summary>
/// Nodes whose errors are alike, so that their intervals share a factor: types of primitives, and modules by what they hold.
/// </summary>
internal static class IntervalGroups
{
    private const string Attention = "attention";
    private const string Embedding = "embedding";

    /// <summary>The group of a node, unique among all kinds.</summary>
    /// <param name="node">A node.</param>
    /// <param name="tree">Its tree.</param>
    public static string Of(WorkNode node, WorkTree tree)
    {
        if (node.IsPrimitive)
            return $"{NodeKind.Primitive.ToPublishedName()}:{node.Type}";
        ModuleLevel level = ModuleLevels.Of(node, tree.Nodes);
        string name = level switch
        {
            ModuleLevel.Model => NodeKind.Model.ToPublishedName(),
            ModuleLevel.Outer => "outer",
            _ => InnerName(node, tree.Nodes),
        };
        // Transformers and convolutional networks err by different amounts.
        return $"{node.Node.Kind.ToPublishedName()}:{name}{(tree.HasProducts ? "" : " without attention")}";
    }

    // Asked by type and not by shape: without counts (features full) there are no shapes.
    private static string InnerName(WorkNode node, WorkNode[] nodes)
    {
        string name = "inner";
        foreach (int child in node.Children)
        {
            if (nodes[child].Type == WorkTree.Product)
                return Attention;
            if (nodes[child].Type == Embedding)
                name = Embedding;
        }

        return name;
    }
}
