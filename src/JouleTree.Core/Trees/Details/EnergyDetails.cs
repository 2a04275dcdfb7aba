using System.Text.Json;
using System.Text.Json.Serialization;

namespace JouleTree.Core.Trees.Details;

/// <summary>A measured or modelled energy with its source and uncertainty, per forward pass.</summary>
public sealed record EnergyDetails
{
    /// <summary>Where the value comes from.</summary>
    public required EnergySource Source { get; init; }

    /// <summary>Joules per forward pass; null where the result is below the meter's resolution.</summary>
    public double? Joules { get; init; }

    /// <summary>Lower end of the interval in joules.</summary>
    public double? Low { get; init; }

    /// <summary>Upper end of the interval in joules.</summary>
    public double? High { get; init; }

    /// <summary>Lower end of the interval of this run alone, in joules: without what the machine changes by between runs.</summary>
    public double? RunLow { get; init; }

    /// <summary>Upper end of the interval of this run alone, in joules.</summary>
    public double? RunHigh { get; init; }

    /// <summary>Level of the interval as a fraction, such as 0.9.</summary>
    public double? Level { get; init; }

    /// <summary>Joules that the idle machine would have used in the same time; net is <see cref="Joules"/> minus this.</summary>
    public double? IdleJoules { get; init; }

    /// <summary>Number of measuring rounds behind the value.</summary>
    public int? Rounds { get; init; }

    /// <summary>Members that JouleTree does not know.</summary>
    [JsonExtensionData]
    [JsonInclude]
    public Dictionary<string, JsonElement>? Others { get; internal set; }
}

/// <summary>Where an energy value comes from.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<EnergySource>))]
public enum EnergySource
{
    /// <summary>Read from an energy counter or integrated from power readings.</summary>
    [JsonStringEnumMemberName("measured")]
    Measured,

    /// <summary>Computed by a power model from something that was measured, such as CPU time.</summary>
    [JsonStringEnumMemberName("modelled")]
    Modelled,

    /// <summary>Computed by a trained predictor.</summary>
    [JsonStringEnumMemberName("predicted")]
    Predicted,
}
