using JouleTree.Core.Trees.Details;
using JouleTree.Measurement.Metering;
using JouleTree.Measurement.Metering.CpuModel;
using Shouldly;
using Xunit;

namespace JouleTree.Measurement.Tests.Metering;

public sealed class CpuModelMeterTests
{
    private readonly ManualClock _clock = new();
    private ProcessUsage _usage = new(100, 2L << 30);

    [Fact]
    public void Between_BusyCore_IsCpuTimeTimesWattsPlusMemory()
    {
        using CpuModelMeter meter = new(new ProcessorPower(10, "test"), _clock, () => _usage);
        MeterMark start = meter.Mark();
        _clock.Advance(4);
        _usage = _usage with { CpuSeconds = 103 };

        EnergyWindow window = meter.Between(start, meter.Mark());

        window.Components["cpu"].ShouldBe(30, 1e-9);
        window.Components["memory"].ShouldBe(4 * 2 * CpuModelMeter.WattsPerGibibyte, 1e-9);
        window.Joules!.Value.ShouldBe(window.Components.Values.Sum(), 1e-12);
        meter.Description.Source.ShouldBe(EnergySource.Modelled);
    }

    [Fact]
    public void Read_OfThisProcess_GrowsWithWork()
    {
        ProcessUsage before = ProcessUsage.Read();
        double sum = 0;
        for (int step = 1; step < 20_000_000; step++)
            sum += 1.0 / step;

        sum.ShouldBeGreaterThan(17);
        (ProcessUsage.Read().CpuSeconds - before.CpuSeconds).ShouldBeGreaterThan(1e-3);
        before.ResidentBytes.ShouldBeGreaterThan(1 << 20);
    }

    [Theory]
    [InlineData("AMD EPYC 7742 64-Core Processor", 225.0 / 64)]
    [InlineData("Intel(R) Core(TM) i7-8700K CPU @ 3.70GHz", 95.0 / 6)]
    [InlineData("AMD EPYC", 12)]
    [InlineData(null, 12)]
    public void Of_ProcessorName_GivesItsPowerOrTheStatedDefault(string? name, double watts) =>
        ProcessorPower.Of(name).WattsPerCore.ShouldBe(watts, 1e-12);
}
