using JouleTree.Core.Trees.Details;
using JouleTree.Metering.Meters;
using JouleTree.Metering.Meters.Channels;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Metering.Tests.Meters.Channels;

public sealed class ChannelMeterTests
{
    private readonly ManualClock _clock = new();
    private double? _value = 100;

    [Fact]
    public void Between_Power_IsIntegratedPieceByPiece()
    {
        using ChannelMeter meter = Power();
        MeterMark start = meter.Mark();
        _clock.Advance(1);
        _value = 300;
        _clock.FireTimers();
        _clock.Advance(1);

        meter.Between(start, meter.Mark()).Joules!.Value.ShouldBe((0.5 * (100 + 300)) + 300, 1e-9);
    }

    [Fact]
    public void Between_PowerMissingMeanwhile_HasNoEnergyAndSaysWhy()
    {
        using ChannelMeter meter = Power();
        MeterMark start = meter.Mark();
        _clock.Advance(1);
        MeterMark before = meter.Mark();
        _value = null;
        _clock.FireTimers();
        _clock.Advance(1);
        _value = 50;
        MeterMark behind = meter.Mark();
        _clock.Advance(2);
        MeterMark end = meter.Mark();

        meter.Between(start, before).Joules!.Value.ShouldBe(100, 1e-9);
        meter.Between(start, end).Joules.ShouldBeNull();
        meter.Between(start, end).Trouble.ShouldBe("rail did not tell its energy: measure again");
        meter.Between(behind, end).Joules!.Value.ShouldBe(100, 1e-9);
    }

    [Fact]
    public void Between_CounterThatMustMoveStandsStill_IsTrouble()
    {
        using ChannelMeter meter = Of(new MeterChannel(new MeterCounter("pkg"), () => 7) { MustMove = true });
        MeterMark start = meter.Mark();
        _clock.Advance(5);

        meter.Between(start, meter.Mark()).Trouble.ShouldBeNull();
        _clock.Advance(6);
        meter.Between(start, meter.Mark()).Trouble.ShouldBe("the counter pkg did not move");
    }

    [Fact]
    public void Between_CounterGoesBack_IsTrouble()
    {
        using ChannelMeter meter = Of(new MeterChannel(new MeterCounter("pkg"), () => _value));
        MeterMark start = meter.Mark();
        _value = 3;

        EnergyWindow window = meter.Between(start, meter.Mark());

        window.Joules.ShouldBeNull();
        window.Trouble.ShouldBe("the counter of pkg went back, its driver was started again: measure again");
    }

    [Fact]
    public void Between_PartOfAnother_IsReportedOnly()
    {
        using ChannelMeter meter = Of(
            new MeterChannel(new MeterCounter("whole"), () => _value),
            new MeterChannel(new MeterCounter("part", IsCounted: false), () => _value / 2));
        MeterMark start = meter.Mark();
        _value = 140;

        EnergyWindow window = meter.Between(start, meter.Mark());

        window.Joules!.Value.ShouldBe(40, 1e-9);
        window.Components["part"].ShouldBe(20, 1e-9);
    }

    [Fact]
    public void Mark_ChannelIsLost_SaysWhichAndWhatToDo()
    {
        using ChannelMeter meter = Of(new MeterChannel(new MeterCounter("rail"), () => throw new IOException("No such device.")));

        Should.Throw<MeterLostException>(() => meter.Mark())
            .Message.ShouldBe("meter test: rail cannot be read any more: No such device; look at it, and measure again");
    }

    private ChannelMeter Power() => Of(new MeterChannel(new MeterCounter("rail"), () => _value, IsPower: true));

    private ChannelMeter Of(params MeterChannel[] channels) => new(
        new MeterDescription
        {
            Name = "test",
            Source = EnergySource.Measured,
            Method = "",
            ResolutionJoules = 0,
            UpdateSeconds = 0.1,
        },
        channels, _clock, TimeSpan.FromSeconds(1), "look at it", []);
}
