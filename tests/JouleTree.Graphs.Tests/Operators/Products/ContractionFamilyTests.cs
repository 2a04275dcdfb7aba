using JouleTree.Graphs.Operators.Rules;
using Shouldly;
using Xunit;

namespace JouleTree.Graphs.Tests.Operators.Products;

/// <summary>Quantised and fused products: what the reader states of the reduction, of each output element and beyond.</summary>
public sealed class ContractionFamilyTests
{
    [Theory]
    [InlineData("QLinearConv", true)]
    [InlineData("ConvInteger", true)]
    [InlineData("QLinearMatMul", false)]
    [InlineData("MatMulInteger", false)]
    [InlineData("MatMulIntegerToFloat", false)]
    [InlineData("MatMulInteger16", false)]
    [InlineData("DynamicQuantizeMatMul", false)]
    [InlineData("QGemm", false)]
    [InlineData("MatMulNBits", false)]
    [InlineData("MatMulBnb4", false)]
    [InlineData("FusedConv", true)]
    [InlineData("NhwcConv", true)]
    [InlineData("NhwcFusedConv", true)]
    [InlineData("FusedGemm", false)]
    [InlineData("FusedMatMul", false)]
    [InlineData("GemmFastGelu", false)]
    [InlineData("DeformConv", true)]
    [InlineData("MixtureOfExperts", false)]
    [InlineData("EinsumProduct", false)]
    public void Count_EveryType_IsReductionEpilogueAndExtra(string type, bool convolution)
    {
        Operator op = OperatorCase.Of(type, "2x3x5:uint8 w:4x5:int8", "2x3x4", "reduction=5 epilogue=3 extra=7 kernel_shape=1,5 group=2");

        OperatorCase.Counts(op).ShouldBe(new OperatorCounts(24 * 5, (2 * 24 * 5) + (3 * 24) + 7, 30 + 20 + (4 * 24)));
        OperatorCase.Facts(op).ShouldBe(convolution
            ? "Convolution rows 8 inner 5 outer 3 kernel 1x5 groups 2 weights int8 activations float32"
            : "Dense rows 6 inner 5 outer 4 weights int8 activations float32");
        OperatorCase.Irene(op).ShouldBeNull();
        OperatorCase.Refusal(type, "2x3x5").ShouldBe($"the shape that {type} makes is not known");
    }

    [Fact]
    public void Count_ReductionAlone_IsTwoForEachProduct()
    {
        Operator op = OperatorCase.Of("FusedConv", "1x2x4 w:3x2x1", "1x3x4", "reduction=2");

        OperatorCase.Counts(op).ShouldBe(new OperatorCounts(24, 48, 4 * (8 + 6 + 12)));
        OperatorCase.Facts(op).ShouldBe("Convolution rows 4 inner 2 outer 3 groups 1 weights float32 activations float32");
    }

    [Fact]
    public void Count_ReductionThatIsNotStated_IsUnknown()
    {
        Operator op = OperatorCase.Of("FusedConv", "1x2x4 w:3x2x1", "1x3x4", "epilogue=2");

        OperatorCase.Counts(op).ShouldBeNull();
        OperatorCase.Facts(op).ShouldBe("Elementwise weights float32 activations float32");
    }

    [Theory]
    [InlineData("7", "Convolution rows 7 inner 2 outer 1 groups 1 activations float32")]
    [InlineData("2x0x3", "Convolution rows 0 inner 2 outer 0 groups 1 activations float32")]
    public void Describe_OddOutput_DividesByNoChannels(string output, string facts) =>
        OperatorCase.Facts(OperatorCase.Of("FusedConv", "1x2x4", output, "reduction=2")).ShouldBe(facts);
}
