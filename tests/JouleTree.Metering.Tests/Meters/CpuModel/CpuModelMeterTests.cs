using JouleTree.Core.Trees.Details;
using JouleTree.Metering.Machines;
using JouleTree.Metering.Meters;
using JouleTree.Metering.Meters.CpuModel;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Metering.Tests.Meters.CpuModel;

public sealed class CpuModelMeterTests
{
    private readonly ManualClock _clock = new();
    private double _cpuSeconds = 100;

    [Fact]
    public void Between_BusyCore_IsCpuTimeTimesWattsPlusMemory()
    {
        using CpuModelMeter meter = new(new ProcessorPower(10, "test"), _clock, new ProcessUsage(() => _cpuSeconds, () => 2L << 30));
        MeterMark start = meter.Mark();
        _clock.Advance(4);
        _cpuSeconds = 103;

        EnergyWindow window = meter.Between(start, meter.Mark());

        window.Components["cpu"].ShouldBe(30, 1e-9);
        window.Components["memory"].ShouldBe(4 * 2 * CpuModelMeter.WattsPerGibibyte, 1e-9);
        window.Joules!.Value.ShouldBe(window.Components.Values.Sum(), 1e-12);
        meter.Description.Source.ShouldBe(EnergySource.Modelled);
    }

    [Fact]
    public void Read_OfThisProcess_GrowsWithWork()
    {
        double before = ProcessUsage.OfThisProcess.CpuSeconds();
        double sum = 0;
        for (int step = 1; step < 20_000_000; step++)
            sum += 1.0 / step;

        sum.ShouldBeGreaterThan(17);
        (ProcessUsage.OfThisProcess.CpuSeconds() - before).ShouldBeGreaterThan(1e-3);
        ProcessUsage.OfThisProcess.ResidentBytes().ShouldBeGreaterThan(1 << 20);
    }

    [Theory]
    [InlineData("AMD EPYC 7742 64-Core Processor", 225.0 / 64)]
    [InlineData("Intel(R) Core(TM) i7-8700K CPU @ 3.70GHz", 95.0 / 6)]
    [InlineData("Intel(R) Xeon(R) Gold 6248 CPU @ 2.50GHz", 150.0 / 20)]
    [InlineData("Intel(R) Xeon(R) Gold 6248R CPU @ 3.00GHz", 12)]
    [InlineData("Intel(R) Xeon(R) Platinum 8480+", 350.0 / 56)]
    [InlineData("AMD Ryzen 5 3600X 6-Core Processor", 95.0 / 6)]
    [InlineData("AMD EPYC", 12)]
    [InlineData(null, 12)]
    public void Of_ProcessorName_GivesItsPowerOrTheStatedDefault(string? name, double watts) =>
        ProcessorPower.Of(name).WattsPerCore.ShouldBe(watts, 1e-12);
}
