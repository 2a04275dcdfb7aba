using Xunit;

namespace JouleTree.Testing;

/// <summary>A test that needs a shell and the devices of Linux.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LinuxFactAttribute : FactAttribute
{
    /// <summary>Skips elsewhere, with the reason.</summary>
    public LinuxFactAttribute()
    {
        if (!OperatingSystem.IsLinux())
            Skip = "needs a shell and the devices of Linux";
    }
}
