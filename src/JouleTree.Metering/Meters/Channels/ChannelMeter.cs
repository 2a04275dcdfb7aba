namespace JouleTree.Metering.Meters.Channels;

/// <summary>
/// A meter of channels: counters are read when they are asked for, powers every few milliseconds by a timer, and integrated (trapezoid).
/// </summary>
internal sealed class ChannelMeter : CounterMeter
{
    // A counter may stand still within a few updates.
    private const double UpdatesStandingStill = 100;

    private readonly TimeProvider _clock;
    private readonly MeterChannel[] _channels;
    private readonly PowerIntegral?[] _integrals;
    private readonly string _remedy;
    private readonly IReadOnlyList<IDisposable> _owned;
    private readonly Lock _reading = new();
    private readonly ITimer? _timer;
    private bool _isClosed;

    /// <param name="description">What it is.</param>
    /// <param name="channels">What it reads.</param>
    /// <param name="clock">Monotonic clock and timer.</param>
    /// <param name="samplingPeriod">Time between two readings of a power.</param>
    /// <param name="remedy">What to look at where it cannot be read any more, for people.</param>
    /// <param name="owned">What is disposed with the meter.</param>
    public ChannelMeter(MeterDescription description, IReadOnlyList<MeterChannel> channels, TimeProvider clock, TimeSpan samplingPeriod,
        string remedy, IReadOnlyList<IDisposable> owned)
        : base(clock)
    {
        ArgumentNullException.ThrowIfNull(description);
        ArgumentNullException.ThrowIfNull(channels);
        ArgumentNullException.ThrowIfNull(clock);
        Description = description;
        _clock = clock;
        _channels = [.. channels];
        _integrals = [.. channels.Select(channel => channel.IsPower ? new PowerIntegral(clock) : null)];
        _remedy = remedy;
        _owned = owned;
        Counters = [.. channels.Select(channel => channel.Counter)];
        if (channels.Any(channel => channel.IsPower))
        {
            SampleQuietly();
            _timer = clock.CreateTimer(_ => SampleQuietly(), null, samplingPeriod, samplingPeriod);
        }
    }

    /// <inheritdoc/>
    public override MeterDescription Description { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<MeterCounter> Counters { get; }

    /// <inheritdoc/>
    public override long Read(Span<double?> joules)
    {
        lock (_reading)
        {
            long timestamp = _clock.GetTimestamp();
            for (int index = 0; index < _channels.Length; index++)
            {
                try
                {
                    double? value = _channels[index].Read();
                    _integrals[index]?.Add(timestamp, value);
                    joules[index] = value is null ? null : _integrals[index]?.Joules ?? value;
                }
                catch (Exception error) when (error is IOException or UnauthorizedAccessException or FormatException)
                {
                    throw new MeterLostException(
                        $"meter {Description.Name}: {_channels[index].Counter.Label} cannot be read any more: "
                        + $"{error.Message.TrimEnd('.')}; {_remedy}, and measure again", error);
                }
            }

            return timestamp;
        }
    }

    /// <inheritdoc/>
    public override double? Joules(CounterReading start, CounterReading later, int counter)
    {
        lock (_reading)
            return _integrals[counter]?.IsWhole(start.Timestamp, later.Timestamp) == false ? null : base.Joules(start, later, counter);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _timer?.Dispose();
        lock (_reading)
        {
            _isClosed = true;
            foreach (IDisposable one in _owned)
                one.Dispose();
        }
    }

    /// <inheritdoc/>
    protected internal override string? Trouble(CounterReading start, CounterReading later)
    {
        bool mayStand = Seconds(start.Timestamp, later.Timestamp) <= UpdatesStandingStill * Description.UpdateSeconds;
        for (int index = 0; index < _channels.Length; index++)
        {
            MeterChannel channel = _channels[index];
            if (!channel.Counter.IsCounted)
                continue;
            if (later.Joules[index] < start.Joules[index])
                return $"the counter of {channel.Counter.Label} went back, its driver was started again: measure again";
            if (Joules(start, later, index) is not { } joules)
                return channel.Missing;
            if (channel.MustMove && !mayStand && joules == 0)
                return $"the counter {channel.Counter.Label} did not move";
        }

        return null;
    }

    // What cannot be read is told by the next reading, on the measuring thread.
    private void SampleQuietly()
    {
        lock (_reading)
        {
            if (_isClosed)
                return;
            long timestamp = _clock.GetTimestamp();
            for (int index = 0; index < _channels.Length; index++)
            {
                if (_integrals[index] is not { } integral)
                    continue;
                try
                {
                    integral.Add(timestamp, _channels[index].Read());
                }
                catch (Exception error) when (error is IOException or UnauthorizedAccessException or FormatException)
                {
                    integral.Add(timestamp, null);
                }
            }
        }
    }
}
