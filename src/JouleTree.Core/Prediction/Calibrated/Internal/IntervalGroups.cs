using JouleTree.Core.Trees;

namespace JouleTree.Core.Prediction.Calibrated.Internal;

/// <summary>Nodes whose errors are alike, so that their intervals share a factor: types of primitives, and modules by what they hold.</summary>
internal static class IntervalGroups
{
    private const string Attention = "attention";
    private const string Product = "matmul";
    private const string Embedding = "embedding";

    /// <summary>The group of a node, unique among all kinds.</summary>
    /// <param name="node">A node.</param>
    /// <param name="nodes">The tree's nodes.</param>
    public static string Of(WorkNode node, IReadOnlyList<WorkNode> nodes)
    {
        if (node.IsPrimitive)
            return $"{NodeKind.Primitive.ToPublishedName()}:{node.Type}";
        ModuleLevel level = ModuleLevels.Of(node, nodes);
        string name = level switch
        {
            // What holds attention and what does not err by different amounts: text models and convolutional networks.
            ModuleLevel.Model => HasProducts(node, nodes) ? NodeKind.Model.ToPublishedName() : "model without attention",
            ModuleLevel.Outer => HasProducts(node, nodes) ? "outer" : "outer without attention",
            _ => InnerName(node, nodes),
        };
        return $"{node.Node.Kind.ToPublishedName()}:{name}";
    }

    private static bool HasProducts(WorkNode node, IReadOnlyList<WorkNode> nodes) =>
        node.Type == Product || node.Children.Any(child => HasProducts(nodes[child], nodes));

    // Asked by type and not by shape: without counts (features full) there are no shapes.
    private static string InnerName(WorkNode node, IReadOnlyList<WorkNode> nodes)
    {
        string name = "inner";
        foreach (int child in node.Children)
        {
            if (nodes[child].Type == Product)
                return Attention;
            if (nodes[child].Type == Embedding)
                name = Embedding;
        }

        return name;
    }
}
