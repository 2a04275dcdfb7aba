using JouleTree.Testing;
using Xunit;

namespace JouleTree.Server.Tests.Browser;

/// <summary>Tests in a real browser, skipped where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BrowserTheoryAttribute : TheoryAttribute
{
    public BrowserTheoryAttribute() => Skip = Chromium.Path is null ? Chromium.Missing : BuiltPages.Missing;
}
