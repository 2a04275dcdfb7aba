using JouleTree.Metering.Meters;
using JouleTree.Metering.Windowing;

namespace JouleTree.Metering;

/// <summary>
/// A window of an <see cref="EnergyMeter"/> that began. Copies of it are the same window, which may end on another thread than it began
/// on. Its default value is a window that has ended.
/// </summary>
public readonly struct OpenWindow : IDisposable
{
    private readonly WindowBook? _book;
    private readonly WindowState? _state;
    private readonly int _ticket;

    internal OpenWindow(WindowBook book, WindowState state)
    {
        _book = book;
        _state = state;
        _ticket = state.Ticket;
    }

    /// <summary>
    /// Begins a window within this one: while it is open, what is used falls to its share and no longer to that of this one.
    /// </summary>
    /// <param name="name">What is metered, such as <c>attention</c>; not empty.</param>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    /// <exception cref="InvalidOperationException">This window has ended.</exception>
    /// <exception cref="ObjectDisposedException">The meter was disposed of.</exception>
    public OpenWindow Begin(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (_book is null || _state is null)
            throw Ended();
        return new OpenWindow(_book, _book.Begin(name, _state, _ticket) ?? throw Ended());
    }

    /// <summary>Ends the window.</summary>
    /// <returns>
    /// What was used since it began; without an energy where the meter could not be read, or was disposed of meanwhile. A power log is
    /// waited for up to ten seconds.
    /// </returns>
    /// <exception cref="InvalidOperationException">The window has ended before.</exception>
    public EnergyWindow End() => _book is null || _state is null
        ? throw Ended()
        : _book.End(_state, _ticket, isWanted: true) ?? throw Ended();

    /// <summary>Ends the window, if it has not ended before. Allocates nothing.</summary>
    public void Dispose() => _book?.End(_state!, _ticket, isWanted: false);

    private static InvalidOperationException Ended() => new("the window has ended before");
}
