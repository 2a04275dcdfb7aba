using System.CommandLine;
using JouleTree.Core.Errors;
using JouleTree.Core.Prediction;
using JouleTree.Core.Prediction.Calibrated;
using JouleTree.Core.Prediction.Calibrated.Workloads;
using JouleTree.Core.Prediction.Profiles;
using JouleTree.Core.Prediction.Storage;

namespace JouleTree.Cli.Devices;

/// <summary><c>--device</c>, <c>--predictor</c> and <c>--strict</c>: what predicts a model that is not run.</summary>
internal sealed class DeviceOptions
{
    private readonly Option<string> _device = new("--device")
    {
        Description = "Name of a device profile (jouletree devices), a profile file, or all.",
        HelpName = "NAME|FILE|all",
        DefaultValueFactory = _ => "all",
    };
    private readonly Option<string?> _predictor = new("--predictor")
    {
        Description = "Folder of a trained calibrated predictor (static features), instead of a device.",
        HelpName = "DIR",
    };
    private readonly Option<bool> _strict = new("--strict")
    {
        Description = "Refuse primitive types that the predictor was never trained on.",
    };

    /// <summary>Adds the options to a verb.</summary>
    /// <param name="command">The verb.</param>
    public void AddTo(Command command)
    {
        command.Add(_device);
        command.Add(_predictor);
        command.Add(_strict);
    }

    /// <summary>What to do with primitives of unknown type.</summary>
    /// <param name="parsed">The parsed command line.</param>
    public UnknownPrimitives Unknown(ParseResult parsed) => parsed.GetValue(_strict) ? UnknownPrimitives.Error : UnknownPrimitives.Mean;

    /// <summary>The predictors that are named.</summary>
    /// <param name="parsed">The parsed command line.</param>
    /// <exception cref="InputException">There is no such predictor, or it needs a run of the model.</exception>
    public IReadOnlyList<(string Name, CalibratedPredictor Predictor)> Predictors(ParseResult parsed)
    {
        string device = parsed.GetRequiredValue(_device);
        if (parsed.GetValue(_predictor) is { } folder)
            return [(folder, StaticPredictors.Of(new InputPlace(folder), PredictorDirectory.Load(folder)))];
        if (device == "all")
            return [.. ShippedProfiles.All.Where(profile => profile.Predictor.Access == FeatureAccess.Static)
                .Select(profile => (profile.Name, profile.Predictor))];
        DeviceProfile found = StaticPredictors.OfDevice(device);
        return [(File.Exists(device) ? device : found.Name, found.Predictor)];
    }
}
