using JouleTree.Testing;
using Xunit;

namespace JouleTree.Cli.Tests.Completion;

/// <summary>A test that asks a shell.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ShellFactAttribute : FactAttribute
{
    /// <summary>Skips where the shell is not installed.</summary>
    /// <param name="shell">Its program.</param>
    public ShellFactAttribute(string shell)
    {
        Shell = shell;
        if (!InstalledPrograms.Has(shell))
            Skip = $"the shell {shell} is not installed";
    }

    /// <summary>The shell's program.</summary>
    public string Shell { get; }
}
