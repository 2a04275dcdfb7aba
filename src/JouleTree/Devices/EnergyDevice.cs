using JouleTree.Core.Errors;
using JouleTree.Core.Files;
using JouleTree.Core.Prediction;
using JouleTree.Core.Prediction.Calibrated;
using JouleTree.Core.Prediction.Calibrated.Workloads;
using JouleTree.Core.Prediction.Profiles;
using JouleTree.Core.Prediction.Storage;
using JouleTree.Core.Trees;

namespace JouleTree.Devices;

/// <summary>Something that energies can be estimated on: a device profile, or a predictor that somebody trained. Immutable.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Predictor">What predicts.</param>
/// <param name="Profile">The profile, or null for a predictor without one.</param>
/// <example>
/// <code>
/// foreach (EnergyDevice device in EnergyDevice.Shipped)
///     Console.WriteLine($"{device.Name}: {device.Profile?.Card.Device}");
/// EnergyDevice mine = EnergyDevice.Find("my-laptop.json");
/// Console.WriteLine(mine.Name);
/// </code>
/// </example>
public sealed record EnergyDevice(string Name, IEnergyPredictor Predictor, DeviceProfile? Profile = null)
{
    private static readonly Lazy<EnergyDevice[]> ShippedDevices = new(() =>
        [.. ShippedProfiles.Of(FeatureAccess.Static).Select(Of)]);

    /// <summary>The devices that come with the program, and need no run of the model.</summary>
    public static IReadOnlyList<EnergyDevice> Shipped => ShippedDevices.Value;

    /// <summary>True where the predictor sees what only a run shows (time, loads), so that it predicts measured trees alone.</summary>
    public bool NeedsRun => Predictor is CalibratedPredictor { Access: not FeatureAccess.Static }
        || (Predictor is not CalibratedPredictor
            && Predictor.Columns.Any(column => column is >= NodeColumn.Cpu and <= NodeColumn.GpuEnergyMean));

    /// <summary>A device of a profile.</summary>
    /// <param name="profile">The profile.</param>
    public static EnergyDevice Of(DeviceProfile profile)
    {
        ArgumentNullException.ThrowIfNull(profile);
        return new EnergyDevice(profile.Name, profile.Predictor, profile);
    }

    /// <summary>A device by the name of its profile, or by a profile's file, which then is its name.</summary>
    /// <param name="device">A name, or a file.</param>
    /// <exception cref="InputException">There is neither, the file is no profile, or its predictor needs a run.</exception>
    public static EnergyDevice Find(InputFile device)
    {
        ArgumentNullException.ThrowIfNull(device);
        DeviceProfile? found = device.Exists
            ? DeviceProfileFile.Load(device)
            : ShippedProfiles.Find(device.Name, FeatureAccess.Static);
        return found is null
            ? throw new InputException(
                $"no device profile is called '{device.Name}', and no file either; there are {string.Join(", ", ShippedProfiles.Devices)}")
            : (Of(found) with { Name = device.Exists ? device.Name : found.Name }).WithoutRun();
    }

    /// <summary>A predictor that was trained and stored.</summary>
    /// <param name="folder">Its folder.</param>
    /// <exception cref="InputException">It holds no predictor, or one that needs a run.</exception>
    public static EnergyDevice OfPredictor(string folder) => new EnergyDevice(folder, PredictorDirectory.Load(folder)).WithoutRun();

    /// <summary>This device, if it estimates without a run.</summary>
    /// <exception cref="InputException">It needs a run of the model.</exception>
    public EnergyDevice WithoutRun() => NeedsRun
        ? throw new InputException(new InputPlace(Name),
            "needs a run of the model, such as its time: it predicts measured trees; estimate with a calibrated predictor of static "
            + "features")
        : this;
}
