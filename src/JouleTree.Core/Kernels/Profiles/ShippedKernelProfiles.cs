using System.Reflection;
using JouleTree.Core.Kernels.Models;

namespace JouleTree.Core.Kernels.Profiles;

/// <summary>The profiles of kernels that come with JouleTree, each read once and only when it is asked for.</summary>
internal static class ShippedKernelProfiles
{
    private const string Prefix = "kernels/";

    private static readonly Dictionary<string, Lazy<KernelProfile>> Profiles = typeof(ShippedKernelProfiles).Assembly
        .GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
        .ToDictionary(name => name[Prefix.Length..^".json".Length], name => new Lazy<KernelProfile>(() => Load(name)),
            StringComparer.OrdinalIgnoreCase);

    /// <summary>Names of the profiles, sorted.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Profiles.Keys.Order(StringComparer.Ordinal)];

    /// <summary>The profile of a name, or null.</summary>
    /// <param name="name">Its name; case does not matter.</param>
    public static KernelProfile? Find(string name) => Profiles.GetValueOrDefault(name)?.Value;

    private static KernelProfile Load(string resource)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)!;
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return KernelProfileFile.Parse(bytes, resource[Prefix.Length..]);
    }
}
