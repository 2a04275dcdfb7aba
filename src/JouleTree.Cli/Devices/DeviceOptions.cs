using System.CommandLine;
using JouleTree.Cli.Completion;
using JouleTree.Cli.Options;
using JouleTree.Core.Errors;
using JouleTree.Core.Files;
using JouleTree.Core.Prediction;
using JouleTree.Core.Serving.Profiles;
using JouleTree.Devices;

namespace JouleTree.Cli.Devices;

/// <summary><c>--device</c>, <c>--predictor</c> and <c>--strict</c>: what predicts a model that is not run.</summary>
internal sealed class DeviceOptions
{
    private const string All = "all";

    private readonly Option<InputFile?> _device = new Option<InputFile?>("--device")
    {
        Description = "Name of a device profile (jouletree devices), a profile file, or all.",
        HelpName = "NAME|FILE|all",
    }.Read();
    private readonly Option<string?> _predictor = new Option<string?>("--predictor")
    {
        Description = "Folder of a trained calibrated predictor (static features), instead of a device.",
        HelpName = "DIR",
    }.Folder();
    private readonly Option<bool> _strict = new("--strict")
    {
        Description = "Refuse primitive types that the predictor was never trained on.",
    };

    /// <summary>The options, of which a shell may complete the devices that ship.</summary>
    public DeviceOptions() => _device.CompletionSources.Add(_ => Suggestions.Devices);

    /// <summary><c>--device</c>.</summary>
    public Option DeviceName => _device;

    /// <summary><c>--predictor</c>.</summary>
    public Option Predictor => _predictor;

    /// <summary><c>--strict</c>.</summary>
    public Option Strict => _strict;

    /// <summary>Adds the options to a verb.</summary>
    /// <param name="command">The verb.</param>
    public void AddTo(Command command)
    {
        command.Add(_device);
        command.Add(_predictor);
        command.Add(_strict);
    }

    /// <summary>The device that is named, or null.</summary>
    /// <param name="parsed">The parsed command line.</param>
    public InputFile? Device(ParseResult parsed) => parsed.GetValue(_device);

    /// <summary>What to do with primitives of unknown type.</summary>
    /// <param name="parsed">The parsed command line.</param>
    public UnknownPrimitives Unknown(ParseResult parsed) => parsed.GetValue(_strict) ? UnknownPrimitives.Error : UnknownPrimitives.Mean;

    /// <summary>True where a device or a predictor is named.</summary>
    /// <param name="parsed">The parsed command line.</param>
    public bool AreNamed(ParseResult parsed) => parsed.GetValue(_predictor) is not null || parsed.GetValue(_device) is not null;

    /// <summary>The devices that are named; all that are shipped where none is.</summary>
    /// <param name="parsed">The parsed command line.</param>
    /// <exception cref="InputException">There is no such device, or its predictor needs a run of the model.</exception>
    /// <exception cref="UsageException">It is one of serving.</exception>
    public IReadOnlyList<EnergyDevice> Devices(ParseResult parsed)
    {
        if (parsed.GetValue(_predictor) is { } folder)
            return [EnergyDevice.OfPredictor(folder)];
        if (parsed.GetValue(_device) is not { } device || device.Path == All)
            return EnergyDevice.Shipped;
        if (KernelProfiles.Named(device) is not null)
            throw new UsageException($"--device {device.Name}: is a profile of kernels: jouletree estimate MODEL --device {device.Name}");
        return device.Exists || ShippedServingProfiles.Find(device.Name) is null
            ? [EnergyDevice.Find(device)]
            : throw new UsageException(
                $"--device {device.Name}: is a profile of serving: jouletree estimate MODEL --serve --device {device.Name}");
    }
}
