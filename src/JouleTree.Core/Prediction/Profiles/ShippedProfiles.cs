using JouleTree.Core.Files;
using JouleTree.Core.Prediction.Calibrated.Workloads;

namespace JouleTree.Core.Prediction.Profiles;

/// <summary>The device profiles that come with JouleTree.</summary>
internal static class ShippedProfiles
{
    private const string Prefix = "profiles/";

    /// <summary>File names of the profiles, sorted; each is <c>DEVICE.FEATURES.json</c>.</summary>
    private static readonly IReadOnlyList<string> Files = EmbeddedFiles.Names(Prefix);

    /// <summary>Names of the devices, sorted.</summary>
    public static IReadOnlyList<string> Devices { get; } = [.. Files.Select(file => DeviceOf(file)).Distinct()];

    /// <summary>All profiles, read when they are asked for.</summary>
    public static IEnumerable<DeviceProfile> All => Files.Select(Load);

    /// <summary>The profiles of one feature set, read when they are asked for.</summary>
    /// <param name="access">What is known about the model.</param>
    public static IEnumerable<DeviceProfile> Of(FeatureAccess access) =>
        Files.Where(file => file.EndsWith($".{access.ToName()}.json", StringComparison.Ordinal)).Select(Load);

    /// <summary>The profile of a device and a feature set, or null.</summary>
    /// <param name="device">Name of a device; case does not matter.</param>
    /// <param name="access">What is known about the model.</param>
    public static DeviceProfile? Find(string device, FeatureAccess access) =>
        Files.FirstOrDefault(file => string.Equals(file, $"{Prefix}{device}.{access.ToName()}.json", StringComparison.OrdinalIgnoreCase))
            is { } found
            ? Load(found)
            : null;

    private static string DeviceOf(string file)
    {
        string name = file[Prefix.Length..^".json".Length];
        return name[..name.LastIndexOf('.')];
    }

    private static DeviceProfile Load(string file) => DeviceProfileFile.Parse(EmbeddedFiles.Read(file), file[Prefix.Length..]);
}
