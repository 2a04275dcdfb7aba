using System.Collections.Concurrent;
using JouleTree.Core.Errors;
using JouleTree.Core.Prediction.Calibrated;
using JouleTree.Core.Prediction.Profiles;
using JouleTree.Core.Prediction.Storage;

namespace JouleTree.Server.Sources;

/// <summary>The predictors that need no run: shipped device profiles, and profiles and predictors of the folder. Thread-safe.</summary>
/// <param name="folder">The folder.</param>
internal sealed class DeviceCatalog(SharedFolder folder)
{
    private static readonly Lazy<DeviceProfile[]> ShippedStatic =
        new(() => [.. ShippedProfiles.All.Where(profile => profile.Predictor.Access == FeatureAccess.Static)]);

    private readonly ConcurrentDictionary<(string Path, DateTime Changed), Device> _loaded = new();

    /// <summary>Shipped profiles that need no run.</summary>
    public static IReadOnlyList<DeviceProfile> Shipped => ShippedStatic.Value;

    /// <summary>The device that is taken where a request names none.</summary>
    public static string Default => Shipped[0].Name;

    /// <summary>All devices; those of the folder by their file names.</summary>
    public IEnumerable<Device> All() =>
        Shipped.Select(profile => new Device(profile.Name, "shipped", profile.Predictor, profile.Card, null))
            .Concat(folder.Files().Where(file => file.Kind is FileKind.Profile or FileKind.Predictor).Select(TryLoad));

    /// <summary>The predictor of a device.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="NotFoundException">There is none.</exception>
    /// <exception cref="InputException">Its file is damaged, or it needs a run of the model.</exception>
    public CalibratedPredictor Find(string name)
    {
        if (Shipped.FirstOrDefault(profile => string.Equals(profile.Name, name, StringComparison.OrdinalIgnoreCase)) is { } shipped)
            return shipped.Predictor;
        SharedFile file = folder.Files().FirstOrDefault(file => file.Kind is FileKind.Profile or FileKind.Predictor && file.Name == name)
            ?? throw new NotFoundException($"no device or predictor is called '{name}'; GET /api/v1/devices lists all");
        Device device = TryLoad(file);
        return device.Predictor ?? throw new InputException(device.Problem!);
    }

    private Device TryLoad(SharedFile file) => _loaded.GetOrAdd((file.Path, file.Changed), _ =>
    {
        try
        {
            if (file.Kind == FileKind.Profile)
            {
                DeviceProfile profile = DeviceProfileFile.Load(file.Path);
                return Checked(file, profile.Predictor, profile.Card);
            }

            return PredictorDirectory.Load(Path.GetDirectoryName(file.Path)!) is CalibratedPredictor calibrated
                ? Checked(file, calibrated, null)
                : new Device(file.Name, "folder", null, null, $"{file.Name} is not a calibrated predictor; it needs a run of the model");
        }
        catch (InputException error)
        {
            // The whole path is the server's own affair.
            return new Device(file.Name, "folder", null, null, $"{file.Name}: {error.Problem}");
        }
    });

    private static Device Checked(SharedFile file, CalibratedPredictor predictor, DeviceCard? card) => predictor.Access == FeatureAccess.Static
        ? new Device(file.Name, "folder", predictor, card, null)
        : new Device(file.Name, "folder", null, card, $"{file.Name} needs a run of the model; train one with --features static");
}
