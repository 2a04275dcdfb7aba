namespace JouleTree.Core.Trees;

/// <summary>What the JSON object of a tree held beside its values.</summary>
internal sealed record TreeForm
{
    /// <summary>The form of trees made in memory.</summary>
    public static TreeForm Complete { get; } = new();

    /// <summary>The member <c>batch_size</c> stood there as null.</summary>
    public bool NullBatchSize { get; init; }

    /// <summary>The member <c>seq_len</c> stood there as null.</summary>
    public bool NullSequenceLength { get; init; }

    /// <summary>The member <c>jouletree</c> as it stood there, or null.</summary>
    public RawDetails? Details { get; init; }

    /// <summary>Unknown members.</summary>
    public IReadOnlyList<JsonMember> Others { get; init; } = [];
}
