using System.Reflection;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Cli.Tests.Sources;

/// <summary>Dependencies between the projects point one way.</summary>
public sealed class DependencyTests
{
    [Theory]
    [InlineData("JouleTree.Core")]
    [InlineData("JouleTree.Graphs", "JouleTree.Core")]
    [InlineData("JouleTree.Metering", "JouleTree.Core")]
    [InlineData("JouleTree.BenchmarkDotNet", "JouleTree.Core", "JouleTree.Metering")]
    [InlineData("JouleTree.Measurement", "JouleTree.Core", "JouleTree.Graphs", "JouleTree.Application", "JouleTree.Metering")]
    [InlineData("JouleTree.TorchSharp", "JouleTree.Core", "JouleTree.Graphs", "JouleTree.Application", "JouleTree.Metering",
        "JouleTree.Measurement")]
    [InlineData("JouleTree.Reporting", "JouleTree.Core")]
    [InlineData("JouleTree.Pictures", "JouleTree.Core")]
    [InlineData("JouleTree.Tables", "JouleTree.Core")]
    [InlineData("JouleTree.Application", "JouleTree.Core", "JouleTree.Graphs")]
    [InlineData("JouleTree.Server", "JouleTree.Application", "JouleTree.Core", "JouleTree.Graphs", "JouleTree.Reporting")]
    public void Project_References_OnlyWhatItMay(string project, params string[] allowed) =>
        Assembly.Load(project).GetReferencedAssemblies()
            .Select(name => name.Name!)
            .Where(name => name.StartsWith("JouleTree.", StringComparison.Ordinal))
            .ShouldBeSubsetOf(allowed);

    [Theory]
    [InlineData("JouleTree.Core")]
    [InlineData("JouleTree.Graphs")]
    [InlineData("JouleTree.Application")]
    [InlineData("JouleTree.Metering")]
    [InlineData("JouleTree.Reporting")]
    [InlineData("JouleTree.Server")]
    public void Project_ThatCountsEstimatesMetersOrReports_RestoresNoNativePackage(string project)
    {
        string folder = project == "JouleTree.Application" ? "JouleTree" : project;
        string locked = File.ReadAllText(Path.Combine(SharedData.Repository, "src", folder, "packages.lock.json"));

        locked.ShouldNotContain("Skia");
        locked.ShouldNotContain("OnnxRuntime");
        locked.ShouldNotContain("Native");
    }

    [Fact]
    public void Core_References_NoConsoleNoWebNoNativeLibrary() =>
        Assembly.Load("JouleTree.Core").GetReferencedAssemblies()
            .Select(name => name.Name!)
            .ShouldAllBe(name => name != "System.Console"
                && !name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal)
                && !name.StartsWith("Microsoft.ML", StringComparison.Ordinal));
}
