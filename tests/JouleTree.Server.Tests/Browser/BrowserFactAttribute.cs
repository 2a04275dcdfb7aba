using JouleTree.Testing;
using Xunit;

namespace JouleTree.Server.Tests.Browser;

/// <summary>A test in a real browser, skipped where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute() => Skip = Chromium.Path is null ? Chromium.Missing : BuiltPages.Missing;
}
