using JouleTree.Graphs.Operators.Rules;
using Shouldly;
using Xunit;

namespace JouleTree.Graphs.Tests.Operators.Products;

public sealed class AttentionFamilyTests
{
    [Theory]
    [InlineData("Attention")]
    [InlineData("QAttention")]
    [InlineData("MultiHeadAttention")]
    [InlineData("DecoderMaskedMultiHeadAttention")]
    [InlineData("GroupQueryAttention")]
    public void Count_EveryType_IsProductsScoresAndBiases(string type)
    {
        Operator op = OperatorCase.Of(type, "2x3x8 same 2x3x8", "2x3x8", "macs=1000 scores=36 projected=24 num_heads=2");

        OperatorCase.Counts(op).ShouldBe(new OperatorCounts(1000, 2000 + (6 * 36) + 24, 4 * (48 + 48 + 48)));
        OperatorCase.Facts(op).ShouldBe("Attention rows 6 outer 8 heads 2 activations float32");
        OperatorCase.Refusal(type, "2x3x8").ShouldBe($"the shape that {type} makes is not known");
    }

    [Theory]
    [InlineData("macs=1000 scores=36 masked=1", 2000 + (7 * 36))]
    [InlineData("macs=1000 scores=36 masked=0", 2000 + (6 * 36))]
    [InlineData("macs=1000 scores=36", 2000 + (6 * 36))]
    public void Count_Mask_IsOneAdditionAScore(string attributes, long flops) =>
        OperatorCase.Counts(OperatorCase.Of("Attention", "2x3x8", "2x3x8", attributes)).ShouldBe(new OperatorCounts(1000, flops, 4 * 96));

    [Theory]
    [InlineData("macs=1000")]
    [InlineData("scores=36")]
    public void Count_SizesThatAreNotStated_AreUnknown(string attributes) =>
        OperatorCase.Counts(OperatorCase.Of("Attention", "2x3x8", "2x3x8", attributes)).ShouldBeNull();

    [Theory]
    [InlineData("scalar", "Attention activations float32")]
    [InlineData("2x0", "Attention outer 0 activations float32")]
    public void Describe_OutputWithoutRows_StatesNone(string output, string facts) =>
        OperatorCase.Facts(OperatorCase.Of("Attention", "2x3x8", output, "macs=1 scores=1")).ShouldBe(facts);
}
