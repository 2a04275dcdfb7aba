using Xunit;

namespace JouleTree.Testing;

/// <summary>Tests that need a shell and the devices of Linux.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LinuxTheoryAttribute : TheoryAttribute
{
    /// <summary>Skips elsewhere, with the reason.</summary>
    public LinuxTheoryAttribute() => Skip = new LinuxFactAttribute().Skip;
}
