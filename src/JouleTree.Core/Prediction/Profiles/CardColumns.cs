using JouleTree.Core.Prediction.Calibrated;
using JouleTree.Core.Prediction.Calibrated.Workloads;
using JouleTree.Core.Results;

namespace JouleTree.Core.Prediction.Profiles;

/// <summary>What is told of device profiles and of the predictors in them.</summary>
internal static class CardColumns
{
    /// <summary>What a predictor reads of nodes.</summary>
    public static readonly Column<CalibratedPredictor> Features = new("features", predictor => predictor.Access.ToName());

    /// <summary>Which workloads it was trained on.</summary>
    public static readonly Column<CalibratedPredictor> Range = new("range", predictor => predictor.RangeText);

    /// <summary>Which models it was trained on.</summary>
    public static readonly Column<CalibratedPredictor> Models =
        Column<CalibratedPredictor>.Of("models", CellType.Texts, predictor => Cell.Of(predictor.Training.Models));

    /// <summary>Nominal level of its intervals.</summary>
    public static readonly Column<CalibratedPredictor> Level = new("energy_level", predictor => predictor.Options.IntervalLevel);

    /// <summary>How far the machine drifts between runs, which every interval contains, and what that was known from.</summary>
    public static readonly Column<CalibratedPredictor> Drift =
        new("drift", predictor => predictor.Drift?.ToString() ?? "not stated by the measurements");

    /// <summary>The device in words.</summary>
    public static readonly Column<DeviceCard> Hardware = new("hardware", card => card.Device);

    /// <summary>The measurements in words.</summary>
    public static readonly Column<DeviceCard> Data = new("data", card => card.Data);

    /// <summary>Whom to cite.</summary>
    public static readonly Column<DeviceCard> Citation = new("citation", card => card.Citation);
}
