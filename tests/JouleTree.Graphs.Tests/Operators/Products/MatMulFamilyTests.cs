using JouleTree.Graphs.Operators.Rules;
using Shouldly;
using Xunit;

namespace JouleTree.Graphs.Tests.Operators.Products;

/// <summary>[..., i, k] × [..., k, j]: k products for each output element.</summary>
public sealed class MatMulFamilyTests
{
    [Theory]
    [InlineData("2x3x4x5 3x5x6", "2x3x4x6", 144 * 5, 4 * (120 + 90 + 144), 4 * (120 + 90 + 144))]
    [InlineData("4x4 same", "4x4", 64, 4 * (16 + 16), 4 * (16 + 16 + 16))]
    [InlineData("4x5:float16 5x6:float16", "4x6:float16", 120, 2 * (20 + 30 + 24), 2 * (20 + 30 + 24))]
    public void Count_Matrices_MultiplyAndAddOverTheInnerWidth(string inputs, string output, long macs, long bytes, long ireneBytes)
    {
        Operator op = OperatorCase.Of("MatMul", inputs, output);

        OperatorCase.Counts(op).ShouldBe(new OperatorCounts(macs, 2 * macs, bytes));
        OperatorCase.Irene(op).ShouldBe(new OperatorCounts(macs, 2 * macs, ireneBytes));
        OperatorCase.Layerwise(op).ShouldBeNull();
    }

    [Theory]
    [InlineData("2x3x4x5 3x5x6", "2x3x4x6", "BatchedProduct rows 4 inner 5 outer 6 matrices 6 heads 3 activations float32")]
    [InlineData("7x4x5 7x5x6", "7x4x6", "BatchedProduct rows 4 inner 5 outer 6 matrices 7 activations float32")]
    [InlineData("4x5 5x6", "4x6", "BatchedProduct rows 4 inner 5 outer 6 matrices 1 activations float32")]
    [InlineData("0x5 5x6", "0x6", "BatchedProduct rows 0 inner 5 outer 6 matrices 0 activations float32")]
    [InlineData("5 7x5x6", "7x6", "Elementwise activations float32")]
    [InlineData("7x4x5 5", "7x4", "Elementwise activations float32")]
    [InlineData("5 5x6", "6", "Elementwise activations float32")]
    [InlineData("4x5 5", "4", "Elementwise activations float32")]
    [InlineData("1x5 5x1", "1", "Elementwise activations float32")]
    public void Describe_Matrices_StateTheirSizes(string inputs, string output, string facts) =>
        OperatorCase.Facts(OperatorCase.Of("MatMul", inputs, output)).ShouldBe(facts);

    [Theory]
    [InlineData("2x3x4x5 3x5x6", "float32 2x3x4x6")]
    [InlineData("4x5:float16 5x6", "float16 4x6")]
    public void Infer_LeadingDimensions_AreBroadcast(string inputs, string made) => OperatorCase.Inferred("MatMul", inputs).ShouldBe(made);

    [Theory]
    [InlineData("4x5 6x5", "matrices of shapes 4x5 and 6x5 cannot be multiplied")]
    [InlineData("5 5x6", "matrices of shapes 5 and 5x6 cannot be multiplied")]
    [InlineData("4x5 5", "matrices of shapes 4x5 and 5 cannot be multiplied")]
    [InlineData("2x4x5 3x5x6", "matrices of shapes 2x4x5 and 3x5x6 cannot be multiplied")]
    public void Infer_MatricesThatDoNotFit_AreRefused(string inputs, string message) =>
        OperatorCase.Refusal("MatMul", inputs).ShouldBe(message);
}
