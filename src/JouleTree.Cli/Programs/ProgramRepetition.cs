using JouleTree.Cli.Terminal;
using JouleTree.Metering.Programs;

namespace JouleTree.Cli.Programs;

/// <summary>Runs of one program, one after the other.</summary>
/// <param name="meter">The meter.</param>
/// <param name="runs">Runs that are measured, at least one.</param>
/// <param name="warmUp">Runs before, which are not.</param>
internal sealed class ProgramRepetition(ProgramMeter meter, int runs, int warmUp)
{
    /// <summary>Runs that were wanted.</summary>
    public int Runs => runs;

    /// <summary>The program read standard input; of several runs, none does: what the first had read, the others would lack.</summary>
    public bool HasInput => runs + warmUp == 1;

    /// <summary>Runs it; a run that fails is the last.</summary>
    /// <param name="command">The program and its arguments.</param>
    /// <param name="every">Distance of samples; null for none.</param>
    /// <exception cref="ProgramNotStartedException">It cannot be started.</exception>
    public ProgramFigures Run(IReadOnlyList<string> command, TimeSpan? every)
    {
        List<ProgramRun> measured = [];
        for (int run = -warmUp; run < runs; run++)
        {
            ProgramRun result = meter.Run(command, HasInput, run < 0 ? null : every);
            if (run >= 0 || result.ExitCode != ExitCodes.Done)
                measured.Add(result);
            if (result.ExitCode != ExitCodes.Done)
                break;
        }

        return new ProgramFigures(measured);
    }
}
