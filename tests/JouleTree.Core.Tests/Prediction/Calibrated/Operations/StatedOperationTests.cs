using JouleTree.Core.Prediction.Calibrated.Operations;
using JouleTree.Core.Trees.Details;
using Shouldly;
using Xunit;

namespace JouleTree.Core.Tests.Prediction.Calibrated.Operations;

public sealed class StatedOperationTests
{
    [Theory]
    [InlineData(8, 128, 12, 64)]
    [InlineData(16, 32, 12, 64)]
    [InlineData(4, 64, 8, 64)]
    public void Of_SelfAttention_IsWhatPublishedCountsRecover(int batch, int length, int heads, int width)
    {
        double matrices = (double)batch * heads;
        double flops = 2 * matrices * length * length * width;
        double bytes = 4 * matrices * ((2 * length * width) + ((double)length * length));
        Operation recovered = RecoveredOperation.Of("MatMul", batch, length, flops, bytes, 0);

        Operation scores = StatedOperation.Of(Product(length, width, length, batch * heads), batch, length, length, flops, bytes, 0);
        Operation context = StatedOperation.Of(Product(length, length, width, batch * heads), batch, length, length, flops, bytes, 0);

        scores.ShouldBe(context);
        scores.Inner.ShouldBe(recovered.Inner, 1e-9 * width);
        scores.Matrices.ShouldBe(recovered.Matrices, 1e-9 * matrices);
        (scores.Rows, scores.Outer, scores.Length).ShouldBe((recovered.Rows, recovered.Outer, recovered.Length));
    }

    [Fact]
    public void Of_DecodeStep_HasOneQueryAndAllKeys()
    {
        Operation scores = StatedOperation.Of(Product(1, 64, 513, 8), 1, 1, 513, 1, 1, 0);
        Operation context = StatedOperation.Of(Product(1, 513, 64, 8), 1, 1, 513, 1, 1, 0);

        scores.ShouldBe(context);
        (scores.Rows, scores.Inner, scores.Outer).ShouldBe((1, 64, 513));
    }

    // A decoder of 4 tokens looks at 1,500 positions of its encoder, 64 numbers a head.
    [Fact]
    public void Of_AttentionToAnEncoder_HasItsPositionsForKeys()
    {
        Operation scores = StatedOperation.Of(Product(4, 64, 1500, 6), 1, 4, 1500, 1, 1, 0);
        Operation context = StatedOperation.Of(Product(4, 1500, 64, 6), 1, 4, 1500, 1, 1, 0);

        scores.ShouldBe(context);
        (scores.Rows, scores.Inner, scores.Outer).ShouldBe((4, 64, 1500));
    }

    [Fact]
    public void Of_Convolution_HasWeightsWithoutBiasAndActivationsOfAPosition()
    {
        // 16 channels of 8 × 8 from 4 of 8 × 8 by 3 × 3, with a bias.
        const double Positions = 64;
        const double Weights = 4 * 9 * 16;
        OperatorDetails facts = new() { Family = OperationFamily.Convolution, Rows = 64, Inner = 36, Outer = 16 };
        Operation operation = StatedOperation.Of(facts, 1, 1, 1, 2 * Positions * Weights, 4 * ((Positions * 20) + Weights + 16),
            Weights + 16);

        (operation.Rows, operation.Inner, operation.Outer).ShouldBe((64, Weights, 20));
    }

    [Theory]
    [InlineData(new long[] { 3, 3 }, 1, 0, 64 * 36)]
    [InlineData(new long[] { 1, 3 }, 1, 0, 64 * 36)]
    [InlineData(new long[] { 1, 1 }, 1, 0, 0)]
    [InlineData(new long[] { 1, 1 }, 4, 8, 0)]
    [InlineData(new long[] { 3, 3 }, 16, 32, 64 * 36 * 16)]
    public void Of_Convolution_LaysOutPatchesForAProductOfEachGroup(long[] kernel, long groups, double products, double patches)
    {
        OperatorDetails facts =
            new() { Family = OperationFamily.Convolution, Rows = 64, Inner = 36, Outer = 16, Kernel = kernel, Groups = groups };

        Operation operation = StatedOperation.Of(facts, batch: 2, 1, 1, 1, 1e6, 576);

        (operation.Matrices, operation.Unfolded).ShouldBe((products, patches));
    }

    [Theory]
    [InlineData(OperationFamily.Pooling)]
    [InlineData(OperationFamily.Movement)]
    [InlineData(OperationFamily.Recurrent)]
    [InlineData(OperationFamily.Attention)]
    public void Of_FamilyWithoutColumns_IsExplainedByFlopsAndBytes(OperationFamily family) =>
        StatedOperation.Of(new OperatorDetails { Family = family, Rows = 5 }, 2, 3, 3, 7, 11, 0)
            .ShouldBe(new Operation(OperationFamily.Elementwise, 6, 0, 0, 0, 7, 11));

    private static OperatorDetails Product(long rows, long inner, long outer, long matrices) => new()
    {
        Family = OperationFamily.BatchedProduct,
        Rows = rows,
        Inner = inner,
        Outer = outer,
        Matrices = matrices,
    };
}
