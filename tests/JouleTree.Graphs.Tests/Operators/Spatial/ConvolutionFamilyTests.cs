using JouleTree.Graphs.Operators.Rules;
using Shouldly;
using Xunit;

namespace JouleTree.Graphs.Tests.Operators.Spatial;

public sealed class ConvolutionFamilyTests
{
    [Theory]
    [InlineData("Conv2d", "2x4x5x7 w:6x2x3x3 w:6", "2x6x3x7", 252 * 18, (2 * 252 * 18) + 252, 4 * (280 + 108 + 6 + 252), 252 * 19)]
    [InlineData("Conv2d", "2x4x5x7 w:6x2x3x3", "2x6x3x7", 252 * 18, 2 * 252 * 18, 4 * (280 + 108 + 252), 252 * 18)]
    [InlineData("Conv1d", "1x2x9 w:3x2x5", "1x3x5", 15 * 10, 2 * 15 * 10, 4 * (18 + 30 + 15), 15 * 10)]
    [InlineData("Conv3d", "1x1x4x4x4 w:2x1x2x2x2", "1x2x3x3x3", 54 * 8, 2 * 54 * 8, 4 * (64 + 16 + 54), 54 * 8)]
    [InlineData("Conv2d", "1x4x3x3 w:0x4x1x1", "1x0x3x3", 0, 0, 4 * 36, 0)]
    public void Count_Outputs_SumInputsTimesWindow(string type, string inputs, string output, long macs, long flops, long bytes,
        long layerwise)
    {
        Operator op = OperatorCase.Of(type, inputs, output);

        OperatorCase.Counts(op).ShouldBe(new OperatorCounts(macs, flops, bytes));
        OperatorCase.Layerwise(op).ShouldBe(layerwise);
        OperatorCase.Irene(op).ShouldBeNull();
    }

    [Theory]
    [InlineData("2x4x5x7 w:6x2x3x5", "2x6x3x7", "group=2",
        "Convolution rows 42 inner 30 outer 6 kernel 3x5 groups 2 weights float32 activations float32")]
    [InlineData("1x2x9 w:3x2x5", "1x3x5", "", "Convolution rows 5 inner 10 outer 3 kernel 5 groups 1 weights float32 activations float32")]
    [InlineData("1x4x3 w:0x4x1", "1x0x3", "", "Convolution rows 0 inner 0 outer 0 kernel 1 groups 1 weights float32 activations float32")]
    public void Describe_Windows_StateTheirSizes(string inputs, string output, string attributes, string facts) =>
        OperatorCase.Facts(OperatorCase.Of("Conv2d", inputs, output, attributes)).ShouldBe(facts);

    [Theory]
    [InlineData("2x4x5x7:float16 w:6x2x3x3", "group=2 strides=2,1 pads=1,0,1,2", "float16 2x6x3x7")]
    [InlineData("1x1x9 w:1x1x3", "dilations=3,", "float32 1x1x3")]
    [InlineData("1x1x9 w:1x1x3", "", "float32 1x1x7")]
    [InlineData("1x1x2 w:1x1x1", "pads=0,5", "float32 1x1x7")]
    [InlineData("1x1x3x4x5 w:2x1x3x3x3", "", "float32 1x2x1x2x3")]
    public void Infer_Windows_SlideOverTheInput(string inputs, string attributes, string made) =>
        OperatorCase.Inferred("Conv2d", inputs, attributes).ShouldBe(made);

    [Theory]
    [InlineData("4x5 w:6x4", "", "a convolution of weight 6x4 in 1 group(s) cannot take an input of shape 4x5")]
    [InlineData("2x4x5x7 w:6x4x3", "", "a convolution of weight 6x4x3 in 1 group(s) cannot take an input of shape 2x4x5x7")]
    [InlineData("2x4x5x7 w:6x2x3x3", "", "a convolution of weight 6x2x3x3 in 1 group(s) cannot take an input of shape 2x4x5x7")]
    [InlineData("2x8x5x7 w:6x2x3x3", "group=4", "a convolution of weight 6x2x3x3 in 4 group(s) cannot take an input of shape 2x8x5x7")]
    [InlineData("1x1x2x5 w:1x1x3x3", "", "an input of shape 1x1x2x5 is too small for a window of 3x3: choose a larger input")]
    public void Infer_InputThatDoesNotFit_IsRefused(string inputs, string attributes, string message) =>
        OperatorCase.Refusal("Conv2d", inputs, attributes).ShouldBe(message);
}
