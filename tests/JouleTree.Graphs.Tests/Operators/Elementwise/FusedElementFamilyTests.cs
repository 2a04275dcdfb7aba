using JouleTree.Graphs.Operators.Rules;
using Shouldly;
using Xunit;

namespace JouleTree.Graphs.Tests.Operators.Elementwise;

public sealed class FusedElementFamilyTests
{
    private const long Moved = 4 * (90 + 6);

    [Theory]
    [InlineData("BiasGelu", Moved)]
    [InlineData("FastGelu", Moved)]
    [InlineData("BiasSoftmax", Moved)]
    [InlineData("BiasAdd", Moved)]
    [InlineData("BiasSplitGelu", Moved)]
    [InlineData("SkipLayerNormalization", Moved)]
    [InlineData("SkipSimplifiedLayerNormalization", Moved)]
    [InlineData("SkipGroupNorm", Moved)]
    [InlineData("EmbedLayerNormalization", 2 * 4 * 6)]
    [InlineData("QLinearAdd", Moved)]
    [InlineData("QLinearMul", Moved)]
    [InlineData("QLinearLeakyRelu", Moved)]
    [InlineData("QLinearSigmoid", Moved)]
    [InlineData("QLinearSoftmax", Moved)]
    [InlineData("DynamicQuantizeLinear", Moved)]
    [InlineData("LRN", Moved)]
    [InlineData("MulInteger", Moved)]
    [InlineData("QLinearWhere", Moved)]
    [InlineData("GatherBlockQuantized", 2 * 4 * 6)]
    [InlineData("ComplexMul", Moved)]
    public void Count_EveryType_IsWhatTheReaderStates(string type, long bytes)
    {
        OperatorCase.Counts(OperatorCase.Of(type, "30x3", "2x3", "flops_per_element=7")).ShouldBe(new OperatorCounts(0, 7 * 6, bytes));
        OperatorCase.Counts(OperatorCase.Of(type, "30x3", "2x3")).ShouldBeNull();
        OperatorCase.Refusal(type, "30x3").ShouldBe($"the shape that {type} makes is not known");
    }
}
