using JouleTree.Core.Results;

namespace JouleTree.Cli.Terminal;

/// <summary>A line of messages that is written over as work goes on. Safe for several threads.</summary>
/// <param name="context">Where it is shown.</param>
/// <param name="maximumWidth">Characters after which it is cut off; a line that wraps cannot be written over.</param>
internal sealed class OverwrittenLine(CommandContext context, int maximumWidth = 110) : IDisposable
{
    private readonly Lock _lock = new();
    private long _last;
    private int _width;

    /// <summary>True where the last time that this was true is longer ago than an interval.</summary>
    /// <param name="interval">The interval.</param>
    public bool IsDue(TimeSpan interval)
    {
        lock (_lock)
        {
            long now = context.Clock.GetTimestamp();
            if (_last != 0 && context.Clock.GetElapsedTime(_last, now) < interval)
                return false;
            _last = now;
            return true;
        }
    }

    /// <summary>Shows a text in place of the one before.</summary>
    /// <param name="text">The text.</param>
    public void Show(string text)
    {
        text = Harmless.Line(text);
        lock (_lock)
        {
            text = text.Length > maximumWidth ? text[..maximumWidth] : text;
            context.Error.Write($"\r{text.PadRight(_width)}");
            _width = text.Length;
        }
    }

    /// <summary>Removes the line and says something that stays.</summary>
    /// <param name="message">A sentence.</param>
    public void Say(string message)
    {
        Clear();
        context.Say(message);
    }

    /// <summary>Removes the line.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            if (_width > 0)
                context.Error.Write($"\r{new string(' ', _width)}\r");
            _width = 0;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Clear();
}
