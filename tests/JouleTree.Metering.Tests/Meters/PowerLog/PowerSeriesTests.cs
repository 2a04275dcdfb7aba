using JouleTree.Core.Errors;
using JouleTree.Metering.Meters.PowerLog;
using Shouldly;
using Xunit;

namespace JouleTree.Metering.Tests.Meters.PowerLog;

public sealed class PowerSeriesTests
{
    [Fact]
    public void Joules_ConstantPower_IsPowerTimesTime()
    {
        PowerSeries series = new([0, 1, 2, 3], [40, 40, 40, 40]);

        double joules = series.Joules(0.25, 2.75);

        (joules / 2.5).ShouldBe(40, 1e-12);
    }

    [Fact]
    public void Joules_Ramp_IsTheExactIntegral() =>
        new PowerSeries([0, 1, 2, 3, 4], [0, 10, 20, 30, 40]).Joules(0.5, 3.5).ShouldBe(5 * (3.5 * 3.5 - 0.25), 1e-12);

    [Fact]
    public void Joules_PartsOfAWindow_AddUp()
    {
        PowerSeries series = new([0, 1, 2, 3, 4, 5], [3, 70, 12, 55, 8, 90]);

        (series.Joules(0.3, 1.9) + series.Joules(1.9, 4.4)).ShouldBe(series.Joules(0.3, 4.4), 1e-12);
    }

    [Fact]
    public void Joules_GapInTheWindow_IsRefused()
    {
        PowerSeries series = new([0, 1, 2, 3, 20, 21], [5, 5, 5, 5, 5, 5]);

        series.Joules(0, 3).ShouldBe(15, 1e-12);
        Should.Throw<InputException>(() => series.Joules(2, 20.5)).Message.ShouldContain("no power reading between 3 and 20 s");
    }

    [Fact]
    public void Joules_WindowOutside_IsRefused() =>
        Should.Throw<InputException>(() => new PowerSeries([0, 1], [1, 1]).Joules(0.5, 1.5)).Message.ShouldContain("clock offset");
}
