using JouleTree.Core.Prediction.Intervals;
using Shouldly;
using Xunit;

namespace JouleTree.Core.Tests.Prediction.Intervals;

public sealed class ConformalScaleTests
{
    [Fact]
    public void Of_OneModel_IsTheQuantile() =>
        ConformalScale.Of([[.. Enumerable.Range(1, 10).Select(value => (double)value)]], 0.9).ShouldBe(9);

    [Fact]
    public void Of_ModelsOfDifferentSize_WeighsThemAlike()
    {
        double[] large = [.. Enumerable.Repeat(1.0, 1000)];
        double[] small = [5, 5];

        ConformalScale.Of([large, small], 0.5).ShouldBe(1);
        ConformalScale.Of([large, small], 0.51).ShouldBe(5);
    }

    [Fact]
    public void Of_NoScores_IsZero() => ConformalScale.Of([[], []], 0.9).ShouldBe(0);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(double.NaN)]
    public void Of_NoLevel_IsRefused(double level) =>
        Should.Throw<ArgumentOutOfRangeException>(() => ConformalScale.Of([[1.0]], level));
}
