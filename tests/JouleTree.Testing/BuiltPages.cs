using System.Reflection;
using JouleTree.Reporting.Report;
using Xunit;

namespace JouleTree.Testing;

/// <summary>The pages of report and explorer, which Node.js makes, in this build.</summary>
public static class BuiltPages
{
    private static readonly Assembly[] Owners = [Assembly.Load("JouleTree.Reporting"), .. Loaded("JouleTree.Server")];

    /// <summary>Why a test of a page's script is skipped; null where it runs.</summary>
    public static string? Missing { get; } = PageFiles.In(Owners[0]).Has("report.js")
        ? null
        : "built without pages: install Node.js 20 or later with npm, and build again";

    /// <summary>Empty scripts and styles where the build has none, so that all else is tested; null for those of the build.</summary>
    internal static PageFiles? StandIn { get; } = Missing is null
        ? null
        : new PageFiles(name => Owners.Select(owner => owner.GetManifestResourceStream(name)).FirstOrDefault(file => file is not null)
            ?? new MemoryStream());

    private static IEnumerable<Assembly> Loaded(string name) =>
        File.Exists(Path.Combine(AppContext.BaseDirectory, $"{name}.dll")) ? [Assembly.Load(name)] : [];
}

/// <summary>A test of a page's script, skipped where the build has none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PagesFactAttribute : FactAttribute
{
    /// <summary>Skips with the reason.</summary>
    public PagesFactAttribute() => Skip = BuiltPages.Missing;
}
