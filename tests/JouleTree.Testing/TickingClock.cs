using JouleTree.Metering.Machines;

namespace JouleTree.Testing;

/// <summary>
/// A clock of which each reading is some time after the one before, whatever really happened between them: what is measured by it is the
/// same on every machine, however busy that is. Its timers never fire. Thread-safe.
/// </summary>
/// <param name="stepSeconds">
/// The least time between two readings. It must be longer than an interval of the meter, which more runs would not make longer.
/// </param>
public class TickingClock(double stepSeconds = 0.03) : TimeProvider
{
    private static readonly DateTimeOffset Start = new(2026, 11, 22, 0, 0, 0, TimeSpan.Zero);

    private long _readings;
    private long _ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>Seconds since the clock was made.</summary>
    public double Seconds => Now.TotalSeconds;

    private TimeSpan Now => TimeSpan.FromTicks(Interlocked.Read(ref _ticks));

    /// <summary>A machine with this clock, on which this process keeps one core busy all the time.</summary>
    /// <param name="root">Root of its file system; null for one without any files.</param>
    internal Machine Machine(string? root = null) => new(
        root ?? "no-machine", this, new ProcessUsage(() => Seconds, () => 100_000_000), time => Interlocked.Add(ref _ticks, time.Ticks));

    public override long GetTimestamp()
    {
        // Of unequal steps, so that intervals have a width.
        double step = stepSeconds * (1 + (0.01 * (Interlocked.Increment(ref _readings) % 7)));
        long now = Interlocked.Add(ref _ticks, TimeSpan.FromSeconds(step).Ticks);
        OnReading(TimeSpan.FromTicks(now).TotalSeconds);
        return now;
    }

    public override DateTimeOffset GetUtcNow() => Start + Now;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => new NoTimer();

    /// <summary>Called at each reading of the timestamp.</summary>
    /// <param name="seconds">Seconds since the clock was made.</param>
    protected virtual void OnReading(double seconds)
    {
    }

    private sealed class NoTimer : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
