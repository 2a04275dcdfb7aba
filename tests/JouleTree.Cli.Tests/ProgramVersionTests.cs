using Shouldly;
using Xunit;

namespace JouleTree.Cli.Tests;

public sealed class ProgramVersionTests
{
    [Theory]
    [InlineData("0.2.0+5f141fb80861f717268b9a4022d74b9346fd72ac", "jouletree 0.2.0, commit 5f141fb80861, ONNX Runtime 1.31.1")]
    [InlineData("0.3.0-rc.1", "jouletree 0.3.0-rc.1, commit unknown, ONNX Runtime 1.31.1")]
    public void TextOf_ABuild_SaysVersionCommitAndEngine(string built, string expected) =>
        ProgramVersion.TextOf(built, "ONNX Runtime 1.31.1").ShouldBe(expected);

    [Fact]
    public void Version_OnTheCommandLine_IsThatOfTheBuild()
    {
        CommandRun run = CommandRun.Of("--version");

        run.ExitCode.ShouldBe(0);
        run.Out.ShouldBe(ProgramVersion.Text + "\n");
        run.Out.ShouldMatch(@"^jouletree \d+\.\d+\.\d+, commit [0-9a-z]+, ONNX Runtime \d+\.\d+\.\d+\n$");
    }
}
