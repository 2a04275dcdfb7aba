namespace JouleTree.Core.Analysis.Comparison;

/// <summary>How two nodes of a comparison were found to belong together.</summary>
public enum MatchKind
{
    /// <summary>They have the same path.</summary>
    Scope,

    /// <summary>They have the same name below parents that belong together but have different paths.</summary>
    Name,

    /// <summary>Names differ; position and what is inside are alike.</summary>
    Structure,

    /// <summary>The left tree alone has it.</summary>
    OnlyLeft,

    /// <summary>The right tree alone has it.</summary>
    OnlyRight,
}
