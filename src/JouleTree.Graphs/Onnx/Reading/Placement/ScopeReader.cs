using JouleTree.Core.Trees;
using JouleTree.Graphs.Onnx.Format;

namespace JouleTree.Graphs.Onnx.Reading.Placement;

/// <summary>
/// Scopes from the node names of PyTorch's exporter (1.13 to 2.x): <c>/features/features.18/features.18.0/Conv</c> is a
/// Conv in <c>root.features.18.0</c>. A component that repeats the one before it as a prefix stands for the whole path.
/// </summary>
internal static class ScopeReader
{
    /// <summary>
    /// The name that says where a node is. TFLite's converter joins the names of all nodes that it fused,
    /// <c>a/Relu;a/BiasAdd;a/Conv2D</c>: the one that is named as the operator is takes the place of all.
    /// </summary>
    /// <param name="node">A node.</param>
    public static string NameOf(OnnxNode node)
    {
        ArgumentNullException.ThrowIfNull(node);
        if (!node.Name.Contains(';', StringComparison.Ordinal))
            return node.Name;
        string[] names = node.Name.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (names.Length == 0)
            return "";
        return Array.Find(names, name => OperatorOf(name).StartsWith(node.OpType, StringComparison.OrdinalIgnoreCase)) ?? names[0];
    }

    /// <summary>The scope of the module that a node is in; the root for a name without scopes.</summary>
    /// <param name="nodeName">Name of a node.</param>
    /// <param name="called">
    /// Receives the scopes of all modules on the way that have a component of their own; others are mere lists. May be null.
    /// </param>
    public static Scope ModuleOf(string nodeName, ISet<string>? called = null)
    {
        ArgumentNullException.ThrowIfNull(nodeName);
        Scope scope = Scope.Root;
        if (!nodeName.StartsWith('/'))
            return scope;
        string[] components = nodeName.Split('/', StringSplitOptions.RemoveEmptyEntries);
        string before = "";
        foreach (string component in components.SkipLast(1))
        {
            bool repeats = before.Length > 0 && component.StartsWith(before + ".", StringComparison.Ordinal);
            scope = Below(scope, repeats ? component[(before.Length + 1)..] : component);
            called?.Add(scope.Path);
            before = component;
        }

        return scope;
    }

    /// <summary>The scope of a module by a name of the file: that may have dots with nothing between, a scope has none.</summary>
    /// <param name="scope">The scope above.</param>
    /// <param name="name">Names joined by dots; where they are empty, the scope above is the module's.</param>
    public static Scope Below(Scope scope, string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        string path = string.Join('.', name.Split('.', StringSplitOptions.RemoveEmptyEntries));
        return path.Length == 0 ? scope : scope.Child(path);
    }

    /// <summary>The last part of a node's name, such as <c>MatMul_1</c>.</summary>
    /// <param name="nodeName">Name of a node.</param>
    public static string OperatorOf(string nodeName)
    {
        ArgumentNullException.ThrowIfNull(nodeName);
        return nodeName[(nodeName.LastIndexOf('/') + 1)..];
    }
}
