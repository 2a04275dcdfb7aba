using JouleTree.Graphs.Operators.Rules;
using Shouldly;
using Xunit;

namespace JouleTree.Graphs.Tests.Operators.Spatial;

public sealed class AdaptivePoolingFamilyTests
{
    [Fact]
    public void Count_Inputs_AreAddedAndOutputsDivided()
    {
        Operator op = OperatorCase.Of("AdaptiveAvgPool2d", "2x3x7x5", "2x3x2x1", "output_size=2,1");

        OperatorCase.Counts(op).ShouldBe(new OperatorCounts(0, 210 + 12, 4 * (210 + 12)));
        OperatorCase.Layerwise(op).ShouldBe(210);
        OperatorCase.Facts(op).ShouldBe("Pooling rows 12 activations float32");
        OperatorCase.Inferred("AdaptiveAvgPool2d", "2x3x7x5:float16", "output_size=2,1").ShouldBe("float16 2x3x2x1");
    }

    [Theory]
    [InlineData("3x7x5", "output_size=2,1", "an input of shape 3x7x5 cannot be pooled to 2x1")]
    [InlineData("2x3x7x5", "", "an adaptive pooling operator needs an output_size")]
    public void Infer_InputThatDoesNotFit_IsRefused(string input, string attributes, string message) =>
        OperatorCase.Refusal("AdaptiveAvgPool2d", input, attributes).ShouldBe(message);
}
