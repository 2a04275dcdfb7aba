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
