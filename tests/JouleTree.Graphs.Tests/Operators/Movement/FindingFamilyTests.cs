using JouleTree.Graphs.Operators.Rules;
using Shouldly;
using Xunit;

namespace JouleTree.Graphs.Tests.Operators.Movement;

public sealed class FindingFamilyTests
{
    [Theory]
    [InlineData("NonZero", 12)]
    [InlineData("Compress", 0)]
    public void Count_Search_ComparesEachElement(string type, long flops)
    {
        OperatorCase.Counts(OperatorCase.Of(type, "3x4", "2x12:int64")).ShouldBe(new OperatorCounts(0, flops, (4 * 12) + (8 * 24)));
        OperatorCase.Refusal(type, "3x4").ShouldBe($"the shape that {type} makes is not known");
    }
}
