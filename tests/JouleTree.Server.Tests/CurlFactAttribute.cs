using Xunit;

namespace JouleTree.Server.Tests;

/// <summary>A test that runs curl in a shell, skipped where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class CurlFactAttribute : FactAttribute
{
    public CurlFactAttribute()
    {
        string[] path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        if (!path.Any(folder => File.Exists(Path.Combine(folder, "curl")))
            || !path.Any(folder => File.Exists(Path.Combine(folder, "bash"))))
            Skip = "needs curl and bash on the PATH";
    }
}
