using JouleTree.Graphs.Operators.Rules;
using Shouldly;
using Xunit;

namespace JouleTree.Graphs.Tests.Operators.Elementwise;

public sealed class CastFamilyTests
{
    [Fact]
    public void Count_Cast_MovesOnly()
    {
        Operator op = OperatorCase.Of("Cast", "2x3", "2x3:int64");

        OperatorCase.Counts(op).ShouldBe(new OperatorCounts(0, 0, (4 * 6) + (8 * 6)));
        OperatorCase.Irene(op).ShouldBe(OperatorCounts.Nothing);
        OperatorCase.Facts(op).ShouldBe("Movement activations float32");
    }

    [Theory]
    [InlineData("to=7", "int64 2x3")]
    [InlineData("to=99", "unknown 2x3")]
    public void Infer_Cast_HasTheTypeOfTheNumber(string attributes, string made) =>
        OperatorCase.Inferred("Cast", "2x3", attributes).ShouldBe(made);

    [Fact]
    public void Infer_NoType_IsRefused() => OperatorCase.Refusal("Cast", "2x3").ShouldBe("a Cast needs a type to cast to");
}
