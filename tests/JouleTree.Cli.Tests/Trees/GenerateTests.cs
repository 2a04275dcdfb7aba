using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Format;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Cli.Tests.Trees;

public sealed class GenerateTests
{
    [Fact]
    public void Generate_SameSeed_GivesTheSameFileLabelledSynthetic()
    {
        using TemporaryFolder folder = new();
        string[] options = ["--models", "distilgpt2", "--batch-sizes", "1", "2", "--seq-lens", "16", "--seed", "7"];
        CommandRun.Of(["generate", folder.File("a.jsonl"), .. options]).ExitCode.ShouldBe(0);
        CommandRun.Of(["generate", folder.File("b.jsonl"), .. options]).ExitCode.ShouldBe(0);
        File.ReadAllText(folder.File("a.jsonl")).ShouldBe(File.ReadAllText(folder.File("b.jsonl")));
        ModelTree[] trees = [.. TreeReader.Read(folder.File("a.jsonl"))];
        trees.Length.ShouldBe(2);
        trees.ShouldAllBe(tree => tree.Details!.Synthetic == true);
        trees.SelectMany(tree => tree.Root.SelfAndDescendants()).ShouldAllBe(node => node.GroundTruthJoules > 0);
    }

    [Fact]
    public void Generate_Default_CanBeCrossValidated()
    {
        using TemporaryFolder folder = new();
        CommandRun.Of("generate", folder.File("trees.jsonl")).ExitCode.ShouldBe(0);
        CommandRun run = CommandRun.Of("crossvalidate", folder.File("trees.jsonl"), folder.File("cv"));
        run.ExitCode.ShouldBe(0, run.Error);
        run.Out.ShouldContain("overall");
    }

    [Fact]
    public void Generate_UnknownModel_IsRefused()
    {
        using TemporaryFolder folder = new();
        CommandRun run = CommandRun.Of("generate", folder.File("trees.jsonl"), "--models", "distilgpt3");
        run.ExitCode.ShouldBe(2);
        run.Error.ShouldContain("distilgpt2");
    }
}
