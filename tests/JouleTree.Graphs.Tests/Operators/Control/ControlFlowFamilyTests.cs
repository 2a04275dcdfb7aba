using JouleTree.Graphs.Operators.Rules;
using Shouldly;
using Xunit;

namespace JouleTree.Graphs.Tests.Operators.Control;

public sealed class ControlFlowFamilyTests
{
    [Theory]
    [InlineData("If")]
    [InlineData("Loop")]
    [InlineData("Scan")]
    public void Count_EveryType_CostsNothingItself(string type)
    {
        OperatorCase.Counts(OperatorCase.Of(type, "?", "?")).ShouldBe(OperatorCounts.Nothing);
        OperatorCase.Refusal(type, "3").ShouldBe($"the shape that {type} makes is not known");
    }

    [Fact]
    public void Count_LoopOfUnknownLength_IsNotCounted()
    {
        Operator op = OperatorCase.Of("Loop", "3", "3", "unknown_iterations=1");

        OperatorCase.Counts(op).ShouldBeNull();
        OperatorCase.FamilyOf("Loop").WhyNot(op).ShouldBe("its number of iterations depends on data: one is counted");
    }
}
