namespace JouleTree.Metering.Meters;

/// <summary>A meter of counters. They are read into the caller's memory, so that a reading allocates nothing.</summary>
/// <param name="clock">Monotonic clock.</param>
internal abstract class CounterMeter(TimeProvider clock) : IEnergyMeter
{
    /// <inheritdoc/>
    public abstract MeterDescription Description { get; }

    /// <summary>What is counted, in the order of the readings.</summary>
    public abstract IReadOnlyList<MeterCounter> Counters { get; }

    /// <summary>Reads all counters now.</summary>
    /// <param name="joules">
    /// Takes joules since an arbitrary origin by counter, never falling; null for what was not told. As long as <see cref="Counters"/>.
    /// </param>
    /// <returns>Timestamp of the reading, in ticks of the clock.</returns>
    /// <exception cref="MeterLostException">The meter disappeared.</exception>
    public abstract long Read(Span<double?> joules);

    /// <summary>Joules of a counter between two readings; null where they are not known.</summary>
    /// <param name="start">The earlier reading.</param>
    /// <param name="later">The later reading.</param>
    /// <param name="counter">Index of the counter.</param>
    public virtual double? Joules(CounterReading start, CounterReading later, int counter) =>
        later.Joules[counter] - start.Joules[counter] is >= 0 and var joules ? joules : null;

    /// <summary>Joules of everything that is metered between two readings. Allocates only where something is wrong.</summary>
    /// <param name="start">The earlier reading.</param>
    /// <param name="later">The later reading.</param>
    public CounterSum Sum(CounterReading start, CounterReading later)
    {
        double? total = 0;
        double? onGpu = null;
        for (int counter = 0; counter < Counters.Count; counter++)
        {
            if (!Counters[counter].IsCounted)
                continue;
            double? joules = Joules(start, later, counter);
            total += joules;
            if (Counters[counter].IsGpu)
                onGpu = (onGpu ?? 0) + joules;
        }

        return new CounterSum(total, total is null ? null : onGpu, Trouble(start, later));
    }

    /// <summary>The energy between two readings, counter by counter.</summary>
    /// <param name="start">The earlier reading.</param>
    /// <param name="later">The later reading.</param>
    public EnergyWindow Between(CounterReading start, CounterReading later)
    {
        CounterSum sum = Sum(start, later);
        Dictionary<string, double> components = [];
        for (int counter = 0; counter < Counters.Count; counter++)
        {
            // Counters of one name are parts of one thing.
            if (Joules(start, later, counter) is { } joules)
                components[Counters[counter].Label] = components.GetValueOrDefault(Counters[counter].Label) + joules;
        }

        return new EnergyWindow
        {
            Seconds = Seconds(start.Timestamp, later.Timestamp),
            Joules = sum.Joules,
            GpuJoules = sum.GpuJoules,
            ResolutionJoules = Description.ResolutionJoules,
            Components = components,
            Trouble = sum.Trouble,
        };
    }

    /// <inheritdoc/>
    public EnergyWindow Between(MeterMark start, MeterMark later) => Between(CounterReading.Of(start), CounterReading.Of(later));

    /// <inheritdoc/>
    public MeterMark Mark()
    {
        double?[] joules = new double?[Counters.Count];
        return new MeterMark(Read(joules), joules);
    }

    /// <inheritdoc/>
    public abstract void Dispose();

    /// <summary>What is wrong between two readings, for people; null where nothing is.</summary>
    /// <param name="start">The earlier reading.</param>
    /// <param name="later">The later reading.</param>
    protected internal abstract string? Trouble(CounterReading start, CounterReading later);

    /// <summary>Seconds between two timestamps.</summary>
    /// <param name="start">The earlier one.</param>
    /// <param name="later">The later one.</param>
    protected double Seconds(long start, long later) => clock.GetElapsedTime(start, later).TotalSeconds;
}

/// <summary>One of a meter's counters.</summary>
/// <param name="Label">Its name, such as <c>package-0</c>.</param>
/// <param name="IsCounted">It adds to the meter's energy; else it is part of another and only reported.</param>
/// <param name="IsGpu">What it counts is a card's.</param>
internal sealed record MeterCounter(string Label, bool IsCounted = true, bool IsGpu = false);

/// <summary>Energy between two readings of counters.</summary>
/// <param name="Joules">Joules of all counters that add; null where one is not known.</param>
/// <param name="GpuJoules">The part that cards used; null where none is metered.</param>
/// <param name="Trouble">What is wrong, or null.</param>
internal readonly record struct CounterSum(double? Joules, double? GpuJoules, string? Trouble);

/// <summary>A reading of counters in somebody's memory.</summary>
/// <param name="timestamp">Ticks of the meter's clock.</param>
/// <param name="joules">Joules since an arbitrary origin by counter; null for what was not told.</param>
internal readonly ref struct CounterReading(long timestamp, ReadOnlySpan<double?> joules)
{
    /// <summary>Ticks of the meter's clock.</summary>
    public long Timestamp { get; } = timestamp;

    /// <summary>Joules since an arbitrary origin by counter; null for what was not told.</summary>
    public ReadOnlySpan<double?> Joules { get; } = joules;

    /// <summary>A reading that was kept.</summary>
    /// <param name="mark">The reading.</param>
    public static CounterReading Of(MeterMark mark) => new(mark.Timestamp, mark.Joules as double?[] ?? [.. mark.Joules]);

    /// <summary>The counters of a part.</summary>
    /// <param name="from">Index of its first counter.</param>
    /// <param name="count">How many it has.</param>
    public CounterReading Slice(int from, int count) => new(Timestamp, Joules.Slice(from, count));
}
