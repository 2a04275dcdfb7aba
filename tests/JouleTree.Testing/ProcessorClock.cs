using JouleTree.Metering.Machines;

namespace JouleTree.Testing;

/// <summary>
/// A clock that counts the processor time of this process, and what is waited for: real work takes as long as it does on an idle
/// machine, however busy this one is. Thread-safe.
/// </summary>
public class ProcessorClock : TimeProvider
{
    private readonly long _start = Processor();
    private readonly DateTimeOffset _date = new(2026, 11, 22, 0, 0, 0, TimeSpan.Zero);
    private long _waited;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>Seconds since the clock was made.</summary>
    public double Seconds => TimeSpan.FromTicks(Ticks).TotalSeconds;

    private long Ticks => Processor() - _start + Interlocked.Read(ref _waited);

    /// <summary>A machine with this clock, on which this process keeps one core busy whenever it does not wait.</summary>
    /// <param name="root">Root of its file system.</param>
    internal Machine Machine(string root) => new(
        root,
        this,
        new ProcessUsage(() => Seconds - TimeSpan.FromTicks(Interlocked.Read(ref _waited)).TotalSeconds, () => 0),
        time => Interlocked.Add(ref _waited, time.Ticks));

    public override long GetTimestamp()
    {
        long now = Ticks;
        OnReading(TimeSpan.FromTicks(now).TotalSeconds);
        return now;
    }

    public override DateTimeOffset GetUtcNow() => _date + TimeSpan.FromTicks(Ticks);

    /// <summary>Called at each reading of the timestamp.</summary>
    /// <param name="seconds">Seconds since the clock was made.</param>
    protected virtual void OnReading(double seconds)
    {
    }

    private static long Processor() => Environment.CpuUsage.TotalTime.Ticks;
}
