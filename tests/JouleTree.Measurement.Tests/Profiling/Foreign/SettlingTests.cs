using JouleTree.Measurement.Profiling.Foreign;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Measurement.Tests.Profiling.Foreign;

public sealed class SettlingTests
{
    [Theory]
    [InlineData(new[] { 1.0, 1.0 }, 2)]
    [InlineData(new[] { 17.0, 3.0, 0.5, 0.45 }, 4)] // Shaders, memory, clocks.
    [InlineData(new[] { 1.0, 2.0 }, 2)]
    [InlineData(new[] { 512.0, 256, 128, 64, 32, 16, 8, 4, 2, 1 }, 10)] // Never settles: as often as is allowed.
    public void Run_TimesOfRuns_StopsWhereTheyFallNoMore(double[] seconds, int runs)
    {
        ManualClock clock = new();
        int next = 0;

        Settling.Run(() => clock.Work(seconds[next++]), clock).ShouldBe(runs);
    }
}
