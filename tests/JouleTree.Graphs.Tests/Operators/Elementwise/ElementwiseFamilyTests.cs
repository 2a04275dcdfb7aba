using JouleTree.Graphs.Operators.Rules;
using Shouldly;
using Xunit;

namespace JouleTree.Graphs.Tests.Operators.Elementwise;

public sealed class ElementwiseFamilyTests
{
    [Theory]
    [InlineData("Add", 2L)]
    [InlineData("Sub", 2L)]
    [InlineData("Mul", 3L)]
    [InlineData("Div", 2L)]
    [InlineData("Pow", 2L)]
    [InlineData("Neg", null)]
    [InlineData("Abs", null)]
    [InlineData("Sqrt", null)]
    [InlineData("Exp", null)]
    [InlineData("Log", null)]
    [InlineData("Erf", null)]
    [InlineData("Reciprocal", null)]
    [InlineData("Min", null)]
    [InlineData("Max", null)]
    [InlineData("Clip", null)]
    [InlineData("Sin", null)]
    [InlineData("Cos", null)]
    public void Count_EveryType_IsOneForEachOutput(string type, long? ireneTransfers)
    {
        Operator op = OperatorCase.Of(type, "2x3 3", "2x3");

        OperatorCase.Counts(op).ShouldBe(new OperatorCounts(0, 6, 4 * (6 + 3 + 6)));
        OperatorCase.Irene(op).ShouldBe(ireneTransfers is { } times ? new OperatorCounts(0, 6, times * 24) : null);
        OperatorCase.Layerwise(op).ShouldBeNull();
    }

    [Theory]
    [InlineData("Sub", "scalar=1 scalar_left=1", 3)]
    [InlineData("Sub", "scalar=1 scalar_left=0", 2)]
    [InlineData("Div", "scalar=1 scalar_left=1", 2)]
    [InlineData("Mul", "scalar=1", 3)]
    public void CountIrene_ConstantMinusTensor_MovesTheOutputThrice(string type, string attributes, long transfers) =>
        OperatorCase.Irene(OperatorCase.Of(type, "2x3", "2x3", attributes)).ShouldBe(new OperatorCounts(0, 6, transfers * 24));

    [Theory]
    [InlineData("2x3:float16", "float16 2x3")]
    [InlineData("2x3 4x1x3", "float32 4x2x3")]
    [InlineData("3 2x1 4x1x1", "float32 4x2x3")]
    public void Infer_Operands_AreBroadcast(string inputs, string made) => OperatorCase.Inferred("Max", inputs).ShouldBe(made);

    [Fact]
    public void Infer_OperandsThatDoNotFit_AreRefused() =>
        OperatorCase.Refusal("Add", "2x3 2").ShouldBe("tensors of shapes 2x3 and 2 cannot be combined by Add");
}
