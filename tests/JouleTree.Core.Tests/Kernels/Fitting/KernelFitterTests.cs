using JouleTree.Core.Kernels;
using JouleTree.Core.Kernels.Fitting;
using JouleTree.Core.Kernels.Measurements;
using JouleTree.Core.Kernels.Models;
using Shouldly;
using Xunit;

namespace JouleTree.Core.Tests.Kernels.Fitting;

/// <summary>The parts of fitting, on made-up numbers whose truth is known.</summary>
public sealed class KernelFitterTests
{
    [Fact]
    public void CoefficientFit_WithOutliers_FindsTheLaw()
    {
        // y = 3 + 0.2·x, and every tenth is wrong by a factor of 5.
        double[] targets = [.. Enumerable.Range(1, 100).Select(x => Math.Log((3 + (0.2 * x)) * (x % 10 == 0 ? 5 : 1)))];

        double[] found = CoefficientFit.Of([new("a", 1, 2), new("b", 1, 2)], (row, c) => c[0] + (c[1] * (row + 1)), targets, 0.05);

        found[0].ShouldBe(3, 0.1);
        found[1].ShouldBe(0.2, 0.01);
    }

    [Fact]
    public void KnotRidge_SmoothHeights_AreFollowedAndFadeOutside()
    {
        double[] knots = [.. Enumerable.Range(0, 12).Select(index => (double)index)];
        double[] points = [.. Enumerable.Range(0, 110).Select(index => index / 10.0)];
        double[] heights = [.. points.Select(x => 1 + Math.Sin(x))];

        KnotSurface surface = KnotRidge.Fit(knots, [1.5], points, heights, 1e-3, 1);

        surface.At([3.3]).ShouldBe(1 + Math.Sin(3.3), 0.02);
        surface.At([100]).ShouldBe(surface.Level);
    }

    [Theory]
    [InlineData(1, 2.048e-6)]
    [InlineData(6, 2.048e-6 / 6)]
    public void ClockTicks_TimesOnTicks_AreSeen(int calls, double expected)
    {
        double[] seconds = [.. Enumerable.Range(1, 40).Select(index => (1 + (index % 8)) * 2.048e-6 / calls)];

        ClockTicks.Of(seconds)!.Value.ShouldBe(expected, 1e-12);
    }

    [Fact]
    public void ClockTicks_AnyTimes_AreNone() =>
        ClockTicks.Of([.. Enumerable.Range(1, 400).Select(index => 1e-6 + (index * 3.77e-8))]).ShouldBeNull();

    [Fact]
    public void KnotGrid_Shapes_AreOnTheGridAndNoMoreThanAskedFor()
    {
        IReadOnlyList<KernelShape> knots = KnotGrid.Of(KernelExamples.Products.Select(row => row.Shape), 50);

        knots.Count.ShouldBe(50);
        knots.ShouldAllBe(knot => KnotGrid.Snapped(knot) == knot);
        KnotGrid.Snapped(new GemmShape(1025, 6000, 300)).ShouldBe(new GemmShape(1025, 5792, 256));
    }

    [Fact]
    public void Fit_WattsThatAreLowAtSomeRows_AreAMode()
    {
        KernelMeasurement[] rows =
        [
            .. KernelExamples.Products.Select(row => ((GemmShape)row.Shape).M is 16 or 128 ? row with { Watts = 0.5 * row.Watts } : row),
        ];

        KernelModel model = new(KernelFitter.Fit(KernelExamples.Gpu, rows));

        model.Parts.Modes.Where(one => one.Value < -0.3).Select(one => one.Key).Order().ShouldBe([16, 128]);
        KernelEstimate estimate = model.Estimate(new GemmShape(128, 2048, 2048));
        estimate.Swings.ShouldBeTrue();
        estimate.MeteredWatts.ShouldBeLessThan(0.75 * estimate.Watts);
    }

    [Fact]
    public void Make_OfSets_HasErrorsIntervalsAndWarnings()
    {
        KernelProfile profile = KernelExamples.Profile;

        profile.Sheet.Rows.ShouldBe(KernelExamples.Products.Count);
        profile.Sheet.Errors.Single(one => one.Of == "time").Errors.Mean.ShouldBeLessThan(5);
        profile.Sheet.Errors.Single(one => one.Of == "time").Errors.Inside!.Value.ShouldBeInRange(89, 93);
        KernelProfileMaker.Make("card-2", KernelExamples.Gpu, KernelCampaign.Vllm, [.. KernelExamples.Products.Take(4)])
            .Sheet.Warnings.ShouldHaveSingleItem().ShouldContain("too few");
    }

    [Fact]
    public void Make_OfFewRowsWithAReference_MovesIt()
    {
        KernelGpu slower = KernelExamples.Gpu with { Name = "Slow", FlopsPerSecond = 0.5e15, BytesPerSecond = 2e12 };
        KernelMeasurement[] few =
        [
            .. KernelExamples.Products.Where((_, index) => index % 11 == 5)
                .Select(row => row with { Gpu = "Slow", Seconds = 2 * row.Seconds }),
        ];

        KernelProfile profile = KernelProfileMaker.Make("slow-1", slower, KernelCampaign.Vllm, few, KernelExamples.Profile);

        profile.Sheet.Warnings.ShouldContain(warning => warning.Contains("move the model of card-1", StringComparison.Ordinal));
        double seconds = 2 * KernelExamples.Measured(new GemmShape(1000, 3000, 3000)).Seconds;
        profile.Estimate(new GemmShape(1000, 3000, 3000), KernelTypes.BFloat16).Seconds.ShouldBe(seconds, 0.2 * seconds);
    }

    [Theory]
    [InlineData("NVIDIA H200", 132)]
    [InlineData("NVIDIA B200 SXM", 148)]
    public void GpuOf_NamesOfTables_AreKnown(string name, int multiprocessors) =>
        KernelCampaign.GpuOf(KernelExamples.Products[0] with { Gpu = name, LimitWatts = 555 })
            .ShouldBe(KernelCampaign.Gpus[name[..11]] with { Multiprocessors = multiprocessors, PowerLimitWatts = 555 });
}
