using FsCheck;
using FsCheck.Fluent;
using JouleTree.Metering.Meters.Rapl;
using Shouldly;
using Xunit;

namespace JouleTree.Metering.Tests.Meters.Rapl;

public sealed class WrappingCounterTests
{
    [Fact]
    public void Advance_AnyStepsBelowTheRange_SumsThem()
    {
        const ulong range = 1000;
        Config config = Config.QuickThrowOnFailure.WithReplay(4711, 3);
        Check.One(config, Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), steps =>
        {
            WrappingCounter counter = new(range - 1); // Values 0 to 999: a wrap loses exactly one unit, 999 -> 0.
            ulong value = 0;
            ulong sum = 0;
            counter.Advance(value);
            foreach (byte step in steps)
            {
                sum += step;
                value = (value + step) % range;
                counter.Advance(value);
            }

            return counter.Total + (ulong)counter.Wraps == sum;
        }));
    }

    [Fact]
    public void Advance_FirstReading_IsTheOrigin() => new WrappingCounter(100).Advance(42).ShouldBe(0ul);
}
