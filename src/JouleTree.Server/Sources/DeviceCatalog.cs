using System.Collections.Concurrent;
using JouleTree.Core.Errors;
using JouleTree.Core.Prediction.Calibrated.Workloads;
using JouleTree.Core.Prediction.Profiles;
using JouleTree.Core.Prediction.Storage;

namespace JouleTree.Server.Sources;

/// <summary>The predictors: shipped device profiles that need no run, and profiles and predictors of the folder. Thread-safe.</summary>
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
        Shipped.Select(Of)
            .Concat(folder.Files().Where(file => file.Kind is FileKind.Profile or FileKind.Predictor).Select(TryLoad));

    /// <summary>A device that can be used.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="NotFoundException">There is none.</exception>
    /// <exception cref="InputException">Its file is damaged.</exception>
    public Device Find(string name)
    {
        if (Shipped.FirstOrDefault(profile => string.Equals(profile.Name, name, StringComparison.OrdinalIgnoreCase)) is { } shipped)
            return Of(shipped);
        Device device = TryLoad(FileOf(name) ?? throw new NotFoundException($"no device or predictor is called '{name}'; GET /api/v1/devices lists all"));
        return device.Problem is { } problem ? throw new InputException(problem) : device;
    }

    /// <summary>When the file of a device changed last; the empty text for shipped ones.</summary>
    /// <param name="name">Its name.</param>
    public string StampOf(string name) =>
        Shipped.Any(profile => string.Equals(profile.Name, name, StringComparison.OrdinalIgnoreCase)) || FileOf(name) is not { } file ? "" : $"{file.Changed.Ticks}/{file.Bytes}";

    private SharedFile? FileOf(string name) => folder.Files().FirstOrDefault(file => file.Kind is FileKind.Profile or FileKind.Predictor && file.Name == name);

    private static Device Of(DeviceProfile profile) => new(profile.Name, "shipped", profile.Predictor, profile.Card, null);

    private Device TryLoad(SharedFile file) => _loaded.GetOrAdd((file.Path, file.Changed), _ =>
    {
        try
        {
            if (file.Kind == FileKind.Profile)
            {
                DeviceProfile profile = DeviceProfileFile.Load(file.Path);
                return new Device(file.Name, "folder", profile.Predictor, profile.Card, null);
            }

            return new Device(file.Name, "folder", PredictorDirectory.Load(Path.GetDirectoryName(file.Path)!), null, null);
        }
        catch (InputException error)
        {
            // The whole path is the server's own affair.
            return new Device(file.Name, "folder", null, null, $"{file.Name}: {error.Problem}");
        }
    });
}
