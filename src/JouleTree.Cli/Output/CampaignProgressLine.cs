using System.Globalization;
using JouleTree.Measurement.Collecting;

namespace JouleTree.Cli.Output;

/// <summary>
/// How far a campaign is: one line that is overwritten on a terminal; elsewhere, such as in a scheduler's log, a line once a
/// minute.
/// </summary>
internal sealed class CampaignProgressLine(CommandContext context, bool quiet) : IDisposable
{
    private const int Width = 110;

    private static readonly TimeSpan TerminalInterval = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LogInterval = TimeSpan.FromMinutes(1);

    private long _last;
    private int _width;

    public void Report(CampaignProgress progress)
    {
        if (quiet)
            return;
        if (progress.IsRemark)
        {
            Clear();
            context.Say(progress.Message);
            return;
        }

        long now = context.Clock.GetTimestamp();
        if (_last != 0 && context.Clock.GetElapsedTime(_last, now) < (context.IsErrorTerminal ? TerminalInterval : LogInterval))
            return;
        _last = now;
        string text = string.Create(CultureInfo.InvariantCulture,
            $"{progress.Finished} of {progress.Total}, about {PlanTable.Time(progress.Left.TotalSeconds)} left: {progress.Message}");
        if (!context.IsErrorTerminal)
        {
            context.Say(text);
            return;
        }

        text = text.Length > Width ? text[..Width] : text;
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
