using System.Diagnostics;
using JouleTree.Metering.Catalog;
using JouleTree.Metering.Machines;
using JouleTree.Metering.Meters;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Metering.Tests.Machines;

/// <summary>The power model on a process that is not this one.</summary>
[Collection(EnergyMeterTests.OneAtATime)]
public sealed class ProcessUsageTests
{
    [LinuxFact]
    public void Measure_AnotherProcess_IsWhatTheSystemCountsOfIt()
    {
        ProcessStartInfo start = new("sh", ["-c", "read begin; i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done; echo done; read end"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        using Process other = Process.Start(start)!;
        MeterOptions options = new() { WattsPerCore = 10, ProcessId = other.Id };
        using EnergyMeter meter = EnergyMeter.Open("cpu-model", options);
        double before = other.TotalProcessorTime.TotalSeconds;

        EnergyWindow window = meter.Measure(() =>
        {
            other.StandardInput.WriteLine();
            other.StandardOutput.ReadLine().ShouldBe("done");
        });

        other.Refresh();
        double used = other.TotalProcessorTime.TotalSeconds - before;
        used.ShouldBeGreaterThan(0.05);
        window.Components["cpu"].ShouldBe(10 * used, 10 * 0.021);
        meter.Description.Covers.ShouldBe($"process {other.Id} and what it starts");
        meter.Description.ResolutionJoules.ShouldBe(0.1, 1e-12);
        other.StandardInput.Close();
        other.WaitForExit();
    }

    // The way of systems other than Linux, which Linux has too.
    [LinuxFact]
    public void OfProcessAlone_AnotherProcess_IsWhatTheSystemCountsOfItAlsoWhenItHasEnded()
    {
        ProcessStartInfo start = new("sh", ["-c", "i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done; echo done; read end"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        using Process other = Process.Start(start)!;
        ProcessUsage usage = ProcessUsage.OfProcessAlone(other.Id);
        other.StandardOutput.ReadLine().ShouldBe("done");

        double seconds = usage.CpuSeconds();

        other.Refresh();
        seconds.ShouldBeGreaterThan(0.05);
        seconds.ShouldBe(other.TotalProcessorTime.TotalSeconds, 0.021);
        usage.ResidentBytes().ShouldBeGreaterThan(100_000);
        other.StandardInput.Close();
        other.WaitForExit();
        usage.CpuSeconds().ShouldBe(seconds);
        usage.Covers.ShouldBe($"process {other.Id} only");
        ProcessUsage.OfProcessAlone(int.MaxValue).CpuSeconds().ShouldBe(double.NaN);
    }

    [LinuxFact]
    public void Measure_NoSuchProcess_HasNoEnergyInsteadOfNone()
    {
        using EnergyMeter meter = EnergyMeter.Open("cpu-model", new MeterOptions { ProcessId = int.MaxValue });

        EnergyWindow window = meter.Measure(() => { });

        window.Joules.ShouldBeNull();
        window.Trouble!.ShouldContain($"does not tell the processor time of process {int.MaxValue}");
    }
}
