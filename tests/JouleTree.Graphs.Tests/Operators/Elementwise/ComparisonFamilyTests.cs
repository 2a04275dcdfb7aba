using JouleTree.Graphs.Operators.Rules;
using Shouldly;
using Xunit;

namespace JouleTree.Graphs.Tests.Operators.Elementwise;

public sealed class ComparisonFamilyTests
{
    [Theory]
    [InlineData("Equal")]
    [InlineData("NotEqual")]
    [InlineData("Less")]
    [InlineData("Greater")]
    [InlineData("LessOrEqual")]
    [InlineData("GreaterOrEqual")]
    [InlineData("Not")]
    [InlineData("And")]
    [InlineData("Or")]
    public void Count_EveryType_IsOneForEachOutput(string type)
    {
        Operator op = OperatorCase.Of(type, "2x1 3", "2x3:bool");

        OperatorCase.Counts(op).ShouldBe(new OperatorCounts(0, 6, (4 * (2 + 3)) + 6));
        OperatorCase.Irene(op).ShouldBe(OperatorCounts.Nothing);
        OperatorCase.Inferred(type, "2x1 3").ShouldBe("bool 2x3");
    }

    [Fact]
    public void Infer_Scalar_ComparesWithEachElement() => OperatorCase.Inferred("Less", "2x3", "scalar=1").ShouldBe("bool 2x3");

    [Fact]
    public void Infer_ShapesThatDoNotFit_AreRefused() =>
        OperatorCase.Refusal("Less", "2x3 2").ShouldBe("tensors of shapes 2x3 and 2 cannot be compared");
}
