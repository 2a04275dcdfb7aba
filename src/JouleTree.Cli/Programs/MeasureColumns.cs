using JouleTree.Core.Results;
using JouleTree.Core.Trees.Details;
using JouleTree.Metering.Programs;

namespace JouleTree.Cli.Programs;

/// <summary>What <c>measure</c> tells of runs and of moments.</summary>
internal static class MeasureColumns
{
    /// <summary>Members of a run.</summary>
    public static readonly ResultTable<ProgramRun> Runs = new(
        new Column<ProgramRun>("exit_code", run => (long?)run.ExitCode),
        new Column<ProgramRun>("time_s", run => (double?)run.Seconds),
        new Column<ProgramRun>("cpu_s", run => run.CpuSeconds),
        new Column<ProgramRun>("cpu_share", run => run.CpuShare),
        new Column<ProgramRun>("energy_j", run => run.Joules),
        new Column<ProgramRun>("power_w", run => run.Watts),
        new Column<ProgramRun>("machine_energy_j", run => run.MachineJoules),
        new Column<ProgramRun>("idle_energy_j", run => run.IdleJoules),
        new Column<ProgramRun>("machine_cpu_s", run => run.MachineCpuSeconds),
        new Column<ProgramRun>("processes", run => (long?)run.Processes),
        new Column<ProgramRun>("trouble", run => run.Trouble));

    /// <summary>Lines of CSV from moment to moment.</summary>
    public static readonly ResultTable<SampleRow> Samples = new(
        new Column<SampleRow>("run", row => (long?)row.Sample.Run),
        new Column<SampleRow>("time_s", row => (double?)row.Sample.Seconds),
        new Column<SampleRow>("interval_s", row => row.Sample.Machine?.Seconds),
        new Column<SampleRow>("machine_energy_j", row => row.Sample.Machine?.Joules),
        new Column<SampleRow>("machine_power_w", row => row.Sample.Machine?.Joules / row.Sample.Machine?.Seconds),
        new Column<SampleRow>("energy_source", row => row.Meter.Description.Source.ToName()),
        new Column<SampleRow>("resolution_j", row => row.Sample.Machine?.ResolutionJoules),
        new Column<SampleRow>("cpu_s", row => (double?)row.Sample.CpuSeconds),
        new Column<SampleRow>("processes", row => (long?)row.Sample.Processes),
        new Column<SampleRow>("resident_bytes", row => (long?)row.Sample.ResidentBytes),
        new Column<SampleRow>("trouble", row => row.Sample.Machine?.Trouble));
}

/// <summary>A moment of a program that is measured.</summary>
/// <param name="Sample">What was seen.</param>
/// <param name="Meter">By what.</param>
internal readonly record struct SampleRow(ProgramSample Sample, ProgramMeter Meter);
