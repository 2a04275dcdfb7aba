using System.Xml.Linq;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Packages.Tests;

/// <summary>One version, in one place, with its section in the changelog.</summary>
public sealed class ReleaseTests
{
    /// <summary>The version of all packages.</summary>
    internal static string Version { get; } = XDocument.Load(Path.Combine(SharedData.Repository, "Directory.Build.props"))
        .Descendants("Version").Single().Value;

    [Fact]
    public void Version_StandsInOnePlace() =>
        Directory.EnumerateFiles(SharedData.Repository, "*.csproj", SearchOption.AllDirectories)
            .Where(file => XDocument.Load(file).Descendants().Any(one =>
                one.Name.LocalName is "Version" or "PackageVersion" or "VersionPrefix" or "AssemblyVersion" or "FileVersion"))
            .ShouldBeEmpty();

    [Fact]
    public void Changelog_HasASectionOfTheVersion_BeforeAllOthers() =>
        File.ReadLines(Path.Combine(SharedData.Repository, "CHANGELOG.md"))
            .First(line => line.StartsWith("## ", StringComparison.Ordinal) && line != "## Unreleased")
            .ShouldStartWith($"## {Version}");
}
