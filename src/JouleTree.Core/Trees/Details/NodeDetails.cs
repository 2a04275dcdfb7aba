using System.Text.Json;
using System.Text.Json.Serialization;

namespace JouleTree.Core.Trees.Details;

/// <summary>What JouleTree adds to a node: its member <c>jouletree</c>. Unknown is null, never 0.</summary>
public sealed record NodeDetails
{
    /// <summary>Multiply-accumulate operations per forward pass.</summary>
    public long? Macs { get; init; }

    /// <summary>Shapes of the input tensors.</summary>
    public IReadOnlyList<IReadOnlyList<long>>? Inputs { get; init; }

    /// <summary>Shapes of the output tensors.</summary>
    public IReadOnlyList<IReadOnlyList<long>>? Outputs { get; init; }

    /// <summary>The energy with source and interval.</summary>
    public EnergyDetails? Energy { get; init; }

    /// <summary>The run time with its interval.</summary>
    public TimeDetails? Time { get; init; }

    /// <summary>Joules of this node's own measurement that its children's sum does not explain; may be negative.</summary>
    public double? UnattributedJoules { get; init; }

    /// <summary>Id of the node whose measurement this one repeats.</summary>
    public string? SharedWith { get; init; }

    /// <summary>What the engine fused across the borders of this node's children; null where nothing was.</summary>
    public IReadOnlyList<FusedDetails>? Fused { get; init; }

    /// <summary>A prediction taken apart: joules by the name of the term; they sum to the prediction.</summary>
    public IReadOnlyDictionary<string, double>? Terms { get; init; }

    /// <summary>The factor that a learned composition puts on this node's energy in its parent's; null where there is none.</summary>
    public double? WeightInParent { get; init; }

    /// <summary>Percent by which the prediction changes with one percent more of a feature alone, by the feature's name.</summary>
    public IReadOnlyDictionary<string, double>? Sensitivities { get; init; }

    /// <summary>Remarks for the reader of the tree.</summary>
    public IReadOnlyList<string>? Notes { get; init; }

    /// <summary>Members that JouleTree does not know.</summary>
    [JsonExtensionData]
    [JsonInclude]
    public Dictionary<string, JsonElement>? Others { get; internal set; }
}
