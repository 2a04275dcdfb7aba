using System.Reflection;

namespace JouleTree.Core.Serving.Profiles;

/// <summary>The profiles of serving that come with JouleTree, each read once.</summary>
internal static class ShippedServingProfiles
{
    private const string Prefix = "serving/";

    private static readonly Dictionary<string, Lazy<ServingProfile>> Profiles = typeof(ShippedServingProfiles).Assembly
        .GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
        .ToDictionary(name => name[Prefix.Length..^".json".Length], name => new Lazy<ServingProfile>(() => Load(name)),
            StringComparer.OrdinalIgnoreCase);

    /// <summary>Names of the profiles, sorted.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Profiles.Keys.Order(StringComparer.Ordinal)];

    /// <summary>The profile of a name, or null.</summary>
    /// <param name="name">Its name; case does not matter.</param>
    public static ServingProfile? Find(string name) => Profiles.GetValueOrDefault(name)?.Value;

    private static ServingProfile Load(string resource)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)!;
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return ServingProfileFile.Parse(bytes, resource[Prefix.Length..]);
    }
}
