using JouleTree.Graphs.Operators.Rules;
using Shouldly;
using Xunit;

namespace JouleTree.Graphs.Tests.Operators.Spatial;

public sealed class WindowPoolingFamilyTests
{
    [Theory]
    [InlineData("MaxPool1d", "kernel_shape=3,", 8 * 2)]
    [InlineData("MaxPool3d", "kernel_shape=2,2,3", 8 * 11)]
    [InlineData("AvgPool1d", "kernel_shape=3,", 8 * 3)]
    [InlineData("AvgPool3d", "kernel_shape=2,2,3", 8 * 12)]
    [InlineData("LpPool", "kernel_shape=2,3", 8 * 2 * 6)]
    [InlineData("QLinearAveragePool", "kernel_shape=2,3", 8 * 6)]
    [InlineData("GlobalMaxPool", "", 120 - 8)]
    [InlineData("GlobalAvgPool", "", 120)]
    [InlineData("GlobalLpPool", "", 2 * 120)]
    public void Count_EveryType_IsItsWindow(string type, string attributes, long flops)
    {
        OperatorCase.Counts(OperatorCase.Of(type, "1x2x60", "1x2x4", attributes)).ShouldBe(new OperatorCounts(0, flops, 4 * (120 + 8)));
        OperatorCase.Refusal(type, "1x2x60", attributes).ShouldBe($"the shape that {type} makes is not known");
    }

    [Fact]
    public void Count_WindowThatIsNotStated_IsUnknown() =>
        OperatorCase.Counts(OperatorCase.Of("LpPool", "1x2x60", "1x2x4")).ShouldBeNull();

    [Theory]
    [InlineData("LpPool", "kernel_shape=2,3", "Pooling rows 8 kernel 2x3 activations float32")]
    [InlineData("GlobalAvgPool", "", "Pooling rows 8 activations float32")]
    public void Describe_Outputs_AreRows(string type, string attributes, string facts) =>
        OperatorCase.Facts(OperatorCase.Of(type, "1x2x60", "1x2x4", attributes)).ShouldBe(facts);
}
