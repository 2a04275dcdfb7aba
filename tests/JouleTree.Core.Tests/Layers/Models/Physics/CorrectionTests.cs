using JouleTree.Core.Layers.Models.Physics;
using Shouldly;
using Xunit;

namespace JouleTree.Core.Tests.Layers.Models.Physics;

public sealed class CorrectionTests
{
    // Two points that see nothing of each other: the kernel matrix is 1 on its diagonal, so that a ridge of 1 halves what the mean leaves.
    [Fact]
    public void Kernel_TwoFarPoints_IsTheMeanAndAShareOfTheRest()
    {
        KernelCorrection correction = KernelCorrection.Fit([0, 100], [0.1, 0.5], dimensions: 1, lengthScale: 1, ridge: 1);

        correction.Factor([0]).ShouldBe(Math.Exp(0.3 - 0.1), 1e-12);
        correction.Factor([100]).ShouldBe(Math.Exp(0.3 + 0.1), 1e-12);
        correction.Factor([50]).ShouldBe(Math.Exp(0.3), 1e-12);
    }

    [Fact]
    public void Median_TwoModes_TakesOneOfThemAndNotTheirMean()
    {
        double[] points = [.. Enumerable.Range(0, 20).Select(index => index / 20.0)];
        double[] ratios = [.. Enumerable.Range(0, 20).Select(index => index % 2 == 0 ? 1.0 : 3.0)];

        new MedianCorrection(points, ratios, 1).Factor([0.5]).ShouldBe(1);
    }

    [Fact]
    public void Product_ByHand_TakesACoordinateEach()
    {
        ProductCorrection correction = new(new StepCorrection([5], [2, 4]), new MedianCorrection([0, 10], [3, 5], 0.1));

        correction.Factor([1, 0]).ShouldBe(6);
        correction.Factor([9, 0]).ShouldBe(12);
        correction.Factor([1, 10]).ShouldBe(10);
    }
}
