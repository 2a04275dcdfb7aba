using System.Text.Json;
using System.Text.Json.Serialization;

namespace JouleTree.Core.Trees.Details;

/// <summary>What was run or counted.</summary>
public sealed record WorkloadDetails
{
    /// <summary>Name of the model or of its file.</summary>
    public string? Model { get; init; }

    /// <summary>Items per forward pass.</summary>
    public int? Batch { get; init; }

    /// <summary>Tokens per item.</summary>
    public int? Length { get; init; }

    /// <summary>Part of text generation: <c>prefill</c> or <c>decode</c>; null for an ordinary forward pass.</summary>
    public string? Phase { get; init; }

    /// <summary>Tokens per item whose keys and values were kept from earlier passes.</summary>
    public int? Past { get; init; }

    /// <summary>Tokens per item of a whole answer, where that is what was counted: a prefill and the decode steps behind it.</summary>
    public int? Answer { get; init; }

    /// <summary>
    /// Tokens that a forward pass of a generation takes on, those of all items together: energy divided by them is energy per
    /// token. Null for an ordinary forward pass.
    /// </summary>
    public long? Tokens { get; init; }

    /// <summary>Shapes of the inputs by name, where batch and length do not say it.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<long>>? Inputs { get; init; }

    /// <summary>Type of what flows between operators, and of all else where nothing else is said, such as <c>float32</c>.</summary>
    public string? DataType { get; init; }

    /// <summary>Type of the weights of linear layers where it is another, such as <c>int4:group=128</c>.</summary>
    public string? Weights { get; init; }

    /// <summary>Type of what linear layers are given where types are told apart.</summary>
    public string? Activations { get; init; }

    /// <summary>Type of kept keys and values where types are told apart.</summary>
    public string? Kept { get; init; }

    /// <summary>How attentions are counted where not as they are written: <c>fused</c>.</summary>
    public string? Attention { get; init; }

    /// <summary>Members that JouleTree does not know.</summary>
    [JsonExtensionData]
    [JsonInclude]
    public Dictionary<string, JsonElement>? Others { get; internal set; }
}
