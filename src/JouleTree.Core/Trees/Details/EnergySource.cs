using System.Text.Json.Serialization;

namespace JouleTree.Core.Trees.Details;

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
