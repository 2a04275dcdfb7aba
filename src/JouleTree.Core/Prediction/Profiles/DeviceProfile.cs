using JouleTree.Core.Trees.Details;

namespace JouleTree.Core.Prediction.Profiles;

/// <summary>A trained predictor of one device with a card that says what it is worth.</summary>
/// <param name="Name">Name of the device, such as <c>irene-device-1</c>.</param>
/// <param name="Card">What it was trained on and how wrong it was.</param>
/// <param name="Predictor">The predictor.</param>
public sealed record DeviceProfile(string Name, DeviceCard Card, IEnergyPredictor Predictor)
{
    /// <summary>What the predictor tells of itself.</summary>
    internal PredictorSheet Sheet { get; } = PredictorSheet.Of(Predictor);
}

/// <summary>What a device profile was trained on and how wrong it was on what was left out.</summary>
public sealed record DeviceCard
{
    /// <summary>The device in words.</summary>
    public required string Device { get; init; }

    /// <summary>What ran the networks there, with its version; null where nobody says.</summary>
    public string? Software { get; init; }

    /// <summary>Where the energies came from that it was trained on: measured, or modelled; null where nobody says.</summary>
    public EnergySource? Energies { get; init; }

    /// <summary>The measurements in words.</summary>
    public required string Data { get; init; }

    /// <summary>Licence of the measurements; null where nobody says.</summary>
    public string? Licence { get; init; }

    /// <summary>Whom to cite.</summary>
    public required string Citation { get; init; }

    /// <summary>Errors of cross-validations; ridges and intervals saw training data only.</summary>
    public required IReadOnlyList<CardErrors> Errors { get; init; }
}
