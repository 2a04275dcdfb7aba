using JouleTree.Metering.Machines;
using JouleTree.Metering.Meters;

namespace JouleTree.Metering.Protocol;

/// <summary>One measured interval: some runs of one task without a pause.</summary>
/// <param name="Runs">Number of runs.</param>
/// <param name="Start">Meter at the start.</param>
/// <param name="Stop">Meter at the end.</param>
/// <param name="Before">Machine before.</param>
/// <param name="After">Machine after.</param>
/// <param name="Seconds">Length in seconds.</param>
/// <param name="Disturbance">What disturbed it, or null.</param>
public sealed record MeasuredInterval(
    int Runs, MeterMark Start, MeterMark Stop, MachineCounters Before, MachineCounters After, double Seconds, string? Disturbance);
