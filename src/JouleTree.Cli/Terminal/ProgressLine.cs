namespace JouleTree.Cli.Terminal;

/// <summary>One line on the terminal that is overwritten as work goes on; nothing where there is no terminal.</summary>
internal sealed class ProgressLine : IProgress<int>, IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly OverwrittenLine _line;
    private readonly string _what;
    private readonly int? _total;
    private readonly bool _isShown;

    /// <summary>A progress line.</summary>
    /// <param name="context">Where it is shown.</param>
    /// <param name="quiet">Show nothing.</param>
    /// <param name="what">What is counted.</param>
    /// <param name="total">How many there will be, or null where unknown.</param>
    public ProgressLine(CommandContext context, bool quiet, string what, int? total = null)
    {
        _line = new OverwrittenLine(context);
        _what = what;
        _total = total;
        _isShown = context.IsErrorTerminal && !quiet;
    }

    /// <inheritdoc/>
    public void Report(int value)
    {
        if (_isShown && _line.IsDue(Interval))
            _line.Show(_total is { } total ? $"{_what} {value} of {total}" : $"{_what} {value}");
    }

    /// <summary>Removes the line.</summary>
    public void Clear() => _line.Clear();

    /// <inheritdoc/>
    public void Dispose() => _line.Dispose();
}
