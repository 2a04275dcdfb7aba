using JouleTree.Core.Prediction.Intervals.Internal;
using Shouldly;
using Xunit;

namespace JouleTree.Core.Tests.Prediction.Intervals.Internal;

/// <summary>Against published tables (Abramowitz and Stegun, tables 26.1 and 26.10).</summary>
public sealed class TwoSidedQuantilesTests
{
    [Theory]
    [InlineData(1, 0.9, 6.314)]
    [InlineData(2, 0.9, 2.920)]
    [InlineData(3, 0.95, 3.182)]
    [InlineData(4, 0.9, 2.132)]
    [InlineData(5, 0.9, 2.015)]
    [InlineData(9, 0.5, 0.703)]
    [InlineData(30, 0.99, 2.750)]
    [InlineData(120, 0.9, 1.658)]
    public void Student_TableValues(int degrees, double level, double expected) =>
        TwoSidedQuantiles.Student(degrees, level).ShouldBe(expected, 6e-4);

    [Theory]
    [InlineData(0.5, 0.67449)]
    [InlineData(0.9, 1.64485)]
    [InlineData(0.99, 2.57583)]
    [InlineData(0.999, 3.29053)]
    public void Normal_TableValues(double level, double expected) => TwoSidedQuantiles.Normal(level).ShouldBe(expected, 1e-5);

    [Fact]
    public void Student_ManyDegrees_IsNormal() => TwoSidedQuantiles.Student(100_000, 0.9).ShouldBe(TwoSidedQuantiles.Normal(0.9));

    [Fact]
    public void Student_NoDegree_IsRefused() => Should.Throw<ArgumentOutOfRangeException>(() => TwoSidedQuantiles.Student(0, 0.9));
}
