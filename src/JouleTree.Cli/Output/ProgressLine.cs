namespace JouleTree.Cli.Output;

/// <summary>One line on the terminal that is overwritten as work goes on; nothing where there is no terminal.</summary>
internal sealed class ProgressLine : IProgress<int>, IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly CommandContext _context;
    private readonly string _what;
    private readonly int? _total;
    private readonly bool _isShown;
    private long _last;
    private int _width;

    /// <summary>A progress line.</summary>
    /// <param name="context">Where it is shown.</param>
    /// <param name="quiet">Show nothing.</param>
    /// <param name="what">What is counted.</param>
    /// <param name="total">How many there will be, or null where unknown.</param>
    public ProgressLine(CommandContext context, bool quiet, string what, int? total = null)
    {
        _context = context;
        _what = what;
        _total = total;
        _isShown = context.IsErrorTerminal && !quiet;
    }

    /// <inheritdoc/>
    public void Report(int value)
    {
        long now = _context.Clock.GetTimestamp();
        if (!_isShown || (_last != 0 && _context.Clock.GetElapsedTime(_last, now) < Interval))
            return;
        _last = now;
        string text = _total is { } total ? $"{_what} {value} of {total}" : $"{_what} {value}";
        lock (_context)
        {
            _context.Error.Write($"\r{text.PadRight(_width)}");
            _width = text.Length;
        }
    }

    /// <summary>Removes the line.</summary>
    public void Clear()
    {
        if (_width == 0)
            return;
        _context.Error.Write($"\r{new string(' ', _width)}\r");
        _width = 0;
    }

    /// <inheritdoc/>
    public void Dispose() => Clear();
}
