using System.Diagnostics;
using JouleTree.Metering.Meters;
using JouleTree.Metering.Telemetry;
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
    private readonly Activity? _span;

    internal OpenWindow(WindowBook book, WindowState state, Activity? span)
    {
        _book = book;
        _state = state;
        _ticket = state.Ticket;
        _span = span;
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
        if (_book is null || _state is null || _book.Begin(name, _state, _ticket) is not { } within)
            throw Ended();
        return new OpenWindow(_book, within, EnergyTelemetry.Start(name, _span));
    }

    /// <summary>Ends the window.</summary>
    /// <returns>
    /// What was used since it began; without an energy where the meter could not be read, or was disposed of meanwhile. A power log is
    /// waited for up to ten seconds.
    /// </returns>
    /// <exception cref="InvalidOperationException">The window has ended before.</exception>
    public EnergyWindow End() => Close(isWanted: true) ?? throw Ended();

    /// <summary>Ends the window, if it has not ended before. Allocates nothing, unless somebody listens to spans.</summary>
    public void Dispose() => Close(isWanted: _span is not null);

    /// <summary>Ends the window and begins another of its name at the same reading, so that nothing falls between them.</summary>
    /// <returns>What this one came to, and the other.</returns>
    /// <exception cref="InvalidOperationException">The window has ended, or the meter was disposed of.</exception>
    internal (EnergyWindow Energy, OpenWindow Next) Turn()
    {
        if (_book is null || _state is null || _book.Turn(_state, _ticket) is not { } turned)
            throw Ended();
        if (_span is not null)
            EnergyTelemetry.Stop(_span, _book.Description, turned.Energy);
        return (turned.Energy, new OpenWindow(_book, turned.Next, EnergyTelemetry.Start(turned.Next.Named.Name, null)));
    }

    private EnergyWindow? Close(bool isWanted)
    {
        EnergyWindow? energy = _book?.End(_state!, _ticket, isWanted);
        if (_span is not null && energy is not null)
            EnergyTelemetry.Stop(_span, _book!.Description, energy);
        return energy;
    }

    private static InvalidOperationException Ended() => new("the window has ended before");
}
