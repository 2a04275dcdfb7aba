using JouleTree.Core.Layers.Models.Physics;
using Shouldly;
using Xunit;

namespace JouleTree.Core.Tests.Layers.Models.Physics;

public class StepCorrectionTests
{
    [Fact]
    public void Fit_TwoJumps_FindsThemToTheRow()
    {
        double[] sizes = [.. Enumerable.Range(0, 300).Select(index => index / 10.0)];
        double[] ratios = [.. sizes.Select(size => size < 7.05 ? 1.0 : size < 21.35 ? 3.0 : 2.0)];

        StepCorrection steps = StepCorrection.Fit(sizes, ratios, 3);

        steps.Edges.Count.ShouldBe(2);
        steps.Edges[0].ShouldBe(7.05, 1e-9);
        steps.Edges[1].ShouldBe(21.35, 1e-9);
        steps.Factors.ShouldBe([1.0, 3.0, 2.0]);
        steps.Factor([6.0]).ShouldBe(1);
        steps.Factor([7.05]).ShouldBe(3);
        steps.Factor([100.0]).ShouldBe(2);
    }

    [Fact]
    public void Fit_AnyOrderOfRows_GivesTheSameSteps()
    {
        Random random = new(8);
        double[] sizes = [.. Enumerable.Range(0, 200).Select(_ => random.NextDouble())];
        double[] ratios = [.. sizes.Select(size => (size < 0.4 ? 1 : 2) * (1 + (0.01 * random.NextDouble())))];

        StepCorrection one = StepCorrection.Fit(sizes, ratios, 2);
        Array.Reverse(sizes);
        Array.Reverse(ratios);
        StepCorrection other = StepCorrection.Fit(sizes, ratios, 2);

        other.Edges.ShouldBe(one.Edges);
        other.Factors.ShouldBe(one.Factors);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(9)]
    [InlineData(20)]
    public void Fit_FewRows_UsesFewerStepsAndStaysAmongTheRatios(int rows)
    {
        double[] sizes = [.. Enumerable.Range(0, rows).Select(index => (double)index)];
        double[] ratios = [.. Enumerable.Range(0, rows).Select(index => 1.0 + (index % 3))];

        StepCorrection steps = StepCorrection.Fit(sizes, ratios, 8);

        steps.Factors.Count.ShouldBe(steps.Edges.Count + 1);
        steps.Factors.Count.ShouldBeLessThanOrEqualTo(Math.Max(1, rows / 8));
        steps.Factors.ShouldAllBe(factor => factor >= 1 && factor <= 3);
    }

    [Fact]
    public void Fit_RatiosOfTwoModes_TakesTheValueWithTheSmallerPercentageError()
    {
        double[] sizes = [.. Enumerable.Range(0, 20).Select(index => (double)index)];
        double[] ratios = [.. Enumerable.Range(0, 20).Select(index => index % 2 == 0 ? 1.0 : 3.0)];

        // Saying 1 misses half of the rows by 67 %, saying 3 misses half of them by 200 %.
        StepCorrection.Fit(sizes, ratios, 1).Factors.ShouldBe([1.0]);
    }
}
