using JouleTree.Graphs.Operators.Rules;
using Shouldly;
using Xunit;

namespace JouleTree.Graphs.Tests.Operators.Normalization;

public sealed class NormalizationFamiliesTests
{
    [Theory]
    [InlineData("BatchNorm1d", "2x3x4 w:3 w:3 b:3 b:3", 2, 24 + 12 + 24)]
    [InlineData("BatchNorm2d", "2x3x4 w:3 w:3 b:3 b:3", 2, 24 + 12 + 24)]
    [InlineData("BatchNorm3d", "2x3x4 w:3 w:3 b:3 b:3", 2, 24 + 12 + 24)]
    [InlineData("LayerNorm", "2x3x4 w:4 w:4", 8, 24 + 8 + 24)]
    [InlineData("RMSNorm", "2x3x4 w:4", 4, 24 + 4 + 24)]
    [InlineData("Softmax", "2x3x4", 5, 24 + 24)]
    [InlineData("LogSoftmax", "2x3x4", 5, 24 + 24)]
    public void Count_EveryType_IsAFixedNumberForEachElement(string type, string inputs, long each, long moved)
    {
        OperatorCase.Counts(OperatorCase.Of(type, inputs, "2x3x4")).ShouldBe(new OperatorCounts(0, each * 24, 4 * moved));
        OperatorCase.Inferred(type, inputs.Replace("2x3x4", "2x3x4:float16", StringComparison.Ordinal)).ShouldBe("float16 2x3x4");
    }

    [Fact]
    public void CountIrene_PublishedTypes_MoveTheOutputSeveralTimes()
    {
        OperatorCase.Irene(OperatorCase.Of("LayerNorm", "2x3x4 w:4 w:4", "2x3x4")).ShouldBe(new OperatorCounts(0, 8 * 24, 4 * 4 * 24));
        OperatorCase.Irene(OperatorCase.Of("Softmax", "2x3x4", "2x3x4")).ShouldBe(new OperatorCounts(0, 5 * 24, 3 * 4 * 24));
        OperatorCase.Irene(OperatorCase.Of("LogSoftmax", "2x3x4", "2x3x4")).ShouldBeNull();
        OperatorCase.Irene(OperatorCase.Of("RMSNorm", "2x3x4 w:4", "2x3x4")).ShouldBeNull();
        OperatorCase.Irene(OperatorCase.Of("BatchNorm1d", "2x3x4 w:3", "2x3x4")).ShouldBeNull();
    }

    [Fact]
    public void CountLayerwise_Softmax_IsNothing()
    {
        OperatorCase.Layerwise(OperatorCase.Of("Softmax", "2x3x4", "2x3x4")).ShouldBe(0);
        OperatorCase.Layerwise(OperatorCase.Of("LogSoftmax", "2x3x4", "2x3x4")).ShouldBeNull();
    }

    [Theory]
    [InlineData("LayerNorm", "2x3x4", "", "Normalization rows 6 outer 4 activations float32")]
    [InlineData("RMSNorm", "2x3x4", "", "Normalization rows 6 outer 4 activations float32")]
    [InlineData("LayerNorm", "2x0", "", "Normalization rows 0 outer 0 activations float32")]
    [InlineData("LayerNorm", "scalar", "", "Normalization rows 1 outer 1 activations float32")]
    [InlineData("BatchNorm2d", "2x3x4", "", "Elementwise activations float32")]
    [InlineData("Softmax", "2x3x4x5", "", "Softmax rows 4 outer 5 matrices 6 heads 3 activations float32")]
    [InlineData("Softmax", "2x3x4x5", "axis=3", "Softmax rows 4 outer 5 matrices 6 heads 3 activations float32")]
    [InlineData("Softmax", "2x3x4x5", "axis=-1", "Softmax rows 4 outer 5 matrices 6 heads 3 activations float32")]
    [InlineData("Softmax", "2x3x4x5", "axis=1", "Elementwise activations float32")]
    [InlineData("Softmax", "2x3x4x5", "axis=-2", "Elementwise activations float32")]
    [InlineData("LogSoftmax", "3x4x5", "", "Softmax rows 4 outer 5 matrices 3 activations float32")]
    [InlineData("Softmax", "4x5", "", "Softmax rows 4 outer 5 matrices 1 activations float32")]
    [InlineData("Softmax", "5", "", "Softmax rows 1 outer 5 matrices 1 activations float32")]
    [InlineData("Softmax", "scalar", "", "Elementwise activations float32")]
    public void Describe_LastDimension_IsTheRow(string type, string shape, string attributes, string facts) =>
        OperatorCase.Facts(OperatorCase.Of(type, shape, shape, attributes)).ShouldBe(facts);
}
