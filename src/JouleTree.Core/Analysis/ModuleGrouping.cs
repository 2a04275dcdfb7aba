namespace JouleTree.Core.Analysis;

/// <summary>What makes the parts of a module-wise analysis.</summary>
public enum ModuleGrouping
{
    /// <summary>Primitives of one type together.</summary>
    Type,

    /// <summary>Modules at a depth of the tree, each by its scope.</summary>
    Scope,

    /// <summary>Primitives of one depth of the tree together.</summary>
    Depth,
}
