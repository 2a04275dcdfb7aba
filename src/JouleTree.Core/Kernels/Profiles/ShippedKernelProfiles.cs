using JouleTree.Core.Files;
using JouleTree.Core.Kernels.Models;

namespace JouleTree.Core.Kernels.Profiles;

/// <summary>The profiles of kernels that come with JouleTree, each read once and only when it is asked for.</summary>
internal static class ShippedKernelProfiles
{
    private static readonly IReadOnlyDictionary<string, Lazy<KernelProfile>> Profiles =
        EmbeddedFiles.ByName("kernels/", KernelProfileFile.Parse);

    /// <summary>Names of the profiles, sorted.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Profiles.Keys.Order(StringComparer.Ordinal)];

    /// <summary>The profile of a name, or null.</summary>
    /// <param name="name">Its name; case does not matter.</param>
    public static KernelProfile? Find(string name) => Profiles.GetValueOrDefault(name)?.Value;

    /// <summary>The profile of a card as data sheets of deployments call it, such as <c>NVIDIA B200 180 GB</c>; null for none.</summary>
    /// <param name="card">Name of the card.</param>
    public static KernelProfile? OnCard(string card) =>
        Names.Select(name => Find(name)!).FirstOrDefault(profile => profile.IsOf(card));

    /// <summary>The profile of the card whose data sheet is the nearest.</summary>
    /// <param name="gpu">A card.</param>
    public static KernelProfile NearestTo(KernelGpu gpu) =>
        Names.Select(name => Find(name)!).MinBy(profile => profile.Gpu.Distance(gpu))!;
}
