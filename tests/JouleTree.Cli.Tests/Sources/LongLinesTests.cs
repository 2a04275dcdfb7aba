using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Cli.Tests.Sources;

public sealed class LongLinesTests
{
    [Theory]
    [InlineData("src")]
    [InlineData("tests")]
    [InlineData("benchmarks")]
    public void Lines_OfTheSources_EndBeforeTheBound(string folder) =>
        LongLines.Below(Path.Combine(SharedData.Repository, folder)).ShouldBeEmpty();

    [Fact]
    public void Of_LinesAroundTheBound_NamesThoseThatReachIt()
    {
        string text = $"{new string('a', LongLines.Bound - 1)}\r\n{new string('b', LongLines.Bound)}\nshort";

        LongLines.Of("x.cs", text).ShouldBe(["x.cs:2 has 140 characters"]);
    }
}
