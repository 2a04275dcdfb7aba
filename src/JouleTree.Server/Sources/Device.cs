using JouleTree.Core.Prediction;
using JouleTree.Core.Prediction.Calibrated;
using JouleTree.Core.Prediction.Calibrated.Workloads;
using JouleTree.Core.Prediction.Profiles;
using JouleTree.Core.Trees;

namespace JouleTree.Server.Sources;

/// <summary>A device or predictor.</summary>
/// <param name="Name">Its name in requests.</param>
/// <param name="Origin"><c>shipped</c> or <c>folder</c>.</param>
/// <param name="Predictor">The predictor, or null where it cannot be used.</param>
/// <param name="Card">What it was trained on, or null.</param>
/// <param name="Problem">Why it cannot be used, or null.</param>
internal sealed record Device(string Name, string Origin, IEnergyPredictor? Predictor, DeviceCard? Card, string? Problem)
{
    /// <summary>True where the predictor sees what only a run shows (time, loads), so that it predicts measured trees alone.</summary>
    public bool NeedsRun => Predictor is CalibratedPredictor { Access: not FeatureAccess.Static }
        || (Predictor is not CalibratedPredictor && Predictor?.Columns.Any(column => column is >= NodeColumn.Cpu and <= NodeColumn.GpuEnergyMean) == true);
}
