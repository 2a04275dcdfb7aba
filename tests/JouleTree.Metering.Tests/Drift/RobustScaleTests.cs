using FsCheck;
using FsCheck.Fluent;
using JouleTree.Metering.Drift;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Metering.Tests.Drift;

public sealed class RobustScaleTests
{
    private static readonly Gen<double[]> Values = Gen.Choose(2, 30)
        .SelectMany(count => Gen.Choose(-1000, 1000).Select(value => value / 1000.0).ArrayOf(count));

    [Fact]
    public void Variance_FewValues_SolvesTheEquation()
    {
        RobustScale.Variance([], 0.04, 4).ShouldBe(0.04);
        RobustScale.Variance([3], 0.04, 4).ShouldBe(0.04);
        // Nothing is bounded: (4 · 0.04 + 2 · 0.1²/0.7785)/5.
        RobustScale.Variance([0, 0.2], 0.04, 4).ShouldBe((0.16 + (0.02 / 0.7784652)) / 5, 1e-9);
        // One of four is: s²·(4 + 3) = 4 · 0.04 + 2.25/0.7785·s².
        RobustScale.Variance([0, 0, 0, 50], 0.04, 4).ShouldBe(0.16 / (7 - (2.25 / 0.7784652)), 1e-9);
    }

    [Theory]
    [InlineData(30)]
    [InlineData(200)]
    public void Variance_ManyNormalValues_IsTheirs(int count)
    {
        Random random = new(5);
        double mean = Enumerable.Range(0, 2000).Average(_ =>
            RobustScale.Variance([.. Enumerable.Range(0, count).Select(_ => 3 * Simulated.Normal(random))], 9, 4));

        mean.ShouldBe(9, 0.05 * 9);
    }

    [Fact]
    public void Variance_QuarterOfWildValues_StaysBounded() =>
        Check.One(Config.QuickThrowOnFailure.WithReplay(4, 5), Prop.ForAll(Values.ToArbitrary(), clean =>
        {
            double[] spoilt = [.. clean];
            for (int index = 0; index < clean.Length / 4; index++)
                spoilt[index] = Math.Pow(10, 6 + index);
            // The others lie within 2 of their median, wherever that has moved to.
            return RobustScale.Variance(spoilt, 0.04, 4) < 40;
        }));

    [Fact]
    public void Variance_LargerDistances_NeverFalls() =>
        Check.One(Config.QuickThrowOnFailure.WithReplay(6, 7),
            Prop.ForAll(Values.ToArbitrary(), Gen.Choose(100, 500).ToArbitrary(), (values, percent) =>
            RobustScale.Variance([.. values.Select(value => 5 - (value * percent / 100))], 0.04, 4) >= RobustScale.Variance(values, 0.04,
                4) * (1 - 1e-9)));

    [Fact]
    public void Variance_TwoHeaps_HasNoJumpWhenOneOutgrowsTheOther()
    {
        // A machine with two states 55 % apart.
        double[] even = [0, 0, 0.55, 0.55];
        double[] uneven = [0, 0, 0.55, 0.55, 0.55];

        (RobustScale.Variance(even, 0.0225, 4) / RobustScale.Variance(uneven, 0.0225, 4)).ShouldBeInRange(0.5, 2);
    }
}
