using JouleTree.Core.Trees.Details;
using JouleTree.Metering.Meters;
using JouleTree.Metering.Meters.Nvml;

namespace JouleTree.Metering.Catalog;

/// <summary>Meters of different parts of a machine, read one after the other and summed: the processors and the cards.</summary>
/// <remarks>
/// The windows of the parts lie a reading's time (microseconds to a millisecond) apart. A window has an energy only where each part has
/// one; its
/// resolution is the sum of theirs.
/// </remarks>
internal sealed class CombinedMeter : CounterMeter
{
    private readonly CounterMeter[] _parts;

    /// <param name="parts">Meters, at least one; disposed with this one.</param>
    /// <param name="clock">Their clock.</param>
    public CombinedMeter(IReadOnlyList<CounterMeter> parts, TimeProvider clock)
        : base(clock)
    {
        ArgumentNullException.ThrowIfNull(parts);
        ArgumentOutOfRangeException.ThrowIfZero(parts.Count, nameof(parts));
        _parts = [.. parts];
        Counters = [.. _parts.SelectMany(part => part.Counters)];
        MeterDescription[] descriptions = [.. _parts.Select(part => part.Description)];
        Description = new MeterDescription
        {
            Name = string.Join('+', descriptions.Select(part => part.Name)),
            Source = descriptions.Any(part => part.Source == EnergySource.Modelled) ? EnergySource.Modelled : EnergySource.Measured,
            Method = string.Join(" + ", descriptions.Select(part => $"{part.Name}: {part.Method}")),
            ResolutionJoules = descriptions.Sum(part => part.ResolutionJoules),
            UpdateSeconds = descriptions.Max(part => part.UpdateSeconds),
            Parts = [.. descriptions.SelectMany(part => part.Parts)],
            Properties = descriptions.SelectMany(part =>
                part.Properties.Select(property => ($"{part.Name}_{property.Key}", property.Value)))
                .ToDictionary(pair => pair.Item1, pair => pair.Value),
        };
    }

    /// <inheritdoc/>
    public override MeterDescription Description { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<MeterCounter> Counters { get; }

    /// <summary>The meter of the cards among the parts, or null.</summary>
    public NvmlMeter? Cards => _parts.OfType<NvmlMeter>().FirstOrDefault();

    /// <inheritdoc/>
    public override long Read(Span<double?> joules)
    {
        long? timestamp = null;
        int from = 0;
        foreach (CounterMeter part in _parts)
        {
            long read = part.Read(joules.Slice(from, part.Counters.Count));
            timestamp ??= read;
            from += part.Counters.Count;
        }

        return timestamp!.Value;
    }

    /// <inheritdoc/>
    public override double? Joules(CounterReading start, CounterReading later, int counter)
    {
        int from = 0;
        int index = 0;
        for (; counter - from >= _parts[index].Counters.Count; index++)
            from += _parts[index].Counters.Count;
        int count = _parts[index].Counters.Count;
        return _parts[index].Joules(start.Slice(from, count), later.Slice(from, count), counter - from);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        foreach (CounterMeter part in _parts)
            part.Dispose();
    }

    /// <inheritdoc/>
    protected internal override string? Trouble(CounterReading start, CounterReading later)
    {
        int from = 0;
        string? trouble = null;
        foreach (CounterMeter part in _parts)
        {
            int count = part.Counters.Count;
            trouble ??= part.Trouble(start.Slice(from, count), later.Slice(from, count));
            from += count;
        }

        return trouble;
    }
}
