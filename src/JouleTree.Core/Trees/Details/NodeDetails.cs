using System.Text.Json;
using System.Text.Json.Serialization;

namespace JouleTree.Core.Trees.Details;

/// <summary>What JouleTree adds to a node: its member <c>jouletree</c>. Unknown is null, never 0.</summary>
public sealed record NodeDetails
{
    /// <summary>Parameters of the node and what is below it, exactly; null where they were not counted from a graph.</summary>
    public long? Parameters { get; init; }

    /// <summary>
    /// Those of <see cref="Parameters"/> that a node before this one has already, such as the word embedding's in a tied head; null where
    /// there are none, or nobody knows.
    /// </summary>
    public long? SharedParameters { get; init; }

    /// <summary>
    /// Those of <see cref="Parameters"/> that one token multiplies: all but tables that are looked up, of routed experts the share that a
    /// token is given; null where nobody knows.
    /// </summary>
    public long? ActiveParameters { get; init; }

    /// <summary>Those of <see cref="Parameters"/> in experts of which each token is given some; null where there are none.</summary>
    public long? RoutedParameters { get; init; }

    /// <summary>Multiply-accumulate operations per forward pass.</summary>
    public long? Macs { get; init; }

    /// <summary>Floating-point operations per forward pass, exactly.</summary>
    public long? Flops { get; init; }

    /// <summary>Bytes moved per forward pass, exactly.</summary>
    public long? Bytes { get; init; }

    /// <summary>What a primitive computes; null for modules, and where the tree does not come from a graph.</summary>
    public OperatorDetails? Operator { get; init; }

    /// <summary>Shapes of the input tensors.</summary>
    public IReadOnlyList<IReadOnlyList<long>>? Inputs { get; init; }

    /// <summary>Shapes of the output tensors.</summary>
    public IReadOnlyList<IReadOnlyList<long>>? Outputs { get; init; }

    /// <summary>The measured or modelled energy with source and interval.</summary>
    public EnergyDetails? Energy { get; init; }

    /// <summary>The predicted energy with its interval and what it is made of; it stands beside <see cref="Energy"/>.</summary>
    public PredictionDetails? Prediction { get; init; }

    /// <summary>The run time with its interval.</summary>
    public TimeDetails? Time { get; init; }

    /// <summary>Joules of this node's own measurement that its children's sum does not explain; may be negative.</summary>
    public double? UnattributedJoules { get; init; }

    /// <summary>Id of the node whose measurement this one repeats.</summary>
    public string? SharedWith { get; init; }

    /// <summary>What the engine fused across the borders of this node's children; null where nothing was.</summary>
    public IReadOnlyList<FusedDetails>? Fused { get; init; }

    /// <summary>Remarks on how the node was counted and measured, for the reader of the tree.</summary>
    public IReadOnlyList<string>? Notes { get; init; }

    /// <summary>
    /// What is to be said of the node, of its counts and measurement first, then of its prediction; empty where there is nothing.
    /// </summary>
    [JsonIgnore]
    public IEnumerable<string> Remarks => (Notes ?? []).Concat(Prediction?.Notes ?? []);

    /// <summary>Members that JouleTree does not know.</summary>
    [JsonExtensionData]
    [JsonInclude]
    public Dictionary<string, JsonElement>? Others { get; internal set; }
}

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
