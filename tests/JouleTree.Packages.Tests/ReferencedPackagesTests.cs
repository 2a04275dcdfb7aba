using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Packages.Tests;

/// <summary>Projects of strangers that reference the packages, in folders that know nothing of the repository.</summary>
[Collection(nameof(Packed))]
public sealed class ReferencedPackagesTests(PackedFixture packed)
{
    private static readonly string Samples = Path.Combine(SharedData.Repository, "samples");

    // A network of one small product, as a file.
    private static readonly string Network = Path.Combine(
        SharedData.Repository, "tests", "JouleTree.Graphs.Tests", "Onnx", "Models", "Faults", "shared.onnx");

    // The programs are the README's, word for word, as another test sees to.
    [Fact]
    public void ProgramsOfTheReadme_RunFromThePackages()
    {
        string folder = Project("readme", "JouleTree.Measurement", Path.Combine(Samples, "JouleTree.Samples"));
        Tool.Dotnet(folder, "build", "-c", "Release", "-nodeReuse:false").ShouldSucceed();
        string Program(params string[] args) =>
            Tool.Dotnet(folder, [Path.Combine(folder, "bin", "program.dll"), .. args]).ShouldSucceed().Out;

        Program("count").ShouldContain("parameters");
        Program("estimate").ShouldMatch(@"^\d+\.\d\d J \(\d+\.\d\d to \d+\.\d\d\)");
        Program("compare").ShouldStartWith("0.50 of the MACs");
        Program("train", Path.Combine(Samples, "trees.irene.jsonl.gz")).ShouldContain("% off");
        Program("measure", Network).ShouldContain(" s, ");
    }

    [Fact]
    public void ExamplesOfAllTypes_CompileAgainstThePackages()
    {
        string folder = Project(
            "strangers", "JouleTree.BenchmarkDotNet JouleTree.Measurement JouleTree.Server JouleTree.TorchSharp",
            Path.Combine(SharedData.Repository, "tests", "JouleTree.Strangers"));

        Tool.Dotnet(folder, "build", "-c", "Release", "-nodeReuse:false", "-p:OutputType=Library").ShouldSucceed();
    }

    [Fact]
    public void WhoEstimatesMetersOrReports_GetsNoNativeLibrary()
    {
        string folder = Project("managed", "JouleTree JouleTree.Metering JouleTree.Reporting", null);
        File.WriteAllText(Path.Combine(folder, "Program.cs"), """
            using JouleTree.Devices;
            using JouleTree.Estimates;
            using JouleTree.Graphs;
            using JouleTree.Metering.Catalog;
            using JouleTree.Metering.Meters;
            using JouleTree.Models;

            EstimableModel gpt2 = EstimableModel.Of(ModelSource.Open("distilgpt2"), new Workload { SequenceLength = 16 });
            Console.WriteLine($"{gpt2.On(EnergyDevice.Find("irene-device-1")).Joules} J");
            Console.WriteLine(typeof(MeterCatalog).Assembly.GetName().Name);
            """);
        Tool.Dotnet(folder, "build", "-c", "Release", "-nodeReuse:false").ShouldSucceed();

        Tool.Dotnet(folder, Path.Combine(folder, "bin", "program.dll")).ShouldSucceed().Out.ShouldContain(" J\n");
        Directory.GetFiles(Path.Combine(folder, "bin"), "*", SearchOption.AllDirectories)
            .Select(file => Path.GetFileName(file)).Where(name => Path.GetExtension(name) is ".dll" or ".so" or ".dylib")
            .ShouldBe([
                "CsvHelper.dll", "JouleTree.Application.dll", "JouleTree.Core.dll", "JouleTree.Graphs.dll", "JouleTree.Metering.dll",
                "JouleTree.Reporting.dll", "System.Numerics.Tensors.dll", "program.dll",
            ], ignoreOrder: true);
    }

    private string Project(string name, string packages, string? sources)
    {
        string folder = packed.NewFolder(name);
        string references = string.Join("\n", packages.Split(' ')
            .Select(id => $"""<PackageReference Include="{id}" Version="{ReleaseTests.Version}" />"""));
        File.WriteAllText(Path.Combine(folder, "program.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
                <InvariantGlobalization>true</InvariantGlobalization>
                <OutputPath>bin/</OutputPath>
                <AppendTargetFrameworkToOutputPath>false</AppendTargetFrameworkToOutputPath>
              </PropertyGroup>
              <ItemGroup>
                {references}
              </ItemGroup>
            </Project>
            """);
        if (sources is not null)
        {
            foreach (string file in Directory.GetFiles(sources, "*.cs"))
                File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        }

        return folder;
    }
}
