using JouleTree.Metering.Protocol;
using Shouldly;
using Xunit;

namespace JouleTree.Metering.Tests.Protocol;

public sealed class MedianEstimateTests
{
    // Ranks and levels of the sign interval for the median: Conover, Practical Nonparametric Statistics, table A3
    // (binomial, p = 1/2), computed here by hand: n = 10, k = 2: 1 - 2 (1 + 10)/1024.
    [Theory]
    [InlineData(5, 1, 1 - (2.0 / 32))]
    [InlineData(8, 2, 1 - (2.0 * 9 / 256))]
    [InlineData(10, 2, 1 - (2.0 * 11 / 1024))]
    [InlineData(20, 6, 1 - (2.0 * 21700 / 1048576))]
    public void Of_SortedRounds_TakesTheNarrowestIntervalOfTheLevel(int n, int rank, double level)
    {
        MedianEstimate estimate = MedianEstimate.Of(Enumerable.Range(1, n).Select(value => (double)value).Reverse(), 0.9);

        estimate.Median.ShouldBe((n + 1) / 2.0);
        estimate.Low.ShouldBe(rank);
        estimate.High.ShouldBe(n + 1 - rank);
        estimate.Level.ShouldBe(level, 1e-12);
    }

    [Fact]
    public void Of_TooFewRounds_GivesAllOfThemAndTheirLevel()
    {
        MedianEstimate estimate = MedianEstimate.Of([3, 1, 2]);

        (estimate.Low, estimate.High).ShouldBe((1, 3));
        estimate.Level.ShouldBe(0.75);
    }

    [Fact]
    public void Of_ManySamples_CoversTheMedianAsOftenAsItSays()
    {
        Random random = new(7);
        int covered = 0;
        const int trials = 4000;
        for (int trial = 0; trial < trials; trial++)
        {
            // Exponential times, median ln 2: skewed, as run times are.
            MedianEstimate estimate = MedianEstimate.Of(Enumerable.Range(0, 12).Select(_ => -Math.Log(1 - random.NextDouble())), 0.9);
            if (estimate.Low <= Math.Log(2) && Math.Log(2) <= estimate.High)
                covered++;
        }

        // n = 12, k = 3: 1 - 2 (1 + 12 + 66)/4096 = 0.9614; three standard deviations of 4,000 trials are 0.009.
        ((double)covered / trials).ShouldBe(1 - (2 * 79.0 / 4096), 0.01);
    }

    [Fact]
    public void Of_OneRound_HasNoInterval()
    {
        MedianEstimate estimate = MedianEstimate.Of([4.0]);

        estimate.Level.ShouldBe(0);
        estimate.Variation.ShouldBeNull();
        estimate.RelativeHalfWidth.ShouldBe(double.PositiveInfinity);
    }
}
