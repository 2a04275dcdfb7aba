using System.Globalization;
using JouleTree.Metering.Machines;

namespace JouleTree.Metering.Programs;

/// <summary>What figures of a program cover and what not, as sentences for people.</summary>
internal static class ProgramCoverage
{
    /// <summary>All that must be said.</summary>
    /// <param name="meter">The meter.</param>
    /// <param name="machine">The machine.</param>
    /// <param name="figures">What was found.</param>
    /// <param name="hadInput">The program read standard input.</param>
    /// <param name="wanted">Runs that were wanted.</param>
    public static IReadOnlyList<string> Of(ProgramMeter meter, Machine machine, ProgramFigures figures, bool hadInput, int wanted)
    {
        List<string> said = [];
        ProgramRun last = figures.Runs[^1];
        string covers = meter.Description.Covers.Length > 0 ? meter.Description.Covers : "what the meter does not say";
        if (meter.Description.Properties.GetValueOrDefault("counted") is { Length: > 0 } counted)
            covers += $" ({counted})";
        said.Add(meter.IsModelled
            ? "the program: a power model on the processor time and the memory of it and what it starts; the machine: the same of "
                + "all programs"
            : $"the machine: {covers}; the program: of what is beyond idle, its part of the processor time"
                + (last.Machine.GpuJoules is null ? "" : ", and all of the cards', whoever used them"));
        if (machine.IsContainer)
            said.Add("in a container: the machine is the whole host, and other containers with it");
        if (!OperatingSystem.IsLinux())
            said.Add(OperatingSystem.IsWindows()
                ? "this system tells of the program alone, not of what it starts"
                : "this system tells the processor time of what the program started when that has ended, and no memory");
        if (!meter.IsModelled && meter.Idle is null)
            said.Add("idle power was not measured, and is in the program's part");
        if (last.LeftRunning.Count > 0)
            said.Add($"still running when the program ended: {string.Join(", ", last.LeftRunning)}; what they use from then on is "
                + "not in it");
        if (figures.Runs.Count < wanted)
            said.Add(string.Create(CultureInfo.InvariantCulture,
                $"{figures.Runs.Count} of {wanted} runs: the last ended with {last.ExitCode}, and none followed"));
        if (!hadInput)
            said.Add("standard input was at its end for each run: it cannot be read again");
        foreach (string trouble in figures.Runs.Select(run => run.Trouble).OfType<string>().Distinct())
            said.Add(figures.WithoutEnergy < figures.Runs.Count && figures.WithoutEnergy > 0
                ? FormattableString.Invariant($"{figures.WithoutEnergy} of {figures.Runs.Count} runs have no energy: {trouble}")
                : trouble);
        return said;
    }
}
