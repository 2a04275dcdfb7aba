using JouleTree.Metering.Machines;

namespace JouleTree.Testing;

/// <summary>
/// A clock that moves only when told to, with the processor time that this process used; its wall clock may be set apart from its
/// monotonic one.
/// Timers fire when told to, never by themselves.
/// </summary>
public sealed class ManualClock : TimeProvider
{
    private readonly List<ManualTimer> _timers = [];
    private long _ticks;
    private DateTimeOffset _now = new(2026, 11, 22, 0, 0, 0, TimeSpan.Zero);

    public override long TimestampFrequency => 1_000_000_000;

    /// <summary>Processor time in seconds that <see cref="Work"/> has used.</summary>
    public double CpuSeconds { get; private set; }

    /// <summary>A machine with this clock and this processor time.</summary>
    /// <param name="root">Root of its file system; null for one without any files.</param>
    internal Machine Machine(string? root = null) =>
        new(root ?? "no-machine", this, new ProcessUsage(() => CpuSeconds, () => 0), time => Advance(time.TotalSeconds));

    public override long GetTimestamp() => _ticks;

    public override DateTimeOffset GetUtcNow() => _now;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ManualTimer timer = new(this, callback, state);
        _timers.Add(timer);
        return timer;
    }

    /// <summary>Time passes, in which this process does nothing.</summary>
    public void Advance(double seconds)
    {
        _ticks += (long)Math.Round(seconds * TimestampFrequency);
        _now = _now.AddSeconds(seconds);
    }

    /// <summary>Time passes, in which this process keeps one core busy.</summary>
    public void Work(double seconds)
    {
        Advance(seconds);
        CpuSeconds += seconds;
    }

    public void StepWallClock(double seconds) => _now = _now.AddSeconds(seconds);

    /// <summary>Lets each timer fire once.</summary>
    public void FireTimers()
    {
        foreach (ManualTimer timer in _timers.ToArray())
            timer.Fire();
    }

    private sealed class ManualTimer(ManualClock clock, TimerCallback callback, object? state) : ITimer
    {
        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose() => clock._timers.Remove(this);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
