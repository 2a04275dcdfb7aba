using JouleTree.Core.Features;
using Shouldly;
using Xunit;

namespace JouleTree.Core.Tests.Features;

public sealed class FeatureSummaryTests
{
    [Fact]
    public void Add_SomeRows_KeepsRangeAndMoments()
    {
        FeatureSummary summary = new(2);
        summary.Add([3, -1]);
        summary.Add([1, 5], repeats: 3);
        summary.Add([2, 2]);

        summary.Low.ShouldBe([1.0, -1]);
        summary.High.ShouldBe([3.0, 5]);
        summary.Moments.Count.ShouldBe(5);
        summary.Moments.Mean[1].ShouldBe(16.0 / 5, 1e-12);
        FeatureRange.Of(summary).ShouldBe([new FeatureRange(1, 3), new FeatureRange(-1, 5)]);
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(2, true)]
    [InlineData(1.5, true)]
    [InlineData(0.999, false)]
    [InlineData(2.001, false)]
    [InlineData(double.NaN, false)]
    public void Contains_EndsIncluded(double value, bool expected) => new FeatureRange(1, 2).Contains(value).ShouldBe(expected);
}
