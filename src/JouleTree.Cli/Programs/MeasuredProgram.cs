using JouleTree.Core.Trees.Details;
using JouleTree.Estimates;
using JouleTree.Metering.Machines;
using JouleTree.Metering.Programs;

namespace JouleTree.Cli.Programs;

/// <summary>A program that was measured.</summary>
/// <param name="Command">The program and its arguments.</param>
/// <param name="Meter">The meter.</param>
/// <param name="Figures">What it came to.</param>
/// <param name="Machine">The machine.</param>
/// <param name="Repetition">How often it ran.</param>
/// <param name="Grid">The grid for grams of CO2; null for none.</param>
internal sealed record MeasuredProgram(
    IReadOnlyList<string> Command, ProgramMeter Meter, ProgramFigures Figures, Machine Machine, ProgramRepetition Repetition,
    GridIntensity? Grid)
{
    /// <summary><c>measured</c> or <c>modelled</c>.</summary>
    public string Source => Meter.Description.Source.ToName();

    /// <summary>What the figures cover and what not.</summary>
    public IReadOnlyList<string> Coverage => ProgramCoverage.Of(Meter, Machine, Figures, Repetition.HasInput, Repetition.Runs);
}
