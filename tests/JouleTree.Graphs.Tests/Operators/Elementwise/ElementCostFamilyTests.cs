using JouleTree.Graphs.Operators.Rules;
using Shouldly;
using Xunit;

namespace JouleTree.Graphs.Tests.Operators.Elementwise;

public sealed class ElementCostFamilyTests
{
    [Theory]
    [InlineData(1, "Ceil Round Sign IsNaN IsInf Xor Mod BitShift BitwiseAnd BitwiseOr BitwiseXor BitwiseNot")]
    [InlineData(1, "Tan Asin Acos Atan Sinh Cosh Asinh Acosh Atanh ThresholdedReLU Hardmax CumProd")]
    [InlineData(2, "PReLU Shrink DequantizeLinear")]
    [InlineData(3, "Softsign LpNormalization RotaryEmbedding")]
    [InlineData(4, "Elu QuantizeLinear HannWindow HammingWindow")]
    [InlineData(5, "Selu Mish")]
    [InlineData(6, "MeanVarianceNormalization")]
    [InlineData(7, "Celu BlackmanWindow")]
    [InlineData(8, "InstanceNorm GroupNorm")]
    public void Count_EveryType_IsAFixedNumberForEachOutput(long each, string types)
    {
        foreach (string type in types.Split(' '))
        {
            OperatorCase.Counts(OperatorCase.Of(type, "2x3 3", "2x3")).ShouldBe(new OperatorCounts(0, each * 6, 4 * (6 + 3 + 6)), type);
            OperatorCase.Refusal(type, "2x3").ShouldBe($"the shape that {type} makes is not known");
        }
    }

    [Theory]
    [InlineData("Sum", "2x3 2x3 2x3", 2, 4)]
    [InlineData("Mean", "2x3 2x3 2x3", 3, 4)]
    [InlineData("Sum", "2x3", 0, 2)]
    public void Count_SumsOfOperands_AddAllButOne(string type, string inputs, long each, long moved) =>
        OperatorCase.Counts(OperatorCase.Of(type, inputs, "2x3")).ShouldBe(new OperatorCounts(0, each * 6, moved * 24));
}
