using System.Runtime.CompilerServices;

namespace JouleTree.Core.Trees;

/// <summary>What a node of a model tree stands for; the member <c>type</c> of the published format.</summary>
public enum NodeKind
{
    /// <summary>The root: the whole network (<c>model</c>).</summary>
    Model,

    /// <summary>An inner node: a module made of other nodes (<c>module</c>).</summary>
    Module,

    /// <summary>A leaf: a machine-learning primitive (<c>ml</c>, also read from <c>ml-np</c>).</summary>
    Primitive,
}

/// <summary>The published names of the kinds of nodes.</summary>
internal static class NodeKindNames
{
    /// <summary>Kinds in the order in which reports list them: leaves first.</summary>
    public static IReadOnlyList<NodeKind> Reported { get; } = [NodeKind.Primitive, NodeKind.Module, NodeKind.Model];

    /// <summary>The name in files and reports: <c>model</c>, <c>module</c> or <c>ml</c>.</summary>
    /// <param name="kind">Kind of a node.</param>
    public static string ToPublishedName(this NodeKind kind) => kind switch
    {
        NodeKind.Model => "model",
        NodeKind.Module => "module",
        NodeKind.Primitive => "ml",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "not a kind of node"),
    };

    /// <summary>The kind of a published name, or null for any other text.</summary>
    /// <param name="name"><c>model</c>, <c>module</c>, <c>ml</c> or <c>ml-np</c>.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static NodeKind? Parse(ReadOnlySpan<char> name) => name switch
    {
        "model" => NodeKind.Model,
        "module" => NodeKind.Module,
        "ml" or "ml-np" => NodeKind.Primitive,
        _ => null,
    };
}
