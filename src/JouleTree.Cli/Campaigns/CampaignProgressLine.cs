using System.Globalization;
using JouleTree.Cli.Terminal;
using JouleTree.Measurement.Collecting;

namespace JouleTree.Cli.Campaigns;

/// <summary>
/// How far a campaign is: one line that is overwritten on a terminal; elsewhere, such as in a scheduler's log, a line once a
/// minute.
/// </summary>
internal sealed class CampaignProgressLine(CommandContext context, bool quiet) : IDisposable
{
    private static readonly TimeSpan TerminalInterval = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LogInterval = TimeSpan.FromMinutes(1);

    private readonly OverwrittenLine _line = new(context);

    public void Report(CampaignProgress progress)
    {
        if (quiet)
            return;
        if (progress.IsRemark)
        {
            _line.Say(progress.Message);
            return;
        }

        if (!_line.IsDue(context.IsErrorTerminal ? TerminalInterval : LogInterval))
            return;
        string text = string.Create(CultureInfo.InvariantCulture,
            $"{progress.Finished} of {progress.Total}, about {PlanTable.Time(progress.Left.TotalSeconds)} left: {progress.Message}");
        if (context.IsErrorTerminal)
            _line.Show(text);
        else
            context.Say(text);
    }

    public void Dispose() => _line.Dispose();
}
