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
internal sealed class CombinedMeter : IEnergyMeter
{
    private readonly IEnergyMeter[] _parts;
    private readonly int[] _sizes;

    /// <param name="parts">Meters with counters, at least one; disposed with this one.</param>
    /// <exception cref="MeterLostException">One of them cannot be read.</exception>
    public CombinedMeter(IReadOnlyList<IEnergyMeter> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        ArgumentOutOfRangeException.ThrowIfZero(parts.Count, nameof(parts));
        _parts = [.. parts];
        _sizes = [.. _parts.Select(part => part.Mark().Joules.Count)];
        MeterDescription[] descriptions = [.. _parts.Select(part => part.Description)];
        Description = new MeterDescription
        {
            Name = string.Join('+', descriptions.Select(part => part.Name)),
            Source = descriptions.Any(part => part.Source == EnergySource.Modelled) ? EnergySource.Modelled : EnergySource.Measured,
            Method = string.Join(" + ", descriptions.Select(part => $"{part.Name}: {part.Method}")),
            ResolutionJoules = descriptions.Sum(part => part.ResolutionJoules),
            UpdateSeconds = descriptions.Max(part => part.UpdateSeconds),
            Properties = descriptions.SelectMany(part =>
                part.Properties.Select(property => ($"{part.Name}_{property.Key}", property.Value)))
                .ToDictionary(pair => pair.Item1, pair => pair.Value),
        };
    }

    /// <inheritdoc/>
    public MeterDescription Description { get; }

    /// <summary>The meter of the cards among the parts, or null.</summary>
    public NvmlMeter? Cards => _parts.OfType<NvmlMeter>().FirstOrDefault();

    /// <inheritdoc/>
    public MeterMark Mark()
    {
        MeterMark[] marks = [.. _parts.Select(part => part.Mark())];
        return new MeterMark(marks[0].Timestamp, [.. marks.SelectMany(mark => mark.Joules)]);
    }

    /// <inheritdoc/>
    public EnergyWindow Between(MeterMark start, MeterMark later)
    {
        EnergyWindow[] windows = new EnergyWindow[_parts.Length];
        int from = 0;
        for (int index = 0; index < _parts.Length; index++)
        {
            windows[index] = _parts[index].Between(Slice(start, from, _sizes[index]), Slice(later, from, _sizes[index]));
            from += _sizes[index];
        }

        return new EnergyWindow
        {
            Seconds = windows[0].Seconds,
            Joules = windows.All(window => window.Joules is not null) ? windows.Sum(window => window.Joules) : null,
            GpuJoules = windows.FirstOrDefault(window => window.GpuJoules is not null)?.GpuJoules,
            ResolutionJoules = windows.Sum(window => window.ResolutionJoules),
            Components = windows.SelectMany(window => window.Components).ToDictionary(),
            Trouble = windows.FirstOrDefault(window => window.Trouble is not null)?.Trouble,
        };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (IEnergyMeter part in _parts)
            part.Dispose();
    }

    private static MeterMark Slice(MeterMark mark, int from, int size) => new(mark.Timestamp, [.. mark.Joules.Skip(from).Take(size)]);
}
