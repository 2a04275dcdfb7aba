using JouleTree.Core.Statistics;
using Shouldly;
using Xunit;

namespace JouleTree.Core.Tests.Statistics;

/// <summary>Against published tables (Abramowitz and Stegun, tables 26.1 and 26.10).</summary>
public sealed class TwoSidedQuantilesTests
{
    [Theory]
    [InlineData(1, 0.9, 6.3138)]
    [InlineData(2, 0.9, 2.9200)]
    [InlineData(3, 0.95, 3.1824)]
    [InlineData(4, 0.9, 2.1318)]
    [InlineData(5, 0.9, 2.0150)]
    [InlineData(7, 0.9, 1.8946)]
    [InlineData(9, 0.5, 0.7027)]
    [InlineData(10, 0.95, 2.2281)]
    [InlineData(30, 0.99, 2.7500)]
    [InlineData(67, 0.9, 1.6679)]
    [InlineData(120, 0.9, 1.6577)]
    public void Student_TableValues(int degrees, double level, double expected) =>
        TwoSidedQuantiles.Student(degrees, level).ShouldBe(expected, 1e-4);

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
