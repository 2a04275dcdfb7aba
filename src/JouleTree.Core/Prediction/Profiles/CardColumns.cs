using JouleTree.Core.Results;
using JouleTree.Core.Trees.Details;

namespace JouleTree.Core.Prediction.Profiles;

/// <summary>What is told of device profiles and of the predictors in them.</summary>
internal static class CardColumns
{
    /// <summary>What a predictor tells of itself.</summary>
    public static readonly IReadOnlyList<Column<PredictorSheet>> OfPredictor =
    [
        new("method", sheet => sheet.Method),
        new("features", sheet => sheet.Features),
        new("range", sheet => sheet.Range),
        Column<PredictorSheet>.Of("models", CellType.Texts, sheet => Cell.Of(sheet.Models)),
        new("energy_level", sheet => sheet.Level),
        new("drift", sheet => sheet.Drift ?? "not stated by the measurements"),
    ];

    /// <summary>What a card tells of the device and of the data.</summary>
    public static readonly IReadOnlyList<Column<DeviceCard>> OfCard =
    [
        new("hardware", card => card.Device),
        new("software", card => card.Software),
        new("data_source", card => card.Energies?.ToName()),
        new("data", card => card.Data),
        new("licence", card => card.Licence),
        new("citation", card => card.Citation),
    ];
}
