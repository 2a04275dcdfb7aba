using JouleTree.Core.Serving.Fitting;
using Shouldly;
using Xunit;

namespace JouleTree.Core.Tests.Serving.Fitting;

public sealed class ServingWaitingTests
{
    private readonly ServingRow[] _rows = [.. RelativeRidgeTests.Rows(_ => 1)];

    [Fact]
    public void Watts_EnergiesMissedBySecondsMissed_AreTheirRatio()
    {
        const double Watts = 150;
        double[] time = [.. _rows.Select((_, index) => 0.7 + (index % 7 * 0.1))];
        double[] energy = [.. _rows.Select((row, index) => 1 - (Watts * row.GpuSeconds * (1 - time[index]) / row.Joules))];

        ServingWaiting.Watts(_rows, energy, time).ShouldBe(Watts, 1e-6 * Watts);
    }

    [Fact]
    public void Watts_EnergiesMissedTheOtherWay_Are0()
    {
        double[] time = [.. _rows.Select((_, index) => 0.7 + (index % 7 * 0.1))];

        ServingWaiting.Watts(_rows, [.. time.Select(ratio => 2 - ratio)], time).ShouldBe(0);
        ServingWaiting.Watts([], [], []).ShouldBe(0);
    }
}
