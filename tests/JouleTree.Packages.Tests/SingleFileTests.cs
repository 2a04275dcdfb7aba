using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Packages.Tests;

/// <summary>The command as one file for machines without .NET, published as docs/installing.md says.</summary>
// It is built where packages are: one after the other.
[Collection(nameof(Packed))]
public sealed class SingleFileTests
{
    [LinuxX64Fact]
    public void Published_WithoutDotnet_CountsEstimatesAndMeasures()
    {
        using TemporaryFolder folder = new();
        Tool.Dotnet(SharedData.Repository, [
            "publish", "src/JouleTree.Cli", "-c", "Release", "-r", "linux-x64", "--self-contained", "-p:PublishSingleFile=true",
            "-o", folder.Path, "-nodeReuse:false", "-clp:ErrorsOnly",
        ]).ShouldSucceed();

        Run("--version").ShouldStartWith($"jouletree {ReleaseTests.Version}");
        Run("inspect", "bert-base-uncased", "--depth", "0").ShouldContain("109,482,240");
        Run("estimate", "gpt2", "--device", "irene-device-1", "--format", "csv").ShouldContain("irene-device-1");
        Run("profile", "squeezenet1_1", "--budget", "2s", "--depth", "0").ShouldContain("meter");

        string Run(params string[] args)
        {
            ToolRun run = Tool.Run(folder.Path, "env", [
                "-i", $"HOME={folder.Path}", "DOTNET_ROOT=/nowhere", Path.Combine(folder.Path, "jouletree"), .. args,
            ]);
            run.ShouldSucceed();
            return run.Out + run.Error;
        }
    }
}
