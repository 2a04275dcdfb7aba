using JouleTree.Core.Prediction.Calibrated;
using JouleTree.Core.Prediction.Calibrated.Workloads;
using JouleTree.Core.Prediction.Layerwise;
using JouleTree.Core.Results;

namespace JouleTree.Core.Prediction.Profiles;

/// <summary>What a predictor tells of itself, whatever its method is.</summary>
/// <param name="Method">Its method.</param>
/// <param name="Features">What it must know of a model.</param>
/// <param name="Trained">How much it was trained on, in words; null where it does not say.</param>
/// <param name="Range">The range that it was trained on, in words; null where it does not say.</param>
/// <param name="Models">The models that it was trained on, or the types of layers.</param>
/// <param name="Level">Nominal level of its intervals; null where it has none.</param>
/// <param name="Drift">How far the machine drifts between runs, in words; null where the measurements do not state it.</param>
internal sealed record PredictorSheet(
    string Method, string? Features, string? Trained, string? Range, IReadOnlyList<string> Models, double? Level, string? Drift = null)
{
    /// <summary>The sheet of a predictor.</summary>
    /// <param name="predictor">A predictor.</param>
    public static PredictorSheet Of(IEnergyPredictor predictor)
    {
        ArgumentNullException.ThrowIfNull(predictor);
        return predictor switch
        {
            CalibratedPredictor calibrated => new PredictorSheet(
                calibrated.Method,
                calibrated.Access.ToName(),
                $"{Amount.Of(calibrated.Training.Trees, "tree")} of {string.Join(", ", calibrated.Training.Models)}",
                calibrated.RangeText,
                calibrated.Training.Models,
                calibrated.Options.IntervalLevel,
                calibrated.Drift?.ToString()),
            LayerwisePredictor layers => new PredictorSheet(
                layers.Method,
                FeatureAccess.Static.ToName(),
                layers.TrainedText,
                layers.RangeText,
                layers.Types,
                layers.Level),
            _ => new PredictorSheet(predictor.Method, null, null, null, [], null),
        };
    }
}
