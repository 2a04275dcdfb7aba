using JouleTree.Metering.Protocol;

namespace JouleTree.Metering.Programs;

/// <summary>What a program came to over several runs: medians, with intervals from two runs on (docs/measuring.md).</summary>
/// <param name="runs">The runs, at least one.</param>
internal sealed class ProgramFigures(IReadOnlyList<ProgramRun> runs)
{
    /// <summary>The runs.</summary>
    public IReadOnlyList<ProgramRun> Runs => runs;

    /// <summary>Joules of the program; null where no run has any.</summary>
    public MedianEstimate? Joules { get; } = Of(runs, run => run.Joules);

    /// <summary>Joules of all programs, gross.</summary>
    public MedianEstimate? MachineJoules { get; } = Of(runs, run => run.MachineJoules);

    /// <summary>Joules that the idle machine would have used.</summary>
    public MedianEstimate? IdleJoules { get; } = Of(runs, run => run.IdleJoules);

    /// <summary>Seconds.</summary>
    public MedianEstimate Seconds { get; } = Of(runs, run => run.Seconds)!;

    /// <summary>Seconds of processor time of the program.</summary>
    public MedianEstimate? CpuSeconds { get; } = Of(runs, run => run.CpuSeconds);

    /// <summary>Its part of the processor time of all programs.</summary>
    public MedianEstimate? CpuShare { get; } = Of(runs, run => run.CpuShare);

    /// <summary>Mean watts of the program.</summary>
    public MedianEstimate? Watts { get; } = Of(runs, run => run.Watts);

    /// <summary>Mean watts of the machine.</summary>
    public MedianEstimate? MachineWatts { get; } = Of(runs, run => run.MachineJoules / run.Seconds);

    /// <summary>Joules of the machine by device, medians.</summary>
    public IReadOnlyDictionary<string, double> Devices { get; } = runs.SelectMany(run => run.Machine.Components)
        .Where(pair => double.IsFinite(pair.Value)).GroupBy(pair => pair.Key)
        .ToDictionary(device => device.Key, device => MedianEstimate.Of(device.Select(pair => pair.Value)).Median);

    /// <summary>Runs without an energy of the program.</summary>
    public int WithoutEnergy { get; } = runs.Count(run => run.Joules is null);

    private static MedianEstimate? Of(IReadOnlyList<ProgramRun> runs, Func<ProgramRun, double?> figure)
    {
        double[] known = [.. runs.Select(figure).OfType<double>().Where(double.IsFinite)];
        return known.Length == 0 ? null : MedianEstimate.Of(known);
    }
}
