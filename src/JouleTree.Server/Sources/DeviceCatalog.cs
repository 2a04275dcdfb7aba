using System.Collections.Concurrent;
using JouleTree.Core.Errors;
using JouleTree.Core.Prediction.Profiles;
using JouleTree.Core.Prediction.Storage;
using JouleTree.Devices;

namespace JouleTree.Server.Sources;

/// <summary>The predictors: shipped device profiles that need no run, and profiles and predictors of the folder. Thread-safe.</summary>
/// <param name="folder">The folder.</param>
internal sealed class DeviceCatalog(SharedFolder folder)
{
    private readonly ConcurrentDictionary<(string Path, DateTime Changed), Device> _loaded = new();

    /// <summary>All devices; those of the folder by their file names.</summary>
    public IEnumerable<Device> All() =>
        EnergyDevice.Shipped.Select(Of)
            .Concat(folder.Files().Where(file => file.Kind is FileKind.Profile or FileKind.Predictor).Select(TryLoad));

    /// <summary>A device that can be used.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="NotFoundException">There is none.</exception>
    /// <exception cref="InputException">Its file is damaged.</exception>
    public Device Find(string name)
    {
        if (Shipped(name) is { } shipped)
            return Of(shipped);
        Device device = TryLoad(FileOf(name) ?? throw new NotFoundException(
            $"no device or predictor is called '{name}'; GET /api/v1/devices lists all"));
        return device.Problem is { } problem ? throw new InputException(problem) : device;
    }

    /// <summary>When the file of a device changed last; the empty text for shipped ones.</summary>
    /// <param name="name">Its name.</param>
    public string StampOf(string name) =>
        Shipped(name) is not null || FileOf(name) is not { } file
            ? ""
            : $"{file.Changed.Ticks}/{file.Bytes}";

    private SharedFile? FileOf(string name) =>
        folder.Files().FirstOrDefault(file => file.Kind is FileKind.Profile or FileKind.Predictor && file.Name == name);

    private static EnergyDevice? Shipped(string name) =>
        EnergyDevice.Shipped.FirstOrDefault(device => string.Equals(device.Name, name, StringComparison.OrdinalIgnoreCase));

    private static Device Of(EnergyDevice device) => new(device.Name, "shipped", device, null);

    private Device TryLoad(SharedFile file) => _loaded.GetOrAdd((file.Path, file.Changed), _ =>
    {
        try
        {
            if (file.Kind == FileKind.Profile)
            {
                DeviceProfile profile = DeviceProfileFile.Load(file.Path);
                return new Device(file.Name, "folder", EnergyDevice.Of(profile) with { Name = file.Name }, null);
            }

            return new Device(file.Name, "folder",
                new EnergyDevice(file.Name, PredictorDirectory.Load(Path.GetDirectoryName(file.Path)!)), null);
        }
        catch (InputException error)
        {
            // The whole path is the server's own affair.
            return new Device(file.Name, "folder", null, $"{file.Name}: {error.Problem}");
        }
    });
}

/// <summary>A device or predictor of the server.</summary>
/// <param name="Name">Its name in requests.</param>
/// <param name="Origin"><c>shipped</c> or <c>folder</c>.</param>
/// <param name="Energy">The device itself, or null where it cannot be used.</param>
/// <param name="Problem">Why it cannot be used, or null.</param>
internal sealed record Device(string Name, string Origin, EnergyDevice? Energy, string? Problem)
{
    /// <summary>True where the predictor predicts measured trees alone.</summary>
    public bool NeedsRun => Energy?.NeedsRun == true;
}
