using JouleTree.Core.Trees.Details;
using JouleTree.Metering.Meters;
using JouleTree.Metering.Protocol;
using Shouldly;
using Xunit;

namespace JouleTree.Metering.Tests.Protocol;

public sealed class IntervalLengthTests
{
    private static readonly MeasuringOptions Options = new() { WindowSeconds = 0.02, ResolutionMultiple = 50 };

    [Theory]
    [InlineData(1e-3, 1e-6, 20)] // The clock decides: 20 ms.
    [InlineData(1e-3, 1e-3, 50)] // The meter's updates decide: 50 ms.
    [InlineData(0.5, 1e-3, 1)]   // One run is long enough.
    public void RunsPerInterval_TimeOfARun_FillsTheInterval(double seconds, double update, int runs) =>
        IntervalLength.RunsPerInterval(seconds, null, Meter(1e-9, update), Options).ShouldBe(runs);

    [Fact]
    public void RunsPerInterval_CoarseResolution_RepeatsUntilItIsSeen() =>
        IntervalLength.RunsPerInterval(1e-3, 1e-3, Meter(2e-3, 1e-6), Options).ShouldBe(100);

    [Fact]
    public void RunsPerInterval_NoTimeAtAll_IsBounded() =>
        IntervalLength.RunsPerInterval(0, null, Meter(1e-9, 1e-6), Options).ShouldBe(IntervalLength.MaximumRuns);

    private static MeterDescription Meter(double resolution, double update) => new()
    {
        Name = "test",
        Source = EnergySource.Measured,
        Method = "",
        ResolutionJoules = resolution,
        UpdateSeconds = update,
    };
}
