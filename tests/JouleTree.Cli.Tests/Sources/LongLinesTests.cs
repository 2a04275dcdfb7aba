using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Cli.Tests.Sources;

public sealed class LongLinesTests
{
    [Theory]
    [InlineData("src", false)]
    [InlineData("benchmarks", false)]
    [InlineData("tests", true)]
    public void Lines_OfTheSources_EndBeforeTheBound(string folder, bool allowData) =>
        LongLines.Below(Path.Combine(SharedData.Repository, folder), allowData).ShouldBeEmpty();

    [Fact]
    public void Of_LinesAroundTheBound_NamesThoseThatReachIt()
    {
        string text = $"{new string('a', LongLines.Bound - 1)}\r\n{new string('b', LongLines.Bound)}\nshort";

        LongLines.Of("x.cs", text).ShouldBe(["x.cs:2 has 140 characters"]);
    }

    [Fact]
    public void Of_LineThatIsData_IsAllowedInTestsOnly()
    {
        string text = $"Read(\"{new string('x', LongLines.Bound)}\");\n{new string('y', LongLines.Bound)}(\"short\")";

        LongLines.Of("x.cs", text, allowData: true).ShouldBe(["x.cs:2 has 149 characters"]);
        LongLines.Of("x.cs", text).Count().ShouldBe(2);
    }
}
