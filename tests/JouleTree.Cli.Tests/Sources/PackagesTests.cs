using System.Xml.Linq;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Cli.Tests.Sources;

/// <summary>Packages: what is pinned is referenced, what is referenced is used, what is shipped is named with its licence.</summary>
public sealed class PackagesTests
{
    // Used by the build or the test runner, not by code.
    private static readonly string[] Tools =
    [
        "Microsoft.CodeAnalysis.BannedApiAnalyzers", "Microsoft.CodeAnalysis.PublicApiAnalyzers", "Microsoft.NET.Test.Sdk",
        "xunit.runner.visualstudio",
    ];

    // Their further packages hold libraries or data alone; the code is of the plain one.
    private static readonly string[] Families =
        ["Microsoft.ML.OnnxRuntime", "Microsoft.ML.Tokenizers", "SkiaSharp", "Tokenizers.DotNet", "TorchSharp"];

    // What code calls them.
    private static readonly Dictionary<string, string> Namespaces = new(StringComparer.Ordinal)
    {
        ["DuckDB.NET.Data.Full"] = "DuckDB.NET.Data",
        ["OpenTelemetry.Exporter.Prometheus.AspNetCore"] = "OpenTelemetry.Metrics",
        ["OpenTelemetry.Extensions.Hosting"] = "OpenTelemetry.Metrics",
        ["Parquet.Net"] = "Parquet",
    };

    // Projects whose assemblies a package of another carries, and so wants what they need.
    private static readonly Dictionary<string, string[]> Carried = new(StringComparer.Ordinal)
    {
        ["JouleTree.csproj"] = ["JouleTree.Core", "JouleTree.Graphs"],
    };

    [Fact]
    public void PinnedPackages_AreReferenced() =>
        Included(Path.Combine(SharedData.Repository, "Directory.Packages.props"), "PackageVersion")
            .Except(Projects().Append(Path.Combine(SharedData.Repository, "Directory.Build.props"))
                .SelectMany(file => Included(file, "PackageReference")))
            .ShouldBeEmpty();

    [Fact]
    public void ReferencedPackages_AreUsed() =>
        Projects().SelectMany(project => Unused(project).Select(package => $"{Path.GetFileName(project)}: {package}")).ShouldBeEmpty();

    // What the pages hold is there where they are built.
    [PagesFact]
    public void Notices_OfWhatIsShipped_AreCurrent() => Notices.ShouldBeCurrent();

    private static IEnumerable<string> Unused(string project)
    {
        string folder = Path.GetDirectoryName(project)!;
        string code = string.Join('\n', Carried.GetValueOrDefault(Path.GetFileName(project), [])
            .Select(name => Path.Combine(folder, "..", name)).Prepend(folder)
            .SelectMany(part => Directory.EnumerateFiles(part, "*.cs", SearchOption.AllDirectories))
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            // Some compile a file of another, such as a sample's.
            .Concat(Linked(project).Select(file => Path.Combine(folder, file)))
            .Select(File.ReadAllText));
        return Included(project, "PackageReference").Except(Tools)
            .Select(package => Families.FirstOrDefault(family => package.StartsWith(family, StringComparison.Ordinal))
                ?? Namespaces.GetValueOrDefault(package, package))
            .Where(package => !code.Contains($"using {package}", StringComparison.OrdinalIgnoreCase)
                && !code.Contains($"{package}.", StringComparison.OrdinalIgnoreCase));
    }

    private static IEnumerable<string> Projects() => ((string[])["src", "tests", "samples", "benchmarks", "build"])
        .SelectMany(folder => Directory.EnumerateFiles(
            Path.Combine(SharedData.Repository, folder), "*.csproj", SearchOption.AllDirectories));

    private static IEnumerable<string> Linked(string project) => XDocument.Load(project).Descendants("Compile")
        .Where(item => item.Attribute("Link") is not null).Select(item => item.Attribute("Include")!.Value);

    private static IEnumerable<string> Included(string file, string element) =>
        XDocument.Load(file).Descendants(element).Select(item => item.Attribute("Include")!.Value);
}
