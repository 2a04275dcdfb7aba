using JouleTree.Graphs.Operators.Rules;
using Shouldly;
using Xunit;

namespace JouleTree.Graphs.Tests.Operators.Reductions;

public sealed class ReductionFamiliesTests
{
    [Theory]
    [InlineData("ReduceSum", 24)]
    [InlineData("ReduceMean", 24 + 6)]
    [InlineData("ReduceMax", 24)]
    [InlineData("ReduceMin", 24)]
    [InlineData("ArgMax", 24)]
    [InlineData("ArgMin", 24)]
    public void Count_Inputs_AreAddedOrCompared(string type, long flops)
    {
        Operator op = OperatorCase.Of(type, "2x3x4", "2x3");

        OperatorCase.Counts(op).ShouldBe(new OperatorCounts(0, flops, 4 * (24 + 6)));
        OperatorCase.Irene(op).ShouldBeNull();
        OperatorCase.Facts(op).ShouldBe("Elementwise activations float32");
        OperatorCase.Refusal(type, "2x3x4").ShouldBe($"the shape that {type} makes is not known");
    }

    [Fact]
    public void Count_CumulativeSum_IsOneForEachElement()
    {
        Operator op = OperatorCase.Of("CumSum", "2x3:int64", "2x3:int64");

        OperatorCase.Counts(op).ShouldBe(new OperatorCounts(0, 6, 8 * 12));
        OperatorCase.Irene(op).ShouldBe(OperatorCounts.Nothing);
        OperatorCase.Inferred("CumSum", "2x3:int64").ShouldBe("int64 2x3");
    }
}
