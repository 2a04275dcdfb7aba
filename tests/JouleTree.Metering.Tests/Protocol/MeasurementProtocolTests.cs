using JouleTree.Core.Errors;
using JouleTree.Metering.Meters;
using JouleTree.Metering.Meters.PowerLog;
using JouleTree.Metering.Protocol;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Metering.Tests.Protocol;

public sealed class MeasurementProtocolTests
{
    private readonly ManualClock _clock = new();
    private readonly List<string> _order = [];

    [Fact]
    public void Run_TaskThatFailsInItsThirdRound_KeepsWhatWasMeasuredAndSaysWhy()
    {
        int runs = 0;
        MeasuredTask lost = new("lost", () =>
        {
            _clock.Work(0.1);
            if (++runs > 12)
                throw new InputException("the device is lost");
        });
        List<int> kept = [];

        MeasurementResult result = Protocol(new SyntheticMeter(_clock, 40)).Run(
            [lost], new MeasuringOptions { Rounds = 1000 }, kept: soFar => kept.Add(soFar.Intervals));

        result.Interruption.ShouldBe("the device is lost");
        result.Tasks.Single().Seconds.Median.ShouldBe(0.1, 1e-9);
        kept.Count.ShouldBeGreaterThan(0);
        kept.ShouldBeInOrder();
    }

    [Fact]
    public void Run_TaskThatFailsAtOnce_Throws() => Should.Throw<InputException>(() =>
        Protocol(new SyntheticMeter(_clock, 40)).Run([new MeasuredTask("lost", () => throw new InputException("no device"))],
            new MeasuringOptions()));

    [Fact]
    public void Run_ConstantPower_GivesPowerTimesTime()
    {
        MeasurementResult result = Protocol(new SyntheticMeter(_clock, watts: 40))
            .Run([Task("a", 0.003), Task("b", 0.1)], new MeasuringOptions());

        result.Tasks[0].Seconds.Median.ShouldBe(0.003, 1e-9);
        result.Tasks[0].Joules!.Median.ShouldBe(0.12, 1e-6);
        result.Tasks[1].Joules!.Median.ShouldBe(4, 1e-6);
        result.IdleWatts!.Value.ShouldBe(40, 1e-4);
        result.Intervals.ShouldBe(20);
        result.DisturbedIntervals.ShouldBe(0);
    }

    [Fact]
    public void Run_ShortTask_IsRepeatedToFillTheInterval()
    {
        MeasurementResult result = Protocol(new SyntheticMeter(_clock, 40)).Run([Task("a", 0.0001)], new MeasuringOptions());

        result.Tasks[0].RunsPerInterval.ShouldBe(200);
    }

    [Fact]
    public void Run_BelowTheMetersResolution_IsReportedAsThatAndNotAsZero()
    {
        MeasurementResult result = Protocol(new SyntheticMeter(_clock, watts: 1e-3, resolutionJoules: 1))
            .Run([Task("a", 0.01)], new MeasuringOptions());

        result.Tasks[0].Joules.ShouldBeNull();
        result.Tasks[0].EnergyTrouble!.ShouldContain("below the meter's resolution");
        result.Tasks[0].Seconds.Median.ShouldBe(0.01, 1e-9);
    }

    [Fact]
    public void Run_Rounds_InterleaveTasksInSeededOrder()
    {
        MeasuringOptions options = new() { WarmUpRuns = 0, WindowSeconds = 0.05, Seed = 3 };
        string[] first = OrderOfRounds(options);
        string[] again = OrderOfRounds(options);
        string[] other = OrderOfRounds(options with { Seed = 4 });

        again.ShouldBe(first);
        other.ShouldNotBe(first);
        // Each round has every task once; the orders differ between rounds.
        string[] rounds = [.. first.Chunk(3).Select(round => string.Concat(round))];
        rounds.ShouldAllBe(round => string.Concat(round.Order()) == "abc");
        rounds.Distinct().Count().ShouldBeGreaterThan(1);
    }

    [Fact]
    public void Run_Budget_IsKept()
    {
        MeasuringOptions options = new() { Budget = TimeSpan.FromSeconds(20) };

        MeasurementResult result = Protocol(new SyntheticMeter(_clock, 40)).Run([Task("a", 0.5), Noisy("b", 0.3)], options);

        _clock.GetElapsedTime(0).TotalSeconds.ShouldBeInRange(17, 21);
        // What does not vary is done after the least number of rounds; the time goes to what is uncertain.
        result.Tasks[0].Seconds.Rounds.ShouldBe(5);
        result.Tasks[1].Seconds.Rounds.ShouldBeGreaterThan(8);
    }

    [Fact]
    public void Run_BudgetTooSmallForAllRounds_StillGivesAResultForEveryTask()
    {
        MeasuringOptions options = new() { Budget = TimeSpan.FromSeconds(3) };

        MeasurementResult result = Protocol(new SyntheticMeter(_clock, 40))
            .Run([.. Enumerable.Range(0, 5).Select(index => Task($"t{index}", 0.1))], options);

        result.Tasks.Count.ShouldBe(5);
    }

    [Fact]
    public void Run_OtherProgramsDisturb_RepeatsOnceUpToTheLimitAndCounts()
    {
        int run = 0;
        // From the fourth run on, half of each run's time goes to others.
        MeasuredTask task = new("a", () =>
        {
            _clock.Work(0.05);
            if (++run > 4)
                _clock.Advance(0.05);
            else
                _clock.Work(0.05);
        });

        MeasurementResult result = Protocol(new SyntheticMeter(_clock, 40))
            .Run([task], new MeasuringOptions { Rounds = 10, RedoLimit = 0.5 });

        result.RedoneIntervals.ShouldBe(5);
        result.DisturbedIntervals.ShouldBe(10);
        result.Disturbances["waiting for a core"].ShouldBe(15);
        result.Tasks[0].DisturbedRounds.ShouldBe(10);
    }

    [Fact]
    public void Run_MeterDisappearsMidway_KeepsWhatWasMeasured()
    {
        SyntheticMeter meter = new(_clock, 40) { LostAfter = 20 };

        MeasurementResult result = Protocol(meter).Run([Task("a", 0.1)], new MeasuringOptions { Rounds = 50 });

        result.Interruption.ShouldBe("meter synthetic: unplugged");
        result.Tasks[0].Joules!.Median.ShouldBe(4, 1e-4);
        result.Tasks[0].Seconds.Rounds.ShouldBeInRange(5, 12);
    }

    [Fact]
    public void Run_PowerLogWithAGap_KeepsTimesAndSaysWhatIsWrong()
    {
        using TemporaryFolder folder = new();
        // One reading a second, none between the 3rd and the 30th.
        string path = folder.Write(
            "power.csv", string.Concat(Enumerable.Range(0, 60).Where(second => second is <= 3 or >= 30)
            .Select(second => $"{1795305600 + second},40\n")));
        using PowerLogMeter meter = new(path, 0, _clock.Machine(), TimeSpan.Zero);

        MeasurementResult result = Protocol(meter).Run([Task("a", 0.5)], new MeasuringOptions { Rounds = 5, ResolutionMultiple = 1 });

        result.Tasks[0].Seconds.Median.ShouldBe(0.5, 1e-9);
        result.Tasks[0].EnergyTrouble!.ShouldContain("no power reading between");
        result.Interruption!.ShouldContain(path);
    }

    [Fact]
    public void Run_PowerLogWithAnyReadingsMissing_ConstantPowerStaysConstant() => Properties.ForSeeds(60, seed =>
    {
        Random random = new(seed);
        (int from, int to) gap = (random.Next(-200, 600), random.Next(0, 400));
        using TemporaryFolder folder = new();
        ManualClock clock = new();
        // Ten readings a second of 100 W, some left out here and there and some in one gap.
        string log = string.Concat(Enumerable.Range(-50, 3000)
            .Where(tenth => tenth is -50 or 2949 || ((tenth < gap.from || tenth >= gap.from + gap.to) && random.NextDouble() > 0.1))
            .Select(tenth => FormattableString.Invariant($"{1795305600 + (0.1 * tenth):0.0},100\n")));
        using PowerLogMeter meter = new(folder.Write("power.csv", log), 0, clock.Machine(), TimeSpan.Zero);
        // A task that takes longer from run to run: no round may stand in for another.
        double seconds = 0.05;
        MeasuredTask task = new("a", () => clock.Work(seconds *= 1.01));

        MeasurementResult result = new MeasurementProtocol(meter, clock.Machine())
            .Run([task], new MeasuringOptions { Rounds = 7, ResolutionMultiple = 10 });

        TaskResult only = result.Tasks.Single();
        (only.Seconds.Rounds + only.RoundsLeftOut).ShouldBe(7);
        (result.IdleWatts ?? 100).ShouldBe(100, 1e-3);
        if (only.Joules is { } joules)
        {
            joules.Rounds.ShouldBe(only.Seconds.Rounds);
            (joules.Median / only.Seconds.Median).ShouldBe(100, 1e-3);
            (joules.High / only.Seconds.High).ShouldBe(100, 1e-3);
        }
        else
        {
            only.EnergyTrouble.ShouldNotBeNull();
        }
    });

    [Fact]
    public void Run_PowerLogWithAGapInSomeRounds_LeavesThoseRoundsOut()
    {
        using TemporaryFolder folder = new();
        string path = folder.Write(
            "power.csv", string.Concat(Enumerable.Range(0, 120).Where(second => second is <= 20 or >= 40)
            .Select(second => $"{1795305600 + second},100\n")));
        using PowerLogMeter meter = new(path, 0, _clock.Machine(), TimeSpan.Zero);
        // Twice as slow around the gap: the times of most rounds do not go with the energies of the others.
        MeasuredTask task = new("a", () => _clock.Work(_clock.GetElapsedTime(0).TotalSeconds is >= 12 and < 42 ? 4 : 2));

        TaskResult result = Protocol(meter).Run([task], new MeasuringOptions { Rounds = 7, ResolutionMultiple = 1, IdleSeconds = 0 })
            .Tasks.Single();

        result.Seconds.Median.ShouldBe(2, 1e-6);
        (result.Joules!.Median / result.Seconds.Median).ShouldBe(100, 1e-4);
        result.RoundsLeftOut.ShouldBe(3);
        result.Seconds.Rounds.ShouldBe(4);
    }

    [Fact]
    public void Run_Cancelled_Stops()
    {
        using CancellationTokenSource cancellation = new();
        MeasuredTask task = new("a", () =>
        {
            _clock.Advance(0.1);
            if (_clock.GetElapsedTime(0).TotalSeconds > 2)
                cancellation.Cancel();
        });

        Should.Throw<OperationCanceledException>(() =>
            Protocol(new SyntheticMeter(_clock, 40)).Run(
                [task], new MeasuringOptions { Rounds = 1000 }, cancellation: cancellation.Token));
        _clock.GetElapsedTime(0).TotalSeconds.ShouldBeLessThan(4);
    }

    private string[] OrderOfRounds(MeasuringOptions options)
    {
        _order.Clear();
        Protocol(new SyntheticMeter(_clock, 40)).Run([Task("a", 0.1), Task("b", 0.1), Task("c", 0.1)], options);
        // Three pilots, then in each interval one run to warm the caches and one that is measured.
        return [.. _order.Skip(3).Where((_, index) => index % 2 == 0)];
    }

    private MeasuredTask Task(string name, double seconds) => new(name, () =>
    {
        _order.Add(name);
        _clock.Work(seconds);
    });

    private MeasuredTask Noisy(string name, double seconds)
    {
        Random random = new(5);
        return new(name, () =>
        {
            double time = seconds * (0.5 + random.NextDouble());
            _clock.Work(time);
        });
    }

    private MeasurementProtocol Protocol(IEnergyMeter meter) => new(meter, _clock.Machine());
}
