using Xunit;

namespace JouleTree.Packages.Tests;

/// <summary>A test of the native program, where one can be made.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NativeFactAttribute : FactAttribute
{
    /// <summary>Skips elsewhere, with the reason.</summary>
    public NativeFactAttribute()
    {
        if (!PackedFixture.IsNative)
            Skip = "a native program is made on Linux x64 with gcc or clang";
    }
}
