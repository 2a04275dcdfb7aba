using FsCheck;
using FsCheck.Fluent;
using JouleTree.Measurement.Protocol;
using JouleTree.Measurement.Protocol.Drift;
using Shouldly;
using Xunit;

namespace JouleTree.Measurement.Tests.Protocol.Drift;

public sealed class DriftEstimateTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    // Tables of Student's t, two-sided 90 % and 95 %.
    [Theory]
    [InlineData(0.9, 1, 6.3138)]
    [InlineData(0.9, 2, 2.9200)]
    [InlineData(0.9, 4, 2.1318)]
    [InlineData(0.9, 7, 1.8946)]
    [InlineData(0.9, 67, 1.6679)]
    [InlineData(0.95, 3, 3.1824)]
    [InlineData(0.95, 10, 2.2281)]
    public void TwoSided_KnownQuantiles_AreMet(double level, int degrees, double expected) =>
        StudentT.TwoSided(level, degrees).ShouldBe(expected, 1e-4);

    [Fact]
    public void Of_NoHistory_IsTheAssumptionAndSaysSo()
    {
        DriftEstimate drift = DriftEstimate.Of(Reading(1, 1), [], isVirtual: true, 0.9);

        drift.Readings.ShouldBe(0);
        drift.Seconds.ShouldBe(2.1318 * 0.15, 1e-5);
        drift.Basis.ShouldStartWith("assumed spread of 15 %");
        DriftEstimate.Of(Reading(1, 1), [], isVirtual: false, 0.9).Seconds.ShouldBe(2.1318 * 0.03, 1e-5);
        DriftEstimate.Of(Reading(1, 1), [], isVirtual: null, 0.9).Seconds.ShouldBe(drift.Seconds);
    }

    [Fact]
    public void Of_SteadyHistory_ShrinksTowardsNoDrift()
    {
        DriftReading[] steady = [.. Enumerable.Range(0, 40).Select(_ => Reading(1, 1))];

        DriftEstimate drift = DriftEstimate.Of(Reading(1, 1), steady, isVirtual: true, 0.9);

        // Four assumed readings of 15 % among 44.
        drift.Seconds.ShouldBe(StudentT.TwoSided(0.9, 44) * 0.15 * Math.Sqrt(4.0 / 44), 1e-9);
    }

    [Fact]
    public void Of_ReferenceThatChangesMost_Decides()
    {
        DriftReading[] history = [.. Enumerable.Range(0, 60).Select(index => Reading(1, index % 2 == 0 ? 1 : 1.2))];

        double seconds = DriftEstimate.Of(Reading(1, 1), history, isVirtual: true, 0.9).Seconds;

        // Two values 18 % apart have a standard deviation of half of that; the four assumed readings of 15 % add a little.
        seconds.ShouldBe(1.67 * Math.Log(1.2) / 2, 0.015);
    }

    [Fact]
    public void Of_OtherMachineMeterOrVersion_CountsNothing()
    {
        DriftReading current = Reading(1, 1);
        DriftReading[] others = [current with { Machine = "other" }, current with { Meter = "rapl" }, current with { Version = 0 }];

        DriftEstimate.Of(current, others, isVirtual: true, 0.9).Readings.ShouldBe(0);
    }

    [Fact]
    public void Of_RunsThatDriftAsAssumed_CoverTheLongRunValue()
    {
        // The promise of the interval, checked by simulation: a value of 1, runs that drift by 15 %, a history of ten runs.
        Random random = new(7);
        int covered = 0;
        const int trials = 4000;
        for (int trial = 0; trial < trials; trial++)
        {
            double now = Math.Exp(0.15 * Normal(random));
            DriftReading[] history = [.. Enumerable.Range(0, 10).Select(_ => Reading(Math.Exp(0.15 * Normal(random)), 1))];
            DriftEstimate drift = DriftEstimate.Of(Reading(now, 1), history, isVirtual: true, 0.9);
            Estimate wide = DriftEstimate.Widen(new Estimate(now, now, now, 0.9, 0, 10), drift.Seconds);
            covered += wide.Low <= 1 && 1 <= wide.High ? 1 : 0;
        }

        ((double)covered / trials).ShouldBeInRange(0.88, 0.94);
    }

    [Fact]
    public void Widen_AnyEstimate_ContainsBothParts()
    {
        Gen<Estimate> estimates =
            from low in Gen.Choose(1, 1000)
            from middle in Gen.Choose(0, 1000)
            from high in Gen.Choose(0, 1000)
            select new Estimate(low + middle, low, low + middle + high, 0.9, null, 5);
        Gen<double> widths = Gen.Choose(0, 50).Select(percent => percent / 100.0);
        Check.One(Config.QuickThrowOnFailure.WithReplay(2, 3), Prop.ForAll(estimates.ToArbitrary(), widths.ToArbitrary(), (estimate, width) =>
        {
            Estimate wide = DriftEstimate.Widen(estimate, width);
            return wide.Median == estimate.Median
                && wide.Low <= estimate.Low * (1 + 1e-12) && wide.High >= estimate.High * (1 - 1e-12)
                && wide.High >= estimate.Median * Math.Exp(width) * (1 - 1e-12);
        }));
    }

    [Fact]
    public void Widen_SingleRound_StaysWithoutAnInterval()
    {
        Estimate single = Estimate.Of([3.0]);

        DriftEstimate.Widen(single, 0.2).ShouldBe(single);
    }

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private static DriftReading Reading(double compute, double memory) => new(
        Noon, "processor, 2 cores", "cpu-model", ReferenceWork.Version,
        new Dictionary<string, double> { ["compute"] = compute, ["memory"] = memory },
        new Dictionary<string, double> { ["compute"] = compute, ["memory"] = memory });
}
