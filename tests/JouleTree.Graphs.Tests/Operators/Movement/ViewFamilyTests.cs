using JouleTree.Graphs.Operators.Rules;
using Shouldly;
using Xunit;

namespace JouleTree.Graphs.Tests.Operators.Movement;

public sealed class ViewFamilyTests
{
    [Theory]
    [InlineData("Reshape")]
    [InlineData("Flatten")]
    [InlineData("Unsqueeze")]
    [InlineData("Squeeze")]
    [InlineData("Identity")]
    public void Count_EveryType_CostsNothingByAnyRules(string type)
    {
        Operator op = OperatorCase.Of(type, "3x4", "?");

        OperatorCase.Counts(op).ShouldBe(OperatorCounts.Nothing);
        OperatorCase.Irene(op).ShouldBe(OperatorCounts.Nothing);
        OperatorCase.Layerwise(op).ShouldBe(0);
        OperatorCase.Facts(OperatorCase.Of(type, "3x4", "12")).ShouldBe("Movement activations float32");
    }

    [Theory]
    [InlineData("Identity", "3x4:float16", "", "float16 3x4")]
    [InlineData("Reshape", "3x4:float16", "shape=2,6", "float16 2x6")]
    [InlineData("Flatten", "3x4", "shape=12,", "float32 12")]
    public void Infer_View_HasAllElements(string type, string input, string attributes, string made) =>
        OperatorCase.Inferred(type, input, attributes).ShouldBe(made);

    [Theory]
    [InlineData("Reshape", "3x4", "shape=2,5", "a tensor of shape 3x4 cannot be seen as 2x5")]
    [InlineData("Squeeze", "3x4", "", "Squeeze needs a shape")]
    public void Infer_OtherNumberOfElements_IsRefused(string type, string input, string attributes, string message) =>
        OperatorCase.Refusal(type, input, attributes).ShouldBe(message);
}
