using System.Globalization;
using Shouldly;
using Xunit;

namespace JouleTree.Packages.Tests;

/// <summary>Benchmarks of a stranger, run as BenchmarkDotNet runs them: built and started as processes of their own.</summary>
[Collection(nameof(Packed))]
public sealed class BenchmarksTests(PackedFixture packed)
{
    [Fact]
    public void Benchmarks_InProcessesOfTheirOwn_HaveJoulesInTablesAndFiles()
    {
        string folder = packed.NewFolder("benchmarks");
        File.WriteAllText(Path.Combine(folder, "program.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="JouleTree.BenchmarkDotNet" Version="{ReleaseTests.Version}" />
              </ItemGroup>
            </Project>
            """);
        File.WriteAllText(Path.Combine(folder, "Program.cs"), """
            using BenchmarkDotNet.Attributes;
            using BenchmarkDotNet.Running;
            using JouleTree.BenchmarkDotNet;

            BenchmarkRunner.Run<Sums>();

            [EnergyDiagnoser(Meter = "cpu-model", WattsPerCore = 10)]
            [SimpleJob(launchCount: 1, warmupCount: 1, iterationCount: 5)]
            public class Sums
            {
                [Params(1000, 10_000)]
                public int Length { get; set; }

                [Benchmark]
                public double Loop()
                {
                    double sum = 0;
                    for (int index = 1; index <= Length; index++)
                        sum += 1.0 / index;
                    return sum;
                }
            }
            """);
        Tool.Dotnet(folder, "build", "-c", "Release", "-nodeReuse:false").ShouldSucceed();

        string output = Tool.Dotnet(folder, "run", "-c", "Release", "--no-build").ShouldSucceed().Out;

        output.ShouldContain("// Energy modelled by cpu-model (");
        string csv = Directory.GetFiles(Path.Combine(folder, "BenchmarkDotNet.Artifacts", "results"), "*-report.csv").Single();
        string[][] rows = [.. File.ReadAllLines(csv).Select(line => line.Split(','))];
        int joules = Array.IndexOf(rows[0], "J/op (modelled)");
        double[] each = [.. rows[1..].Select(row => double.Parse(row[joules], NumberStyles.Float, CultureInfo.InvariantCulture))];
        each.Length.ShouldBe(2, output);
        // Ten times the work; a core of 10 W takes no less than a nanosecond a division.
        (each[1] / each[0]).ShouldBeInRange(4, 25);
        each[0].ShouldBeInRange(1000 * 1e-10 * 10, 1000 * 1e-7 * 10);
        rows[1][joules + 1].ShouldNotBeEmpty();
        Array.IndexOf(rows[0], "J/op error").ShouldBe(joules + 1);
    }
}
