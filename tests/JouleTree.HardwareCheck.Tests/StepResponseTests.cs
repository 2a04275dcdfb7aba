using Shouldly;
using Xunit;

namespace JouleTree.HardwareCheck.Tests;

public sealed class StepResponseTests
{
    // 10 W until second 2, 100 W until 6, read every 5 ms.
    private static double Joules(double seconds) =>
        (10 * Math.Min(seconds, 2)) + (100 * Math.Clamp(seconds - 2, 0, 4)) + (10 * Math.Max(0, seconds - 6));

    [Fact]
    public void Of_MeterThatFollowsAtOnce_ShowsTheStep()
    {
        StepResponse response = StepResponse.Of(Trace(Joules), 2, 6);

        response.RefreshSeconds!.Value.ShouldBe(0.005, 1e-6);
        response.IdleWatts!.Value.ShouldBe(10, 1e-6);
        response.LoadWatts!.Value.ShouldBe(100, 1e-6);
        response.HalfSeconds!.Value.ShouldBeLessThanOrEqualTo(0.0051);
    }

    [Theory]
    [InlineData(0.02)]
    [InlineData(0.1)]
    public void Of_CounterThatIsRefreshedSeldom_SaysHowSeldom(double period)
    {
        StepResponse response = StepResponse.Of(Trace(seconds => Joules(Math.Floor((seconds / period) + 1e-9) * period)), 2, 6);

        response.RefreshSeconds!.Value.ShouldBe(period, 1e-6);
        response.LoadWatts!.Value.ShouldBe(100, 5);
        response.NineTenthsSeconds!.Value.ShouldBeInRange(0, 2 * period);
    }

    // What the meter shows is what was half a second ago.
    [Fact]
    public void Of_MeterThatLags_SaysByHowMuch() =>
        StepResponse.Of(Trace(seconds => Joules(seconds - 0.5)), 2, 6).HalfSeconds!.Value.ShouldBe(0.5, 0.011);

    [Fact]
    public void Of_MeterThatDoesNotRise_HasNoResponse()
    {
        StepResponse response = StepResponse.Of(Trace(seconds => 42 * seconds), 2, 6);

        response.LoadWatts!.Value.ShouldBe(42, 1e-6);
        response.HalfSeconds.ShouldBeNull();
    }

    [Fact]
    public void Of_MeterThatTellsNothing_IsNotKnown() =>
        StepResponse.Of([], 2, 6).ShouldBe(new StepResponse(null, null, null, null, null));

    private static List<(double, double)> Trace(Func<double, double> joules) =>
        [.. Enumerable.Range(0, 1600).Select(index => (index * 0.005, joules(index * 0.005)))];
}
