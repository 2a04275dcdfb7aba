using JouleTree.Core.Layers.Models.Physics;
using Shouldly;
using Xunit;

namespace JouleTree.Core.Tests.Layers.Models.Physics;

public sealed class ResidualSpreadTests
{
    [Fact]
    public void Deviation_SmallLayersScatterMore_IsWiderForThem()
    {
        ResidualSpread spread = Of(energy => energy < 0 ? 0.3 : 0.05);

        spread.Deviation([0], -3).ShouldBe(0.3, 0.06);
        spread.Deviation([0], 3).ShouldBe(0.05, 0.02);
    }

    [Fact]
    public void IntervalFactor_NormalResiduals_CoversNineOfTen()
    {
        ResidualSpread spread = Of(_ => 0.1);

        // Of a normal distribution 90 % lie within 1.645 deviations.
        spread.IntervalFactor.ShouldBe(1.645, 0.15);
    }

    [Fact]
    public void Deviation_EnergiesAllEqual_IsThatOfThePoints() =>
        new ResidualSpread([0, 1, 2], [1, 1, 1], [0.1, -0.1, 0.1]).Deviation([1], 1).ShouldBe(0.1, 1e-12);

    private static ResidualSpread Of(Func<double, double> deviation)
    {
        Random random = new(4);
        double[] energies = [.. Enumerable.Range(0, 600).Select(_ => (8 * random.NextDouble()) - 4)];
        double[] residuals = [.. energies.Select(energy =>
            deviation(energy) * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()))];
        return new ResidualSpread(new double[600], energies, residuals);
    }
}
