using System.Text.Json;
using System.Text.Json.Serialization;

namespace JouleTree.Core.Trees.Details;

/// <summary>A run time with its uncertainty, in seconds per forward pass.</summary>
public sealed record TimeDetails
{
    /// <summary>Seconds per forward pass.</summary>
    public required double Seconds { get; init; }

    /// <summary>Lower end of the interval in seconds.</summary>
    public double? Low { get; init; }

    /// <summary>Upper end of the interval in seconds.</summary>
    public double? High { get; init; }

    /// <summary>Lower end of the interval of this run alone, in seconds: without what the machine changes by between runs.</summary>
    public double? RunLow { get; init; }

    /// <summary>Upper end of the interval of this run alone, in seconds.</summary>
    public double? RunHigh { get; init; }

    /// <summary>Coefficient of variation over the measuring rounds: standard deviation over mean.</summary>
    public double? Variation { get; init; }

    /// <summary>Members that JouleTree does not know.</summary>
    [JsonExtensionData]
    [JsonInclude]
    public Dictionary<string, JsonElement>? Others { get; internal set; }
}
