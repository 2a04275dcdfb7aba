using JouleTree.Core.Errors;
using JouleTree.Core.Files;
using JouleTree.Core.Serving.Profiles;

namespace JouleTree.Cli.Devices;

/// <summary>Profiles of serving by what a command line says.</summary>
internal static class ServingProfiles
{
    /// <summary>The profiles that are named: all that ship where none is.</summary>
    /// <param name="device">A name, a file, <c>all</c>, or null.</param>
    /// <exception cref="InputException">There is no such profile.</exception>
    public static IReadOnlyList<ServingProfile> Named(InputFile? device) =>
        device is null || device.Path == "all" ? ServingProfile.Shipped : [ServingProfile.Find(device)];
}
