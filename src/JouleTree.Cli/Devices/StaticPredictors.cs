using JouleTree.Core.Errors;
using JouleTree.Core.Prediction;
using JouleTree.Core.Prediction.Calibrated;
using JouleTree.Core.Prediction.Calibrated.Workloads;
using JouleTree.Core.Prediction.Profiles;

namespace JouleTree.Cli.Devices;

/// <summary>Predictors that need nothing to be run, by what users call them.</summary>
internal static class StaticPredictors
{
    /// <summary>The profile of a device: of a file, or of one that comes with the program.</summary>
    /// <param name="device">A file or a name.</param>
    /// <exception cref="InputException">There is neither, or it needs a run of the model.</exception>
    public static DeviceProfile OfDevice(string device)
    {
        DeviceProfile found = File.Exists(device)
            ? DeviceProfileFile.Load(device)
            : ShippedProfiles.Find(device, FeatureAccess.Static)
                ?? throw new InputException(
                    $"no device profile is called '{device}', and no file either; there are {string.Join(", ", ShippedProfiles.Devices)}");
        Of(new InputPlace(device), found.Predictor);
        return found;
    }

    /// <summary>The predictor itself, if it needs nothing to be run.</summary>
    /// <param name="place">Where it comes from.</param>
    /// <param name="predictor">A predictor.</param>
    /// <exception cref="InputException">It needs a run of the model.</exception>
    public static CalibratedPredictor Of(InputPlace place, IEnergyPredictor predictor) =>
        predictor is CalibratedPredictor { Access: FeatureAccess.Static } calibrated
            ? calibrated
            : throw new InputException(
                place, "needs a run of the model; estimate runs nothing: train one with --predictor calibrated --features static");
}
