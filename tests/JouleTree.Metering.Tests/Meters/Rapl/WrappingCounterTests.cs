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

    // Whatever is read, and however often the counter is reset: no reading adds more than can have been counted since the last.
    [Fact]
    public void Advance_AnyReadings_AddsAtMostWhatCanHaveBeenCounted()
    {
        const ulong range = 1000;
        const double most = 40;
        Config config = Config.QuickThrowOnFailure.WithReplay(4711, 3);
        Check.One(config, Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), readings =>
        {
            WrappingCounter counter = new(range - 1);
            byte last = 0;
            bool holds = true;
            foreach (byte reading in readings)
            {
                ulong before = counter.Total;
                counter.Advance(reading, most);
                bool fell = reading < last;
                holds &= counter.Reset is null || (fell && counter.Total == before);
                holds &= !fell || counter.Total - before <= most;
                last = reading;
            }

            return holds;
        }));
    }

    [Theory]
    [InlineData(990, 5, 14, false)]
    [InlineData(600, 5, 404, true)]
    public void Advance_ValueFalls_IsAWrapWhereThatIsPossible(ulong last, ulong value, ulong counted, bool isReset)
    {
        WrappingCounter counter = new(999);
        counter.Advance(last);

        counter.Advance(value, most: 20).ShouldBe(isReset ? 0 : counted);

        counter.Reset.ShouldBe(isReset ? counted : null);
        counter.Wraps.ShouldBe(isReset ? 0 : 1);
        counter.Advance(value + 7, most: 20).ShouldBe((isReset ? 0 : counted) + 7);
    }

    [Fact]
    public void Advance_FirstReading_IsTheOrigin() => new WrappingCounter(100).Advance(42).ShouldBe(0ul);
}
