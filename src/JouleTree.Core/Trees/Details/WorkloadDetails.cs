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

    /// <summary>
    /// Tokens that a forward pass of a generation takes on, those of all items together: energy divided by them is energy per
    /// token. Null for an ordinary forward pass.
    /// </summary>
    public long? Tokens { get; init; }

    /// <summary>Shapes of the inputs by name, where batch and length do not say it.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<long>>? Inputs { get; init; }

    /// <summary>Type of the weights, such as <c>float32</c>.</summary>
    public string? DataType { get; init; }

    /// <summary>Members that JouleTree does not know.</summary>
    [JsonExtensionData]
    [JsonInclude]
    public Dictionary<string, JsonElement>? Others { get; internal set; }
}
