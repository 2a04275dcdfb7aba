using JouleTree.Graphs.Operators.Rules;
using Shouldly;
using Xunit;

namespace JouleTree.Graphs.Tests.Operators.Products;

/// <summary>y = x·Wᵀ + b with 24 outputs of 8 products each.</summary>
public sealed class LinearFamilyTests
{
    [Theory]
    [InlineData("2x3x8 w:4x8 w:4", 24 * 8, (2 * 24 * 8) + 24, 4 * (48 + 32 + 4 + 24))]
    [InlineData("2x3x8 w:4x8", 24 * 8, 2 * 24 * 8, 4 * (48 + 32 + 24))]
    [InlineData("2x3x8:float16 w:4x8 w:4", 24 * 8, (2 * 24 * 8) + 24, (2 * 48) + (4 * (32 + 4 + 24)))]
    public void Count_Rows_AreProductsAndBias(string inputs, long macs, long flops, long bytes) =>
        OperatorCase.Counts(OperatorCase.Of("Linear", inputs, "2x3x4")).ShouldBe(new OperatorCounts(macs, flops, bytes));

    [Theory]
    [InlineData("2x3x8 w:4x8 w:4", "2x3x4", 192, 384 + 24, 4 * (48 + (2 * 32) + 24 + (2 * 24)))]
    [InlineData("2x3x8 w:4x8", "2x3x4", 192, 384, 4 * (48 + (2 * 32) + 24))]
    [InlineData("6x8 w:4x8 w:4", "6x4", 192, 384, 4 * (48 + 32 + 24))]
    [InlineData("2x3x8:float16 w:4x8:float16", "2x3x4:float16", 192, 384, 2 * (48 + (2 * 32) + 24))]
    public void CountIrene_Batch_ReadsTheWeightsForEachItem(string inputs, string output, long macs, long flops, long bytes) =>
        OperatorCase.Irene(OperatorCase.Of("Linear", inputs, output)).ShouldBe(new OperatorCounts(macs, flops, bytes));

    [Theory]
    [InlineData("2x3x8 w:4x8 w:4", 24 * 9)]
    [InlineData("2x3x8 w:4x8", 24 * 8)]
    public void CountLayerwise_Bias_CountsAsAMultiplication(string inputs, long macs) =>
        OperatorCase.Layerwise(OperatorCase.Of("Linear", inputs, "2x3x4")).ShouldBe(macs);

    [Theory]
    [InlineData("2x3x8 w:4x8:int8", "2x3x4", "Dense rows 6 inner 8 outer 4 weights int8 activations float32")]
    [InlineData("8 w:4x8", "4", "Dense rows 1 inner 8 outer 4 weights float32 activations float32")]
    [InlineData("3x8 w:0x8", "3x0", "Dense rows 0 inner 8 outer 0 weights float32 activations float32")]
    [InlineData("8 w:1x8", "scalar", "Dense rows 1 inner 8 outer 1 weights float32 activations float32")]
    public void Describe_Rows_AreAllDimensionsButTheLast(string inputs, string output, string facts) =>
        OperatorCase.Facts(OperatorCase.Of("Linear", inputs, output)).ShouldBe(facts);

    [Theory]
    [InlineData("2x3x8 w:4x8 w:4", "float32 2x3x4")]
    [InlineData("8:float16 w:4x8", "float16 4")]
    public void Infer_Rows_GetTheWeightsOutputs(string inputs, string made) => OperatorCase.Inferred("Linear", inputs).ShouldBe(made);

    [Theory]
    [InlineData("2x3x7 w:4x8", "a linear layer of weight 4x8 cannot take an input of shape 2x3x7")]
    [InlineData("scalar w:4x8", "a linear layer of weight 4x8 cannot take an input of shape scalar")]
    [InlineData("2x8 w:4x8x1", "a linear layer of weight 4x8x1 cannot take an input of shape 2x8")]
    public void Infer_InputThatDoesNotFit_IsRefused(string inputs, string message) =>
        OperatorCase.Refusal("Linear", inputs).ShouldBe(message);
}
