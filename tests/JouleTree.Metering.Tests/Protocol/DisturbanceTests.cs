using JouleTree.Metering.Machines;
using JouleTree.Metering.Protocol;
using Shouldly;
using Xunit;

namespace JouleTree.Metering.Tests.Protocol;

public sealed class DisturbanceTests
{
    private static readonly MachineCounters Before = new(10, 100, 400, 5, 50, 3, 20);
    private static readonly MachineCounters Calm = Before with { ProcessCpuSeconds = 11, BusySeconds = 101, TotalSeconds = 402 };

    [Fact]
    public void Of_CalmInterval_IsNothing() => Disturbance.Of(Before, Calm, 1, new MeasuringOptions()).ShouldBeNull();

    [Fact]
    public void Of_ThrottledProcessor_IsFlagged() =>
        Disturbance.Of(Before, Calm with { ThrottleEvents = 4 }, 1, new MeasuringOptions()).ShouldBe("throttling");

    [Fact]
    public void Of_StolenTime_IsFlaggedFromTheThresholdOn()
    {
        Disturbance.Of(Before, Calm with { StealSeconds = 5.04 }, 1, new MeasuringOptions()).ShouldBeNull();
        Disturbance.Of(Before, Calm with { StealSeconds = 5.06 }, 1, new MeasuringOptions()).ShouldBe("steal");
    }

    [Fact]
    public void Of_ThreadThatWaited_IsFlaggedWithOneThreadOnly()
    {
        MachineCounters waited = Calm with { ProcessCpuSeconds = 10.9 };

        Disturbance.Of(Before, waited, 1, new MeasuringOptions()).ShouldBe("waiting for a core");
        Disturbance.Of(Before, waited, 1, new MeasuringOptions { BusyCores = 2 }).ShouldBeNull();
    }

    [Fact]
    public void Of_UnknownCounters_AreNoDisturbance() =>
        Disturbance.Of(new(0, null, null, null, null, null, null), new(1, null, null, null, null, null, null), 1, new MeasuringOptions())
            .ShouldBeNull();
}
