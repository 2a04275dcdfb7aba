using System.Globalization;
using JouleTree.Measurement.Profiling;

namespace JouleTree.Cli.Output;

/// <summary>How far a profile is: one line that is overwritten on a terminal, and lines of their own for milestones.</summary>
internal sealed class ProfileProgressLine(CommandContext context, bool quiet) : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private long _last;
    private int _width;

    public void Report(ProfileProgress progress)
    {
        if (quiet)
            return;
        if (progress.IsMilestone)
        {
            Clear();
            context.Say(progress.Message);
            return;
        }

        // Writing to a terminal between two measured intervals costs nothing inside them.
        long now = context.Clock.GetTimestamp();
        if (!context.IsErrorTerminal || (_last != 0 && context.Clock.GetElapsedTime(_last, now) < Interval))
            return;
        _last = now;
        string text = string.Create(CultureInfo.InvariantCulture, $"{100 * progress.Fraction,3:0} %  {progress.Message}");
        text = text.Length > 100 ? text[..100] : text;
        context.Error.Write($"\r{text.PadRight(_width)}");
        _width = text.Length;
    }

    public void Dispose() => Clear();

    private void Clear()
    {
        if (_width > 0)
            context.Error.Write($"\r{new string(' ', _width)}\r");
        _width = 0;
    }
}
