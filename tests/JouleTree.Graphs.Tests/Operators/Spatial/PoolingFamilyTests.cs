using JouleTree.Graphs.Operators.Rules;
using Shouldly;
using Xunit;

namespace JouleTree.Graphs.Tests.Operators.Spatial;

public sealed class PoolingFamilyTests
{
    [Theory]
    [InlineData("MaxPool2d", "kernel_shape=2,3", 15 * 5, 45L)]
    [InlineData("MaxPool2d", "kernel_shape=1,3", 15 * 2, 22L)]
    [InlineData("AvgPool2d", "kernel_shape=2,3", 15 * 6, null)]
    public void Count_Outputs_CompareOrAddTheWindow(string type, string attributes, long flops, long? layerwise)
    {
        Operator op = OperatorCase.Of(type, "1x1x6x5", "1x1x5x3", attributes);

        OperatorCase.Counts(op).ShouldBe(new OperatorCounts(0, flops, 4 * (30 + 15)));
        OperatorCase.Layerwise(op).ShouldBe(layerwise);
    }

    [Fact]
    public void Describe_Outputs_AreRows() => OperatorCase.Facts(OperatorCase.Of("MaxPool2d", "1x1x6x5", "1x1x5x3", "kernel_shape=2,3"))
        .ShouldBe("Pooling rows 15 kernel 2x3 activations float32");

    [Theory]
    [InlineData("1x2x5x6:float16", "kernel_shape=3,3 strides=2,2", "float16 1x2x2x2")]
    [InlineData("1x1x6x7", "kernel_shape=3,3 strides=2,2 ceil_mode=1", "float32 1x1x3x3")]
    [InlineData("1x1x6x7", "kernel_shape=3,3 strides=2,2 ceil_mode=0", "float32 1x1x2x3")]
    [InlineData("1x1x4x4", "kernel_shape=2,2 strides=3,5 pads=1,1,1,1 ceil_mode=1", "float32 1x1x2x1")]
    [InlineData("1x1x4x4", "kernel_shape=2,2 strides=2,2 pads=1,1,1,1 ceil_mode=1", "float32 1x1x3x3")]
    [InlineData("1x1x4x4", "kernel_shape=1,1 strides=3,2 ceil_mode=1", "float32 1x1x2x2")]
    [InlineData("1x1x4x3", "kernel_shape=4,3", "float32 1x1x1x1")]
    public void Infer_Windows_SlideOverTheInput(string input, string attributes, string made) =>
        OperatorCase.Inferred("MaxPool2d", input, attributes).ShouldBe(made);

    [Theory]
    [InlineData("1x6x5", "kernel_shape=2,3", "a window of 2x3 cannot slide over an input of shape 1x6x5")]
    [InlineData("1x1x6x5", "", "a pooling operator needs a kernel_shape")]
    [InlineData("1x1x6x2", "kernel_shape=2,3", "an input of shape 1x1x6x2 is too small for a window of 2x3: choose a larger input")]
    public void Infer_InputThatDoesNotFit_IsRefused(string input, string attributes, string message) =>
        OperatorCase.Refusal("AvgPool2d", input, attributes).ShouldBe(message);
}
