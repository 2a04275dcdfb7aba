using JouleTree.Graphs.Operators.Rules;
using Shouldly;
using Xunit;

namespace JouleTree.Graphs.Tests.Operators.Products;

/// <summary>The GPTs' linear layer, whose weight is [inputs, outputs].</summary>
public sealed class Conv1DFamilyTests
{
    [Fact]
    public void Count_Rows_AreProductsAndBias()
    {
        Operator op = OperatorCase.Of("Conv1D", "2x3x8 w:8x4 w:4", "2x3x4");

        OperatorCase.Counts(op).ShouldBe(new OperatorCounts(24 * 8, (2 * 24 * 8) + 24, 4 * (48 + 32 + 4 + 24)));
        OperatorCase.Irene(op).ShouldBe(new OperatorCounts(24 * 8, 2 * 24 * 8, 4 * (48 + 32 + 24)));
        OperatorCase.Layerwise(op).ShouldBeNull();
        OperatorCase.Facts(op).ShouldBe("Dense rows 6 inner 8 outer 4 weights float32 activations float32");
    }

    [Fact]
    public void Infer_Rows_GetTheWeightsOutputs() => OperatorCase.Inferred("Conv1D", "2x3x8:float16 w:8x4 w:4").ShouldBe("float16 2x3x4");

    [Theory]
    [InlineData("2x3x4 w:8x4", "a Conv1D layer of weight 8x4 cannot take an input of shape 2x3x4")]
    [InlineData("scalar w:8x4", "a Conv1D layer of weight 8x4 cannot take an input of shape scalar")]
    [InlineData("2x8 w:8", "a Conv1D layer of weight 8 cannot take an input of shape 2x8")]
    public void Infer_InputThatDoesNotFit_IsRefused(string inputs, string message) =>
        OperatorCase.Refusal("Conv1D", inputs).ShouldBe(message);
}
