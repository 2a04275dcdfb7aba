namespace JouleTree.Testing;

/// <summary>A clock that moves only when told to; its wall clock may be set apart from its monotonic one.</summary>
public sealed class ManualClock : TimeProvider
{
    private long _ticks;
    private DateTimeOffset _now = new(2026, 11, 22, 0, 0, 0, TimeSpan.Zero);

    public override long TimestampFrequency => 1_000_000_000;

    public override long GetTimestamp() => _ticks;

    public override DateTimeOffset GetUtcNow() => _now;

    public void Advance(double seconds)
    {
        _ticks += (long)Math.Round(seconds * TimestampFrequency);
        _now = _now.AddSeconds(seconds);
    }

    public void StepWallClock(double seconds) => _now = _now.AddSeconds(seconds);
}
