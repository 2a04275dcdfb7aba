using JouleTree.Core.Files;

namespace JouleTree.Core.Serving.Profiles;

/// <summary>The profiles of serving that come with JouleTree, each read once.</summary>
internal static class ShippedServingProfiles
{
    private static readonly IReadOnlyDictionary<string, Lazy<ServingProfile>> Profiles =
        EmbeddedFiles.ByName("serving/", ServingProfileFile.Parse);

    /// <summary>Names of the profiles, sorted.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Profiles.Keys.Order(StringComparer.Ordinal)];

    /// <summary>The profile of a name, or null.</summary>
    /// <param name="name">Its name; case does not matter.</param>
    public static ServingProfile? Find(string name) => Profiles.GetValueOrDefault(name)?.Value;
}
