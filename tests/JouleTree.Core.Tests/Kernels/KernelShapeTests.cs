using JouleTree.Core.Kernels;
using Shouldly;
using Xunit;

namespace JouleTree.Core.Tests.Kernels;

/// <summary>Shapes, their numbers and their range.</summary>
public sealed class KernelShapeTests
{
    public static TheoryData<object> Shapes =>
    [
        new GemmShape(3, 4096, 512), new AttentionShape(2, 1, 99, 32, 8, 128, 0), new AttentionShape(2, 100, 0, 32, 8, 192, 128),
        new ExpertShape(7, 2048, 768, 8, 128, 2, 4, 1.2),
    ];

    [Theory]
    [MemberData(nameof(Shapes))]
    public void ShapeOf_ItsNumbers_IsTheSame(object any)
    {
        KernelShape shape = (KernelShape)any;
        double[] numbers = new double[KernelDimensions.Names(shape.Kind).Count];

        shape.Fill(numbers);

        KernelDimensions.ShapeOf(shape.Kind, numbers).ShouldBe(shape);
    }

    [Fact]
    public void Kind_OfAttention_IsDecodeForOneToken()
    {
        new AttentionShape(2, 1, 99, 32, 8, 128, 0).Kind.ShouldBe(KernelKind.Decode);
        new AttentionShape(2, 1, 0, 32, 8, 128, 0).Kind.ShouldBe(KernelKind.Decode);
        new AttentionShape(2, 2, 0, 32, 8, 128, 0).Kind.ShouldBe(KernelKind.Prefill);
        new AttentionShape(2, 2, 0, 32, 8, 512, 0).Variant.ShouldBe(512);
        new AttentionShape(2, 2, 0, 32, 8, 64, 0).Variant.ShouldBe(0);
    }

    [Fact]
    public void Distance_OutsideTheRange_IsOctavesAndSaysWhich()
    {
        KernelRange range = KernelRange.Of([new GemmShape(1, 100, 1000), new GemmShape(1023, 200, 2000)]);

        range.Distance(new GemmShape(500, 150, 1500)).ShouldBe(0);
        range.Distance(new GemmShape(4095, 150, 1500)).ShouldBe(2, 0.001);
        range.Words(new GemmShape(4095, 150, 1500)).ShouldHaveSingleItem().ShouldBe("m 4095 is outside the measured 1 to 1023");
    }
}
