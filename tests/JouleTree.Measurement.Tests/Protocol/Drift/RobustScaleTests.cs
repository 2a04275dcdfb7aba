using FsCheck;
using FsCheck.Fluent;
using JouleTree.Measurement.Protocol.Drift;
using Shouldly;
using Xunit;

namespace JouleTree.Measurement.Tests.Protocol.Drift;

public sealed class RobustScaleTests
{
    [Fact]
    public void Of_FewValues_IsTheDefinition()
    {
        RobustScale.Of([]).ShouldBe(0);
        RobustScale.Of([3]).ShouldBe(0);
        RobustScale.Of([1, 3]).ShouldBe(2.2219 * 0.399 * 2, 1e-12);
        // Distances of 1, 2, 3, 4, 10 in order: 1, 1, 1, 2, 2, 3, 6, 7, 8, 9; h = 3 takes the third.
        RobustScale.Of([4, 1, 10, 3, 2]).ShouldBe(2.2219 * 0.844 * 1, 1e-12);
        // 0, 1, 3, 7, 12, 20, 30, 44, 65, 80: h = 6 takes the fifteenth of 45 distances, 15.
        RobustScale.Of([0, 1, 3, 7, 12, 20, 30, 44, 65, 80]).ShouldBe(2.2219 * 10 / 13.8 * 15, 1e-12);
    }

    [Theory]
    [InlineData(2, 0.02)]
    [InlineData(5, 0.02)]
    [InlineData(8, 0.02)]
    [InlineData(13, 0.02)]
    [InlineData(40, 0.02)]
    public void Of_NormalValues_IsTheirStandardDeviation(int count, double tolerance)
    {
        Random random = new(5);
        double mean = Enumerable.Range(0, 20000).Average(_ => RobustScale.Of([.. Enumerable.Range(0, count).Select(_ => 3 * Simulated.Normal(random))]));

        mean.ShouldBe(3, 3 * tolerance);
    }

    [Fact]
    public void Of_MinorityOfWildValues_StaysWithinTheOthersRange()
    {
        Gen<double[]> values = Gen.Choose(3, 30).SelectMany(count => Gen.Choose(-1000, 1000).Select(value => value / 1000.0).ArrayOf(count));
        Check.One(Config.QuickThrowOnFailure.WithReplay(4, 5), Prop.ForAll(values.ToArbitrary(), clean =>
        {
            int wild = (clean.Length - 1) / 2;
            double[] spoilt = [.. clean];
            for (int index = 0; index < wild; index++)
                spoilt[index] = Math.Pow(10, 6 + index);
            double range = clean[wild..].Max() - clean[wild..].Min();
            return RobustScale.Of(spoilt) <= 2.2219 * range + 1e-12;
        }));
    }

    [Fact]
    public void Of_ShiftAndScale_FollowsTheScaleAlone()
    {
        Gen<double[]> values = Gen.Choose(2, 20).SelectMany(count => Gen.Choose(-1000, 1000).Select(value => value / 100.0).ArrayOf(count));
        Check.One(Config.QuickThrowOnFailure.WithReplay(6, 7), Prop.ForAll(values.ToArbitrary(), original =>
            Math.Abs(RobustScale.Of([.. original.Select(value => 5 - (2.5 * value))]) - (2.5 * RobustScale.Of(original))) < 1e-9));
    }
}
