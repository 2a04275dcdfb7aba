using JouleTree.Core.Errors;
using JouleTree.Metering.Meters;

namespace JouleTree.Metering.Windowing;

/// <summary>
/// The windows of one meter: which are open, and what windows of each name came to. Safe for several threads; beginning and ending a
/// window allocates nothing once there were as many open ones, and its name, before.
/// </summary>
internal sealed partial class WindowBook
{
    private readonly Lock _gate = new();
    private readonly IEnergyMeter _meter;
    private readonly CounterMeter? _counters;
    private readonly TimeProvider _clock;
    private readonly Type _owner;
    private readonly EnergyShares? _shares;
    private readonly PowerGauge? _power;
    private readonly double?[] _now;
    private readonly Dictionary<string, NamedEnergy> _names = new(StringComparer.Ordinal);
    private readonly List<WindowState> _open = [];
    private readonly Stack<WindowState> _free = [];
    private bool _isClosed;

    /// <param name="meter">The meter, which nobody else reads but by <see cref="Serialized"/>.</param>
    /// <param name="clock">Its clock.</param>
    /// <param name="owner">What callers know, and may have disposed of.</param>
    public WindowBook(IEnergyMeter meter, TimeProvider clock, Type owner)
    {
        _owner = owner;
        _meter = meter;
        _clock = clock;
        _counters = meter as CounterMeter;
        _shares = _counters is null ? null : new EnergyShares(_counters);
        _now = new double?[_counters?.Counters.Count ?? 0];
        Serialized = new LockedMeter(meter, _gate);
        Keep();
        _power = _counters is null ? null : new PowerGauge(_counters, clock, new MeterMark(clock.GetTimestamp(), [.. _now]));
    }

    /// <summary>The meter for one who reads it beside the windows.</summary>
    public IEnergyMeter Serialized { get; }

    /// <summary>What the meter is.</summary>
    public MeterDescription Description => _meter.Description;

    /// <summary>Number of windows that have not ended.</summary>
    public int OpenWindows
    {
        get
        {
            lock (_gate)
                return _open.Count;
        }
    }

    /// <summary>What windows that ended came to, by name.</summary>
    public IReadOnlyList<WindowTotal> Totals
    {
        get
        {
            lock (_gate)
                return [.. _names.Values.Where(named => named.Windows > 0).Select(named => new WindowTotal(
                    named.Name, named.Windows, named.Unknown, named.Windows > named.Unknown ? named.Joules : null, named.Seconds))];
        }
    }

    /// <summary>Begins a window.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="parent">The window around it, or null.</param>
    /// <param name="parentTicket">Its ticket.</param>
    /// <returns>The window; null where the one around it has ended.</returns>
    /// <exception cref="ObjectDisposedException">The meter was closed.</exception>
    public WindowState? Begin(string name, WindowState? parent = null, int parentTicket = 0)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isClosed, _owner);
            if (parent is not null && parent.Ticket != parentTicket)
                return null;
            if (!_names.TryGetValue(name, out NamedEnergy? named))
                _names.Add(name, named = new NamedEnergy(name, _now.Length));
            WindowState window = Take(named, parent, parentTicket);
            // The reading comes last, so that what was done here is not within the window.
            string? lost = Read(out MeterMark mark);
            Start(window, mark, lost);
            return window;
        }
    }

    /// <summary>Ends a window and begins one of the same name at the same reading, so that nothing is lost between them.</summary>
    /// <param name="window">The window, with none around it.</param>
    /// <param name="ticket">Its ticket.</param>
    /// <returns>What the first came to, and the second; null where the first has ended before, or the meter was closed.</returns>
    public (EnergyWindow Energy, WindowState Next)? Turn(WindowState window, int ticket)
    {
        lock (_gate)
        {
            if (window.Ticket != ticket || _isClosed)
                return null;
            NamedEnergy named = window.Named;
            string? lost = Read(out MeterMark mark);
            EnergyWindow energy = End(window, mark, lost, isWanted: true)!;
            WindowState next = Take(named, null, 0);
            Start(next, mark, lost);
            return (energy, next);
        }
    }

    /// <summary>Ends a window.</summary>
    /// <param name="window">The window.</param>
    /// <param name="ticket">Its ticket; of a window that has ended, nothing happens.</param>
    /// <param name="isWanted">The energy is wanted counter by counter.</param>
    /// <returns>The energy, where it is wanted; null where the window has ended before.</returns>
    public EnergyWindow? End(WindowState window, int ticket, bool isWanted)
    {
        lock (_gate)
        {
            if (window.Ticket == ticket)
            {
                string? lost = Read(out MeterMark mark);
                return End(window, mark, lost, isWanted);
            }

            return _isClosed && isWanted ? Unknown(0, "the meter was closed before the window ended: end windows first") : null;
        }
    }

    /// <summary>Reads the counters, so that none wraps around twice between two windows.</summary>
    public void Keep()
    {
        lock (_gate)
        {
            if (!_isClosed && _counters is not null)
                Read(out _);
        }
    }

    /// <summary>Ends all windows and lets none begin.</summary>
    public void Close()
    {
        lock (_gate)
        {
            while (_open.Count > 0)
            {
                string? lost = Read(out MeterMark mark);
                End(_open[^1], mark, lost, isWanted: false);
            }

            _isClosed = true;
        }
    }

    private WindowState Take(NamedEnergy named, WindowState? parent, int parentTicket)
    {
        if (!_free.TryPop(out WindowState? window))
            window = new WindowState(_now.Length);
        window.Take(named, parent, parentTicket, _open.Count);
        _open.Add(window);
        return window;
    }

    private void Start(WindowState window, MeterMark mark, string? lost)
    {
        window.Start(mark, _now, lost);
        if (window.Parent is { } around && around.Children++ == 0)
            Leave(around);
        _shares?.Enter(window.Since);
    }

    private EnergyWindow? End(WindowState window, MeterMark mark, string? lost, bool isWanted)
    {
        double seconds = _clock.GetElapsedTime(window.StartTimestamp, mark.Timestamp).TotalSeconds;
        if (window.Children == 0)
            Leave(window);
        if (window.Parent is { } around && around.Ticket == window.ParentTicket && --around.Children == 0)
            _shares?.Enter(around.Since);
        EnergyWindow? energy = null;
        double? joules = null;
        if ((window.Lost ?? lost) is { } reason)
        {
            energy = isWanted ? Unknown(seconds, reason) : null;
        }
        else if (_counters is null)
        {
            energy = Between(window.StartMark, mark, seconds);
            joules = energy.Trouble is null ? energy.Joules : null;
        }
        else
        {
            CounterReading start = new(window.StartTimestamp, window.StartCounters);
            CounterReading now = new(mark.Timestamp, _now);
            CounterSum sum = _counters.Sum(start, now);
            joules = sum.Trouble is null ? sum.Joules : null;
            energy = isWanted ? _counters.Between(start, now) with { ShareJoules = joules is null ? null : window.Share } : null;
        }

        window.Named.Add(joules, seconds);
        Free(window);
        return energy;
    }

    private void Leave(WindowState window)
    {
        if (_shares is not null)
            window.Share += _shares.Leave(window.Since, window.Named.Shares);
    }

    private void Free(WindowState window)
    {
        WindowState last = _open[^1];
        _open[window.Index] = last;
        last.Index = window.Index;
        _open.RemoveAt(_open.Count - 1);
        window.Ticket++;
        window.Parent = null;
        _free.Push(window);
    }

    // Why there is no reading; null where there is one.
    private string? Read(out MeterMark mark)
    {
        try
        {
            if (_counters is null)
            {
                mark = _meter.Mark();
                return null;
            }

            mark = new MeterMark(_counters.Read(_now), []);
            _shares!.Step(new CounterReading(mark.Timestamp, _now));
            return null;
        }
        catch (MeterLostException lost)
        {
            mark = new MeterMark(_clock.GetTimestamp(), []);
            return lost.Message;
        }
    }

    private EnergyWindow Between(MeterMark start, MeterMark later, double seconds)
    {
        try
        {
            return _meter.Between(start, later);
        }
        catch (InputException error)
        {
            return Unknown(seconds, error.Message);
        }
    }

    private EnergyWindow Unknown(double seconds, string reason) => new()
    {
        Seconds = seconds,
        Joules = null,
        ResolutionJoules = _meter.Description.ResolutionJoules,
        Trouble = reason,
    };
}
