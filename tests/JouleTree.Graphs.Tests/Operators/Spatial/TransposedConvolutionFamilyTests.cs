using JouleTree.Graphs.Operators.Rules;
using Shouldly;
using Xunit;

namespace JouleTree.Graphs.Tests.Operators.Spatial;

public sealed class TransposedConvolutionFamilyTests
{
    [Theory]
    [InlineData("ConvTranspose1d", "1x4x3 w:4x2x5 w:2", "1x2x7", 12 * 10, (2 * 12 * 10) + 14, 4 * (12 + 40 + 2 + 14))]
    [InlineData("ConvTranspose1d", "1x4x3 w:4x2x5", "1x2x7", 12 * 10, 2 * 12 * 10, 4 * (12 + 40 + 14))]
    [InlineData("ConvTranspose2d", "1x4x3x3 w:4x2x2x3", "1x2x4x5", 36 * 12, 2 * 36 * 12, 4 * (36 + 48 + 40))]
    [InlineData("ConvTranspose3d", "1x1x2x2x2 w:1x3x2x2x2", "1x3x3x3x3", 8 * 24, 2 * 8 * 24, 4 * (8 + 24 + 81))]
    [InlineData("ConvTranspose1d", "1x0x3 w:0x2x5", "1x2x7", 0, 0, 4 * 14)]
    public void Count_Inputs_AreMultipliedIntoWindows(string type, string inputs, string output, long macs, long flops, long bytes)
    {
        Operator op = OperatorCase.Of(type, inputs, output);

        OperatorCase.Counts(op).ShouldBe(new OperatorCounts(macs, flops, bytes));
        OperatorCase.Facts(op).ShouldBe("Elementwise weights float32 activations float32");
        OperatorCase.Refusal(type, inputs).ShouldBe($"the shape that {type} makes is not known");
    }
}
