using System.Reflection;
using Xunit;

namespace JouleTree.Testing;

/// <summary>Whether this build has the pages of report and explorer, which Node.js makes.</summary>
public static class Pages
{
    /// <summary>Why a test of a page is skipped; null where it runs.</summary>
    public static string? Missing { get; } = Assembly.Load("JouleTree.Reporting").GetManifestResourceInfo("report.js") is null
        ? "built without pages: install Node.js 20 or later with npm, and build again"
        : null;
}

/// <summary>A test of a page, skipped where the build has none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PagesFactAttribute : FactAttribute
{
    /// <summary>Skips with the reason.</summary>
    public PagesFactAttribute() => Skip = Pages.Missing;
}
