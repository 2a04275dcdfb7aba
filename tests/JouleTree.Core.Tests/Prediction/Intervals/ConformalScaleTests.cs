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

    [Fact]
    public void Of_WiderGroup_CountsAsOneModel()
    {
        double[] own = [.. Enumerable.Repeat(1.0, 10)];
        double[][] wider = [[9, 9], [9], []];

        ConformalScale.Of([own], 0.5, wider).ShouldBe(1);
        ConformalScale.Of([own], 0.51, wider).ShouldBe(9);
        ConformalScale.Of([own, own, own, own], 0.8, wider).ShouldBe(1);
        ConformalScale.Of([[]], 0.8, wider).ShouldBe(9);
    }

    [Theory]
    [InlineData(2, 3.838)]
    [InlineData(5, 1.296)]
    [InlineData(6, 1.225)]
    [InlineData(1000, 1)]
    public void ForFewModels_IsStudentOverNormal(int models, double expected) =>
        ConformalScale.ForFewModels(models, 0.9).ShouldBe(expected, 1e-3);

    [Fact]
    public void ForFewModels_OneModel_IsRefused() => Should.Throw<ArgumentOutOfRangeException>(() => ConformalScale.ForFewModels(1, 0.9));
}
