using JouleTree.Core.Errors;
using Shouldly;
using Xunit;

namespace JouleTree.Graphs.Tests;

public class TensorShapeTests
{
    [Fact]
    public void Elements_Scalar_IsOne() => TensorShape.Scalar.Elements.ShouldBe(1);

    [Fact]
    public void Elements_BeyondSixtyThreeBits_IsRefused() =>
        Should.Throw<InputException>(() => new TensorShape(long.MaxValue / 2, 3)).Message.ShouldContain("2^63");

    [Fact]
    public void Elements_ZeroAmongHugeOnes_IsZero() => new TensorShape(long.MaxValue, 0, long.MaxValue).Elements.ShouldBe(0);

    [Fact]
    public void Constructor_NegativeSize_IsRefused() => Should.Throw<InputException>(() => new TensorShape(2, -1));

    [Theory]
    [InlineData(new long[] { 8, 1, 1, 32 }, new long[] { 8, 12, 32, 32 }, "8x12x32x32")]
    [InlineData(new long[] { 32 }, new long[] { 8, 1 }, "8x32")]
    [InlineData(new long[] { 3 }, new long[] { 4 }, null)]
    public void Broadcast_TwoShapes_FollowsNumPy(long[] left, long[] right, string? expected) =>
        new TensorShape(left).Broadcast(new TensorShape(right))?.ToString().ShouldBe(expected);
}
