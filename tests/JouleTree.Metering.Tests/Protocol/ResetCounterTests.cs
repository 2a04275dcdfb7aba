using JouleTree.Metering.Meters.Rapl;
using JouleTree.Metering.Protocol;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Metering.Tests.Protocol;

public sealed class ResetCounterTests
{
    // A counter of constant power that wraps around and is reset at any time: power stays what it is, whatever is left out.
    [Fact]
    public void Run_CounterIsResetAtAnyTime_ConstantPowerStaysConstant() => Properties.ForSeeds(60, seed =>
    {
        const double watts = 100;
        const ulong range = 65_532_610_987;
        Random random = new(seed);
        ManualClock clock = new();
        ulong origin = (ulong)random.NextInt64((long)range);
        double resetAt = 20 * random.NextDouble();
        ulong Read(RaplZone zone)
        {
            double seconds = clock.GetElapsedTime(0).TotalSeconds;
            return seconds < resetAt
                ? (origin + (ulong)(1e6 * watts * seconds)) % (range + 1)
                : (ulong)(1e6 * watts * (seconds - resetAt));
        }

        using RaplMeter meter = new([new RaplZone("intel-rapl:0", "package-0", "", range)], clock, Read);
        // A task that takes longer from run to run: no round may stand in for another.
        double duration = 0.5;
        MeasuredTask task = new("a", () => clock.Work(duration *= 1.05));

        MeasurementResult result = new MeasurementProtocol(meter, clock.Machine())
            .Run([task], new MeasuringOptions { Rounds = 7, ResolutionMultiple = 10 });

        TaskResult only = result.Tasks.Single();
        (only.Joules!.Median / only.Seconds.Median).ShouldBe(watts, 1e-3);
        (only.Joules.High / only.Seconds.High).ShouldBe(watts, 1e-3);
        only.RoundsLeftOut.ShouldBeInRange(0, 1);
        (result.IdleWatts ?? watts).ShouldBe(watts, 1e-3);
    });
}
