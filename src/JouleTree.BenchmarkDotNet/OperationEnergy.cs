using JouleTree.Core.Statistics;
using JouleTree.Metering.Meters;

namespace JouleTree.BenchmarkDotNet;

/// <summary>What an operation of a benchmark costs. Unknown is null.</summary>
/// <param name="Joules">Joules per operation.</param>
/// <param name="Error">Half of their interval at 99.9 %, as BenchmarkDotNet states errors of times; null for too few pieces.</param>
/// <param name="Watts">Average watts while the benchmark ran.</param>
/// <param name="Trouble">What is wrong, for people; null where nothing is.</param>
internal sealed record OperationEnergy(double? Joules, double? Error, double? Watts, string? Trouble)
{
    // What a machine does changes slowly: pieces that follow each other are alike, tenths of a run much less so.
    private const int Batches = 10;

    private const double Level = 0.999;

    /// <summary>What is short of this many of the meter's steps is told to the analyser.</summary>
    internal const double ResolvedSteps = 20;

    /// <summary>The energy of an operation.</summary>
    /// <param name="samples">What the meter counted.</param>
    /// <param name="operations">Operations meanwhile.</param>
    /// <param name="idleWatts">What the machine uses without the benchmark, which is taken off.</param>
    public static OperationEnergy Of(RunSamples samples, long operations, double idleWatts)
    {
        ArgumentNullException.ThrowIfNull(samples);
        IReadOnlyList<EnergyWindow> windows = samples.Windows;
        if (windows.FirstOrDefault(window => window.Joules is null) is { } unknown)
            return new OperationEnergy(null, null, null, unknown.Trouble ?? "the meter could not be read");
        double seconds = windows.Sum(window => window.Seconds);
        if (operations < 1 || seconds <= 0)
            return new OperationEnergy(null, null, null, "the benchmark did not run while it was metered");
        double counted = windows.Sum(window => window.Joules!.Value);
        double joules = counted - (idleWatts * seconds);
        double resolution = windows[^1].ResolutionJoules;
        string? trouble = windows.FirstOrDefault(window => window.Trouble is not null)?.Trouble
            ?? (counted < ResolvedSteps * resolution
                ? FormattableString.Invariant($"the run used {counted:g3} J, and the meter's steps are {resolution:g3} J: ")
                    + "let iterations be longer, or more"
                : null);
        double? half = HalfWidth(windows) is { } watts
            ? Math.Sqrt(Math.Pow(watts * seconds, 2) + Math.Pow(resolution, 2)) / operations
            : null;
        return new OperationEnergy(joules / operations, half, joules / seconds, trouble);
    }

    // Of the average power, from means of batches.
    private static double? HalfWidth(IReadOnlyList<EnergyWindow> windows)
    {
        int batches = Math.Min(Batches, windows.Count);
        if (batches < 3)
            return null;
        double[] watts = [.. Enumerable.Range(0, batches).Select(batch =>
        {
            int first = batch * windows.Count / batches;
            int end = (batch + 1) * windows.Count / batches;
            EnergyWindow[] part = [.. windows.Skip(first).Take(end - first)];
            return part.Sum(window => window.Joules!.Value) / part.Sum(window => window.Seconds);
        })];
        double mean = watts.Average();
        double variance = watts.Sum(value => Math.Pow(value - mean, 2)) / (batches - 1);
        return TwoSidedQuantiles.Student(batches - 1, Level) * Math.Sqrt(variance / batches);
    }
}
