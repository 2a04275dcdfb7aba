using JouleTree.Metering.Machines;
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
    private double _cpuSeconds;

    [Fact]
    public void Run_ConstantPower_GivesPowerTimesTime()
    {
        MeasurementResult result = Protocol(new SyntheticMeter(_clock, watts: 40)).Run([Task("a", 0.003), Task("b", 0.1)], new MeasuringOptions());

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
        MeasurementResult result = Protocol(new SyntheticMeter(_clock, watts: 1e-3, resolutionJoules: 1)).Run([Task("a", 0.01)], new MeasuringOptions());

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

        MeasurementResult result = Protocol(new SyntheticMeter(_clock, 40)).Run([.. Enumerable.Range(0, 5).Select(index => Task($"t{index}", 0.1))], options);

        result.Tasks.Count.ShouldBe(5);
    }

    [Fact]
    public void Run_OtherProgramsDisturb_RepeatsOnceUpToTheLimitAndCounts()
    {
        int run = 0;
        // From the fourth run on, half of each run's time goes to others.
        MeasuredTask task = new("a", () =>
        {
            _clock.Advance(0.1);
            _cpuSeconds += ++run > 4 ? 0.05 : 0.1;
        });

        MeasurementResult result = Protocol(new SyntheticMeter(_clock, 40)).Run([task], new MeasuringOptions { Rounds = 10, RedoLimit = 0.5 });

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
        string path = folder.Write("power.csv", string.Concat(Enumerable.Range(0, 60).Where(second => second is <= 3 or >= 30).Select(second => $"{1795305600 + second},40\n")));
        using PowerLogMeter meter = new(path, 0, _clock, TimeSpan.Zero);
        MeasurementProtocol protocol = new(
            meter, () => new MachineCounters(_cpuSeconds, null, null, null, null, null, null), _clock, time => _clock.Advance(time.TotalSeconds));

        MeasurementResult result = protocol.Run([Task("a", 0.5)], new MeasuringOptions { Rounds = 5, ResolutionMultiple = 1 });

        result.Tasks[0].Seconds.Median.ShouldBe(0.5, 1e-9);
        result.Tasks[0].EnergyTrouble!.ShouldContain("no power reading between");
        result.Interruption!.ShouldContain(path);
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
            Protocol(new SyntheticMeter(_clock, 40)).Run([task], new MeasuringOptions { Rounds = 1000 }, null, cancellation.Token));
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
        _clock.Advance(seconds);
        _cpuSeconds += seconds;
    });

    private MeasuredTask Noisy(string name, double seconds)
    {
        Random random = new(5);
        return new(name, () =>
        {
            double time = seconds * (0.5 + random.NextDouble());
            _clock.Advance(time);
            _cpuSeconds += time;
        });
    }

    private MeasurementProtocol Protocol(SyntheticMeter meter) => new(
        meter, () => new MachineCounters(_cpuSeconds, null, null, null, null, null, null), _clock, time => _clock.Advance(time.TotalSeconds));
}
