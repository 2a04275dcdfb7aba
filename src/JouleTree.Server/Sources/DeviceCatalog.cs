using System.Collections.Concurrent;
using JouleTree.Core.Errors;
using JouleTree.Core.Prediction;
using JouleTree.Core.Prediction.Calibrated;
using JouleTree.Core.Prediction.Calibrated.Workloads;
using JouleTree.Core.Prediction.Profiles;
using JouleTree.Core.Prediction.Storage;
using JouleTree.Core.Trees;

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
        Device device = TryLoad(FileOf(name) ?? throw new NotFoundException(
            $"no device or predictor is called '{name}'; GET /api/v1/devices lists all"));
        return device.Problem is { } problem ? throw new InputException(problem) : device;
    }

    /// <summary>When the file of a device changed last; the empty text for shipped ones.</summary>
    /// <param name="name">Its name.</param>
    public string StampOf(string name) =>
        Shipped.Any(profile => string.Equals(profile.Name, name, StringComparison.OrdinalIgnoreCase)) || FileOf(name) is not { } file
            ? ""
            : $"{file.Changed.Ticks}/{file.Bytes}";

    private SharedFile? FileOf(string name) =>
        folder.Files().FirstOrDefault(file => file.Kind is FileKind.Profile or FileKind.Predictor && file.Name == name);

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
        || (Predictor is not CalibratedPredictor
            && Predictor?.Columns.Any(column => column is >= NodeColumn.Cpu and <= NodeColumn.GpuEnergyMean) == true);
}
