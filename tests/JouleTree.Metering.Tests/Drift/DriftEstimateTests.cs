using FsCheck;
using FsCheck.Fluent;
using JouleTree.Core.Statistics;
using JouleTree.Metering.Drift;
using JouleTree.Metering.Protocol;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Metering.Tests.Drift;

public sealed class DriftEstimateTests
{
    private static readonly DriftShares Compute = new(1, 0, 0, 1);
    private static readonly DriftShares Memory = new(0, 1, 0, 1);
    private static readonly DriftShares Small = DriftShares.Unknown;

    [Fact]
    public void Of_NoHistory_IsTheAssumptionAndSaysSo()
    {
        DriftEstimate drift = Of([]);

        drift.Readings.ShouldBe(0);
        foreach (DriftShares shares in (DriftShares[])[Compute, Memory, Small, new(0.5, 0.2, 0.3, 0.1)])
            drift.Seconds(shares).ShouldBe(2.1318 * 0.15, 1e-5);
        drift.Basis.ShouldStartWith("assumed spread of 15 %");
        DriftEstimate.Of(Simulated.Reading(1, 1, 1), [], isVirtual: false, 0.9).Seconds(Compute).ShouldBe(2.1318 * 0.03, 1e-5);
        DriftEstimate.Of(Simulated.Reading(1, 1, 1), [], isVirtual: null, 0.9).Seconds(Compute).ShouldBe(drift.Seconds(Compute));
    }

    [Fact]
    public void Of_SteadyHistory_ShrinksTowardsNoDrift()
    {
        DriftEstimate drift = Of([.. Enumerable.Range(0, 40).Select(_ => Simulated.Reading(1, 1, 1))]);

        // Four assumed readings of 15 % among 44.
        drift.Seconds(Compute).ShouldBe(TwoSidedQuantiles.Student(44, 0.9) * 0.15 * Math.Sqrt(4.0 / 44), 1e-9);
    }

    [Fact]
    public void Of_ReferencesThatChangeUnlike_GiveEachKindItsOwnWidth()
    {
        DriftEstimate drift = Of(Simulated.Readings(new Random(3), 40, common: 0, compute: 0.04, memory: 0.1, small: 0.3));

        drift.Seconds(Compute).ShouldBeLessThan(drift.Seconds(Memory));
        drift.Seconds(Memory).ShouldBeLessThan(drift.Seconds(Small));
        drift.Seconds(new DriftShares(0.9, 0, 0.1, 1)).ShouldBeInRange(drift.Seconds(Compute) * 0.9, 0.5 * drift.Seconds(Small));
        drift.Seconds(Small).ShouldBe(1.68 * 0.3, 0.12);
    }

    [Fact]
    public void Of_MinorityOfWildReadings_GivesASaneWidth()
    {
        DriftReading[] steady = Simulated.Readings(new Random(4), 12, common: 0.08, compute: 0, memory: 0, small: 0);
        // From runs beside heavy load: three to twelve times as slow.
        DriftReading[] wild = [Simulated.Reading(3.6, 3.3, 4), Simulated.Reading(8.9, 11.8, 9), Simulated.Reading(3, 3.3, 3.2),
            Simulated.Reading(2.3, 3.7, 12)];

        foreach (DriftShares shares in (DriftShares[])[Compute, Memory, Small])
            Of([.. steady, .. wild]).Seconds(shares).ShouldBeInRange(Of(steady).Seconds(shares), 2 * Of(steady).Seconds(shares));
    }

    [Fact]
    public void Of_HistoryWithoutAnySteadiness_GivesNoInterval()
    {
        // Most readings are wild, as in a history of before disturbed runs were told apart.
        double[] factors = [3.59, 8.87, 2.96, 2.34, 1];
        DriftEstimate drift = Of([.. factors.Select(factor => Simulated.Reading(factor, factor, factor))]);

        drift.Seconds(Compute).ShouldBeGreaterThan(DriftEstimate.MeaninglessHalfWidth);
        DriftEstimate.Widen(new MedianEstimate(1, 0.99, 1.01, 0.9, 0, 10), drift.Seconds(Compute)).ShouldBeNull();
    }

    [Fact]
    public void Of_OtherMachineMeterVersionOrVectors_CountsNothing()
    {
        DriftReading current = Simulated.Reading(1, 1, 1);
        DriftReading[] others = [current with { Machine = "other" }, current with { Meter = "rapl" },
            current with { Version = ReferenceWork.Version - 1 }, current with { VectorBits = current.VectorBits / 2 }];

        DriftEstimate.Of(current, others, isVirtual: true, 0.9).Readings.ShouldBe(0);
    }

    [Fact]
    public void Of_DisturbedRun_DoesNotCountItself()
    {
        DriftReading[] steady = [.. Enumerable.Range(0, 3).Select(_ => Simulated.Reading(1, 1, 1))];
        DriftReading slow = Simulated.Reading(5, 5, 5);

        DriftEstimate drift = DriftEstimate.Of(slow, steady, isVirtual: true, 0.9, isCurrentKept: false);

        drift.Seconds(Compute).ShouldBeLessThan(Of([]).Seconds(Compute));
        drift.UnusualFactor!.Value.ShouldBe(5, 1e-9);
        Of(steady).UnusualFactor.ShouldBeNull();
        DriftEstimate.Of(slow, steady[..2], isVirtual: true, 0.9, isCurrentKept: false).UnusualFactor.ShouldBeNull();
    }

    [Fact]
    public void Of_CommonSpeedOfTheMachine_DoesNotAverageOutOverParts()
    {
        DriftShares sum = Compute with { Concentration = 0.1 };
        DriftEstimate alike = Of(Simulated.Readings(new Random(8), 50, common: 0.2, compute: 0, memory: 0, small: 0));
        DriftEstimate unlike = Of(Simulated.Readings(new Random(8), 50, common: 0, compute: 0.2, memory: 0.2, small: 0.2));

        alike.Agreement.Seconds.ShouldBeGreaterThan(0.95);
        alike.Seconds(sum).ShouldBeGreaterThan(0.95 * alike.Seconds(Compute));
        unlike.Agreement.Seconds.ShouldBeLessThan(0.35);
        unlike.Seconds(sum).ShouldBeLessThan(0.65 * unlike.Seconds(Compute));
    }

    [Fact]
    public void Seconds_LargerChangesOrFewerParts_AreNeverNarrower()
    {
        Gen<(int Seed, int Count, int Stretch, int First, int Second)> cases =
            from seed in Gen.Choose(0, 10000)
            from count in Gen.Choose(1, 30)
            from stretch in Gen.Choose(100, 400)
            from first in Gen.Choose(1, 100)
            from second in Gen.Choose(1, 100)
            select (seed, count, stretch, first, second);
        Check.One(Config.QuickThrowOnFailure.WithReplay(8, 9), Prop.ForAll(cases.ToArbitrary(), value =>
        {
            DriftReading[] history = Simulated.Readings(new Random(value.Seed), value.Count, 0.1, 0.05, 0.1, 0.2);
            DriftReading[] stretched = [.. history.Select(reading => Power(reading, value.Stretch / 100.0))];
            bool wider = ((DriftShares[])[Compute, Memory, Small])
                .All(shares => Of(stretched).Seconds(shares) >= Of(history).Seconds(shares) - 1e-12);
            (int few, int many) = (Math.Max(value.First, value.Second), Math.Min(value.First, value.Second));
            return wider && Of(history).Seconds(Small with { Concentration = few / 100.0 }) >= Of(history)
                .Seconds(Small with { Concentration = many / 100.0 }) - 1e-12;
        }));
    }

    [Fact]
    public void Of_RunsThatDriftAsAssumed_CoverTheLongRunValue()
    {
        // The promise of the interval, checked by simulation: a value of 1, runs that drift by 15 %, a history of ten runs.
        Random random = new(7);
        int covered = 0;
        const int trials = 1500;
        for (int trial = 0; trial < trials; trial++)
        {
            DriftReading[] readings = Simulated.Readings(random, 11, 0.1, 0.1118, 0.1118, 0.1118);
            double now = readings[10].Seconds[ReferenceWork.Compute];
            MedianEstimate wide = DriftEstimate.Widen(new MedianEstimate(now, now, now, 0.9, 0, 10),
                DriftEstimate.Of(readings[10], readings[..10], isVirtual: true, 0.9).Seconds(Compute))!;
            covered += wide.Low <= 1 && 1 <= wide.High ? 1 : 0;
        }

        ((double)covered / trials).ShouldBeInRange(0.88, 0.94);
    }

    [Fact]
    public void Widen_AnyEstimate_ContainsBothParts()
    {
        Gen<MedianEstimate> estimates =
            from low in Gen.Choose(1, 1000)
            from middle in Gen.Choose(0, 1000)
            from high in Gen.Choose(0, 1000)
            select new MedianEstimate(low + middle, low, low + middle + high, 0.9, null, 5);
        Gen<double> widths = Gen.Choose(0, 69).Select(percent => percent / 100.0);
        Check.One(Config.QuickThrowOnFailure.WithReplay(2, 3),
            Prop.ForAll(estimates.ToArbitrary(), widths.ToArbitrary(), (estimate, width) =>
        {
            MedianEstimate wide = DriftEstimate.Widen(estimate, width)!;
            return wide.Median == estimate.Median
                && wide.Low <= estimate.Low * (1 + 1e-12) && wide.High >= estimate.High * (1 - 1e-12)
                && wide.High >= estimate.Median * Math.Exp(width) * (1 - 1e-12);
        }));
    }

    [Fact]
    public void Widen_SingleRound_StaysWithoutAnInterval()
    {
        MedianEstimate single = MedianEstimate.Of([3.0]);

        DriftEstimate.Widen(single, 0.2).ShouldBe(single);
    }

    private static DriftEstimate Of(IReadOnlyList<DriftReading> history) =>
        DriftEstimate.Of(Simulated.Reading(1, 1, 1), history, isVirtual: true, 0.9);

    private static DriftReading Power(DriftReading reading, double exponent) => Simulated.Reading(
        Math.Pow(reading.Seconds[ReferenceWork.Compute], exponent),
        Math.Pow(reading.Seconds[ReferenceWork.Memory], exponent),
        Math.Pow(reading.Seconds[ReferenceWork.Small], exponent));
}
