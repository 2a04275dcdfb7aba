namespace JouleTree.Core.Trees.Details;

/// <summary>
/// What an engine has fused across the borders of a node's children. It is part of the node's cost and of none of its children's.
/// </summary>
public sealed record FusedDetails
{
    /// <summary>Type of the fused operator, such as <c>SkipLayerNormalization</c>.</summary>
    public required string Operator { get; init; }

    /// <summary>How many such operators run in a forward pass.</summary>
    public required int Count { get; init; }

    /// <summary>Scopes of the nodes that share it.</summary>
    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>Seconds per forward pass, of all of them; null where they were not timed.</summary>
    public double? Seconds { get; init; }

    /// <summary>Joules per forward pass, of all of them; null where they were not metered.</summary>
    public double? Joules { get; init; }
}
