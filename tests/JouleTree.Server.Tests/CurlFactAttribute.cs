using JouleTree.Testing;
using Xunit;

namespace JouleTree.Server.Tests;

/// <summary>A test that runs curl in a shell, skipped where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class CurlFactAttribute : FactAttribute
{
    public CurlFactAttribute()
    {
        if (!InstalledPrograms.Has("curl") || !InstalledPrograms.Has("bash"))
            Skip = "needs curl and bash on the PATH";
    }
}
