using System.Runtime.InteropServices;
using Xunit;

namespace JouleTree.Testing;

/// <summary>A test that makes tokens of text: the packages that a build restores have the library for Linux on x64 processors.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TokenizerLibraryFactAttribute : FactAttribute
{
    public TokenizerLibraryFactAttribute() => Skip = Reason;

    internal static string? Reason => OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == Architecture.X64
        ? null
        : "no library of tokenizers for this platform";
}

/// <summary>As <see cref="TokenizerLibraryFactAttribute"/>, with several cases.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TokenizerLibraryTheoryAttribute : TheoryAttribute
{
    public TokenizerLibraryTheoryAttribute() => Skip = TokenizerLibraryFactAttribute.Reason;
}
