using JouleTree.Graphs.Operators.Rules;
using Shouldly;
using Xunit;

namespace JouleTree.Graphs.Tests.Operators.Elementwise;

public sealed class RandomFamilyTests
{
    [Theory]
    [InlineData("RandomNormal", 6)]
    [InlineData("RandomNormalLike", 6)]
    [InlineData("RandomUniform", 1)]
    [InlineData("RandomUniformLike", 1)]
    [InlineData("Bernoulli", 1)]
    public void Count_Numbers_AreMadeAndWritten(string type, long each)
    {
        OperatorCase.Counts(OperatorCase.Of(type, "9x9", "2x3")).ShouldBe(new OperatorCounts(0, each * 6, 4 * 6));
        OperatorCase.Refusal(type, "9x9").ShouldBe($"the shape that {type} makes is not known");
    }
}
