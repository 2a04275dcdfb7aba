namespace JouleTree.Cli.Tests.Measuring;

/// <summary>The system's clock, which lets something happen at one of its readings.</summary>
/// <param name="at">Number of the reading, from 1.</param>
/// <param name="happens">What happens just before it is read.</param>
/// <param name="always">What happens before every reading, with the time in seconds; null for nothing.</param>
internal sealed class TriggerClock(int at, Action happens, Action<double>? always = null) : TimeProvider
{
    private int _readings;

    public override long TimestampFrequency => System.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow();

    public override long GetTimestamp()
    {
        long now = System.GetTimestamp();
        int reading = Interlocked.Increment(ref _readings);
        if (reading < at)
            always?.Invoke((double)now / TimestampFrequency);
        if (reading == at)
            happens();
        return now;
    }
}
