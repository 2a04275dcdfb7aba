using JouleTree.Cli.Options;
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
    /// <exception cref="UsageException">It is one of kernels.</exception>
    public static IReadOnlyList<ServingProfile> Named(InputFile? device)
    {
        if (device is null || device.Path == "all")
            return ServingProfile.Shipped;
        if (KernelProfiles.Named(device) is not { } kernels)
            return [ServingProfile.Find(device)];
        string[] served = [.. ServingProfile.Shipped.Where(one => kernels.IsOf(one.Gpu.Name)).Select(one => one.Name)];
        throw new UsageException($"{device.Name}: is a profile of kernels, which tells a pass on one card: jouletree estimate MODEL "
            + $"--device {device.Name} --phase decode, without --serve; profiles of serving are "
            + string.Join(", ", served.Length > 0 ? served : ServingProfile.Shipped.Select(one => one.Name)));
    }
}
