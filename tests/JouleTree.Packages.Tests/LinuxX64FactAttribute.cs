using System.Runtime.InteropServices;
using Xunit;

namespace JouleTree.Packages.Tests;

/// <summary>A test of what is compiled for Linux on x64, where it can run.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LinuxX64FactAttribute : FactAttribute
{
    /// <summary>Skips elsewhere, with the reason.</summary>
    public LinuxX64FactAttribute()
    {
        if (!(OperatingSystem.IsLinux() && RuntimeInformation.OSArchitecture == Architecture.X64))
            Skip = "what is published is for Linux on x64";
    }
}
