using JouleTree.Core.Files;
using JouleTree.Core.Kernels.Models;
using JouleTree.Core.Kernels.Profiles;

namespace JouleTree.Cli.Devices;

/// <summary>Profiles of kernels by what a command line says.</summary>
internal static class KernelProfiles
{
    // As much as holds the first member of a profile.
    private const int Start = 256;

    /// <summary>The profile that is named, or null where what is named is none of kernels.</summary>
    /// <param name="device">A name, a file, or null.</param>
    /// <exception cref="Core.Errors.InputException">The file is damaged.</exception>
    public static KernelProfile? Named(InputFile? device)
    {
        if (device is null)
            return null;
        if (!device.Exists)
            return ShippedKernelProfiles.Find(device.Name);
        string start = System.Text.Encoding.UTF8.GetString(device.Peek(Start).Span);
        return start.Contains(KernelProfileFile.FormatName, StringComparison.Ordinal) ? KernelProfileFile.Load(device) : null;
    }
}
