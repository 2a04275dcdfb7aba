using JouleTree.Core.Errors;
using JouleTree.Core.Files;

namespace JouleTree.Core.Serving.Profiles;

/// <summary>What serving language models costs on one kind of GPU with one software. Immutable.</summary>
/// <example>
/// <code>
/// foreach (ServingProfile profile in ServingProfile.Shipped)
///     Console.WriteLine($"{profile.Name}: {profile.Software} on {profile.Gpu.Name}");
/// ServingProfile mine = ServingProfile.Find("my-gpus.json");
/// Console.WriteLine(mine.Gpu.PowerLimitWatts);
/// </code>
/// </example>
public sealed record ServingProfile
{
    /// <summary>A profile.</summary>
    /// <param name="name">Its name, such as <c>h100-vllm-0.11</c>.</param>
    /// <param name="gpu">The GPU's data sheet.</param>
    /// <param name="sheet">Where it comes from.</param>
    /// <param name="model">The model.</param>
    internal ServingProfile(string name, GpuSheet gpu, ServingSheet sheet, ServingModel model) =>
        (Name, Gpu, Sheet, Model) = (name, gpu, sheet, model);

    /// <summary>The profiles that come with JouleTree, sorted by name.</summary>
    public static IReadOnlyList<ServingProfile> Shipped =>
        [.. ShippedServingProfiles.Names.Select(name => ShippedServingProfiles.Find(name)!)];

    /// <summary>Its name, such as <c>h100-vllm-0.11</c>.</summary>
    public string Name { get; init; }

    /// <summary>The GPU's data sheet.</summary>
    public GpuSheet Gpu { get; init; }

    /// <summary>The software that served, with its version: another one's joules differ as much as another GPU's.</summary>
    public string Software => Sheet.Software;

    /// <summary>Where it comes from and how far it can be trusted.</summary>
    internal ServingSheet Sheet { get; init; }

    /// <summary>What says joules and seconds.</summary>
    internal ServingModel Model { get; init; }

    /// <summary>A profile by its name, or from its file.</summary>
    /// <param name="profile">A name that ships, or a file.</param>
    /// <exception cref="InputException">There is neither, or the file is no profile of serving.</exception>
    public static ServingProfile Find(InputFile profile)
    {
        ArgumentNullException.ThrowIfNull(profile);
        return (profile.Exists ? ServingProfileFile.Load(profile) : ShippedServingProfiles.Find(profile.Name))
            ?? throw new InputException($"no profile of serving is called '{profile.Name}', and no file either; there are "
                + string.Join(", ", ShippedServingProfiles.Names));
    }

    /// <summary>Where its prices come from if its GPU was described and never measured; null for a measured one.</summary>
    internal ScaledPrices? Scaled { get; init; }
}
