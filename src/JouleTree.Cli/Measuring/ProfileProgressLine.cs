using System.Globalization;
using JouleTree.Cli.Terminal;
using JouleTree.Measurement.Profiling;

namespace JouleTree.Cli.Measuring;

/// <summary>How far a profile is: one line that is overwritten on a terminal, and lines of their own for milestones.</summary>
internal sealed class ProfileProgressLine(CommandContext context, bool quiet) : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private readonly OverwrittenLine _line = new(context);

    public void Report(ProfileProgress progress)
    {
        if (quiet)
            return;
        if (progress.IsMilestone)
            _line.Say(progress.Message);
        // Writing to a terminal between two measured intervals costs nothing inside them.
        else if (context.IsErrorTerminal && _line.IsDue(Interval))
            _line.Show(string.Create(CultureInfo.InvariantCulture, $"{100 * progress.Fraction,3:0} %  {progress.Message}"));
    }

    public void Dispose() => _line.Dispose();
}
