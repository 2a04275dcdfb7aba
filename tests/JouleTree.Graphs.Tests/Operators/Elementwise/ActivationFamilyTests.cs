using JouleTree.Graphs.Operators.Rules;
using Shouldly;
using Xunit;

namespace JouleTree.Graphs.Tests.Operators.Elementwise;

public sealed class ActivationFamilyTests
{
    [Theory]
    [InlineData("ReLU", 1)]
    [InlineData("Tanh", 1)]
    [InlineData("ReLU6", 2)]
    [InlineData("LeakyReLU", 2)]
    [InlineData("Sigmoid", 3)]
    [InlineData("Softplus", 3)]
    [InlineData("SiLU", 4)]
    [InlineData("HardSigmoid", 4)]
    [InlineData("GELU", 5)]
    [InlineData("QuickGELU", 5)]
    [InlineData("HardSwish", 5)]
    [InlineData("NewGELU", 8)]
    public void Count_EveryType_IsItsFormula(string type, long each)
    {
        Operator op = OperatorCase.Of(type, "2x3", "2x3");

        OperatorCase.Counts(op).ShouldBe(new OperatorCounts(0, each * 6, 4 * 12));
        OperatorCase.Inferred(type, "2x3:float16").ShouldBe("float16 2x3");
        OperatorCase.Facts(op).ShouldBe("Elementwise activations float32");
    }

    [Theory]
    [InlineData("ReLU", 1, 2)]
    [InlineData("Tanh", 4, 1)]
    [InlineData("GELU", 6, 2)]
    [InlineData("NewGELU", 11, 19)]
    [InlineData("Dropout", 0, 0)]
    public void CountIrene_PublishedTypes_AreAsPublished(string type, long each, long transfers) =>
        OperatorCase.Irene(OperatorCase.Of(type, "2x3", "2x3")).ShouldBe(new OperatorCounts(0, each * 6, transfers * 4 * 6));

    [Theory]
    [InlineData("ReLU", 6L)]
    [InlineData("Tanh", 0L)]
    [InlineData("Sigmoid", 0L)]
    [InlineData("Dropout", 0L)]
    [InlineData("ReLU6", null)]
    public void CountLayerwise_Rectifier_CountsItsElements(string type, long? macs) =>
        OperatorCase.Layerwise(OperatorCase.Of(type, "2x3", "2x3")).ShouldBe(macs);

    [Fact]
    public void CountIrene_OtherType_HasNoRule() => OperatorCase.Irene(OperatorCase.Of("SiLU", "2x3", "2x3")).ShouldBeNull();

    [Fact]
    public void Count_Dropout_IsNothing() =>
        OperatorCase.Counts(OperatorCase.Of("Dropout", "2x3", "2x3")).ShouldBe(OperatorCounts.Nothing);

    [Fact]
    public void Count_TypeOfAnotherFamily_IsTheCallersBug() =>
        Should.Throw<ArgumentException>(() => OperatorCase.FamilyOf("ReLU").Count(OperatorCase.Of("Exp", "2x3", "2x3")))
            .Message.ShouldStartWith("Exp is not an activation");
}
