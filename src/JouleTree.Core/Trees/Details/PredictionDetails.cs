using System.Text.Json;
using System.Text.Json.Serialization;

namespace JouleTree.Core.Trees.Details;

/// <summary>A predicted energy with its uncertainty and what it is made of, per forward pass. It stands beside a measurement.</summary>
public sealed record PredictionDetails
{
    /// <summary>Joules per forward pass.</summary>
    public required double Joules { get; init; }

    /// <summary>Lower end of the interval in joules; null for a predictor that states none.</summary>
    public double? Low { get; init; }

    /// <summary>Upper end of the interval in joules.</summary>
    public double? High { get; init; }

    /// <summary>Level of the interval as a fraction, such as 0.9.</summary>
    public double? Level { get; init; }

    /// <summary>Seconds per forward pass; null for a predictor that tells no times.</summary>
    public double? Seconds { get; init; }

    /// <summary>Lower end of the interval of <see cref="Seconds"/>.</summary>
    public double? SecondsLow { get; init; }

    /// <summary>Upper end of the interval of <see cref="Seconds"/>.</summary>
    public double? SecondsHigh { get; init; }

    /// <summary>The prediction taken apart: joules by the name of the term; they sum to <see cref="Joules"/>.</summary>
    public IReadOnlyDictionary<string, double>? Terms { get; init; }

    /// <summary>The factor that a learned composition puts on this node's energy in its parent's; null where there is none.</summary>
    public double? WeightInParent { get; init; }

    /// <summary>Percent by which the prediction changes with one percent more of a feature alone, by the feature's name.</summary>
    public IReadOnlyDictionary<string, double>? Sensitivities { get; init; }

    /// <summary>What the predictor remarks: that it extrapolates, that it never saw a type.</summary>
    public IReadOnlyList<string>? Notes { get; init; }

    /// <summary>Members that JouleTree does not know.</summary>
    [JsonExtensionData]
    [JsonInclude]
    public Dictionary<string, JsonElement>? Others { get; internal set; }
}
