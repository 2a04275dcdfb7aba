using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace JouleTree.Metering.Machines;

/// <summary>Reads what a process used so far.</summary>
/// <param name="CpuSeconds">CPU time of all its threads, user and kernel, in seconds. Called at each reading.</param>
/// <param name="ResidentBytes">Memory that it holds. Called a few times a second: it is slow on some systems.</param>
internal sealed record ProcessUsage(Func<double> CpuSeconds, Func<long> ResidentBytes)
{
    /// <summary>This process; CPU time in whole microseconds (getrusage on Linux).</summary>
    public static ProcessUsage OfThisProcess { get; } = new(
        () => Environment.CpuUsage.TotalTime.TotalSeconds, ResidentMemory.OfThisProcess);

    // Windows counts in ticks of its clock.
    private const double CoarsestStepSeconds = 1.0 / 64;

    /// <summary>What it is that uses, for people. Default: this process.</summary>
    public string Covers { get; init; } = "this process only";

    /// <summary>Step in which CPU time is counted, in seconds. Default: a microsecond.</summary>
    public double StepSeconds { get; init; } = 1e-6;

    /// <summary>
    /// Another process: on Linux with what it starts, for which each reading looks; elsewhere the process alone.
    /// </summary>
    /// <param name="root">Root of the file system.</param>
    /// <param name="id">Number of the process; CPU time is NaN where there is none.</param>
    public static ProcessUsage OfProcess(string root, int id) => OperatingSystem.IsLinux() ? OfTree(root, id) : OfProcessAlone(id);

    /// <summary>Another process without what it starts, as every system tells of it.</summary>
    /// <param name="id">Number of the process; CPU time is NaN where there is none.</param>
    public static ProcessUsage OfProcessAlone(int id)
    {
        double seconds = double.NaN;
        long bytes = 0;
        return new ProcessUsage(
            () => seconds = Read(process => process.TotalProcessorTime.TotalSeconds, seconds),
            () => bytes = Read(process => process.WorkingSet64, bytes))
        {
            Covers = string.Create(CultureInfo.InvariantCulture, $"process {id} only"),
            StepSeconds = CoarsestStepSeconds,
        };

        // A process that is gone uses nothing any more.
        T Read<T>(Func<Process, T> read, T last)
        {
            try
            {
                using Process process = Process.GetProcessById(id);
                return read(process);
            }
            catch (Exception error) when (error is ArgumentException or InvalidOperationException or Win32Exception)
            {
                return last;
            }
        }
    }

    private static ProcessUsage OfTree(string root, int id)
    {
        ProcessTree tree = new(root, id);
        double seen = double.NaN;
        return new ProcessUsage(Look, () => tree.ResidentBytes)
        {
            Covers = string.Create(CultureInfo.InvariantCulture, $"process {id} and what it starts"),
            StepSeconds = ProcParser.SecondsPerTick,
        };

        double Look()
        {
            tree.Look();
            // What has ended has used no less for it.
            if (tree.Most > 0)
                seen = double.IsNaN(seen) ? tree.CpuSeconds : Math.Max(seen, tree.CpuSeconds);
            return seen;
        }
    }
}
