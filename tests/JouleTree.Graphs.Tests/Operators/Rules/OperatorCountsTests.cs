using JouleTree.Graphs.Operators.Rules;
using Shouldly;
using Xunit;

namespace JouleTree.Graphs.Tests.Operators.Rules;

public sealed class OperatorCountsTests
{
    [Fact]
    public void Add_TwoCounts_AddsEach()
    {
        OperatorCounts left = new(1, 20, 300);
        OperatorCounts right = new(4, 50, 600);

        (left + right).ShouldBe(new OperatorCounts(5, 70, 900));
        OperatorCounts.Add(left, right).ShouldBe(left + right);
        (left + OperatorCounts.Nothing).ShouldBe(left);
    }

    [Fact]
    public void Times_Passes_MultipliesEach() => new OperatorCounts(1, 20, 300).Times(3).ShouldBe(new OperatorCounts(3, 60, 900));

    [Theory]
    [InlineData(long.MaxValue, 1, 1)]
    [InlineData(1, long.MaxValue, 1)]
    [InlineData(1, 1, long.MaxValue)]
    public void Sums_Beyond64Bits_AreNotWrapped(long macs, long flops, long bytes)
    {
        OperatorCounts large = new(macs, flops, bytes);

        Should.Throw<OverflowException>(() => large.Times(2));
        Should.Throw<OverflowException>(() => large + large);
    }
}
