namespace JouleTree.Core.Prediction.Irene.Primitives;

/// <summary>The primitive types that the published trees have as leaves.</summary>
internal static class PublishedPrimitives
{
    /// <summary>Their names in lower case.</summary>
    public static IReadOnlyList<string> Types { get; } =
        ["embedding", "layernorm", "linear", "tanh", "conv1d", "softmax", "matmul"];

    /// <summary>The view of trees with some primitive types.</summary>
    /// <param name="types">Names in lower case.</param>
    public static TreeView ViewOf(IEnumerable<string> types) => types.All(Types.Contains) ? TreeView.Irene : TreeView.Full;
}
