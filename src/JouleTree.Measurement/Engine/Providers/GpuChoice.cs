using System.Globalization;
using JouleTree.Core.Errors;

namespace JouleTree.Measurement.Engine.Providers;

/// <summary>Which of a provider's devices runs a network.</summary>
internal static class GpuChoice
{
    /// <summary>What the argument that names a device is called.</summary>
    public const string Argument = "gpu";

    private static readonly string[] Prefixes = ["GPU-", "MIG-"];

    /// <summary>The provider's options with the device among them.</summary>
    /// <param name="finding">The provider, with the devices that it sees.</param>
    /// <param name="gpu">Its number among the provider's devices, or its UUID or the beginning of that; null for nothing said.</param>
    /// <param name="options">Other options.</param>
    /// <exception cref="InputException">There is no such device, or the provider does not let one choose.</exception>
    public static IReadOnlyDictionary<string, string> Options(
        ProviderFinding finding, string? gpu, IReadOnlyDictionary<string, string> options)
    {
        ArgumentNullException.ThrowIfNull(finding);
        ArgumentNullException.ThrowIfNull(options);
        if (gpu is null)
            return options;
        if (finding.Traits.DeviceOption is not { } key)
            throw Wrong($"the {finding.Traits.Name} provider numbers no devices, its options choose one (WebGPU: powerPreference): "
                + "expected no such choice");
        if (options.ContainsKey(key))
            throw Wrong($"'{gpu}' and the option {key}={options[key]} both name a device: expected one of them");
        int index = int.TryParse(gpu, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? number
            : IndexOf(gpu, finding);
        // Where a provider's devices are not told, it finds out itself.
        if (finding.Devices.Count > 0 && index >= finding.Devices.Count)
        {
            throw Wrong($"there is no GPU {gpu}, the {finding.Traits.Name} provider sees {finding.Devices.Count}: expected a number "
                + "from 0 on");
        }

        return new Dictionary<string, string>(options, StringComparer.Ordinal)
        {
            [key] = index.ToString(CultureInfo.InvariantCulture),
        };
    }

    /// <summary>The devices that a network may run on once one was chosen.</summary>
    /// <param name="finding">The provider, with the devices that it sees.</param>
    /// <param name="options">Its options.</param>
    public static IReadOnlyList<ProviderDevice> Chosen(ProviderFinding finding, IReadOnlyDictionary<string, string> options)
    {
        ArgumentNullException.ThrowIfNull(finding);
        ArgumentNullException.ThrowIfNull(options);
        return finding.Traits.DeviceOption is { } key
            && int.TryParse(options.GetValueOrDefault(key, "0"), NumberStyles.None, CultureInfo.InvariantCulture, out int index)
            && index < finding.Devices.Count
            ? [finding.Devices[index]]
            : finding.Devices;
    }

    private static int IndexOf(string uuid, ProviderFinding finding)
    {
        // Parts of a card (MIG) have UUIDs of the same form behind a prefix of their own.
        string wanted = WithoutPrefix(uuid);
        int[] called = [.. finding.Devices.Index().Where(pair => wanted.Length > 0 && pair.Item.Uuid is { } own
            && WithoutPrefix(own).StartsWith(wanted, StringComparison.OrdinalIgnoreCase)).Select(pair => pair.Index)];
        if (called.Length == 1)
            return called[0];
        string known = string.Join(", ", finding.Devices.Select(device => device.Uuid).OfType<string>());
        throw Wrong(known.Length == 0
            ? $"'{uuid}' is no number, and the {finding.Traits.Name} provider tells no UUIDs here: expected a number from 0 on"
            : $"{(called.Length == 0 ? "no" : "more than one")} GPU's UUID begins with '{uuid}': expected one of {known}");
    }

    private static string WithoutPrefix(string uuid) => Prefixes.FirstOrDefault(prefix =>
        uuid.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)) is { } found ? uuid[found.Length..] : uuid;

    private static InputException Wrong(string message) => new($"`{Argument}`: {message}") { Arguments = [Argument] };
}
