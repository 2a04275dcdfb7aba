using System.Globalization;
using JouleTree.Core.Trees.Details;
using JouleTree.Metering.Machines;

namespace JouleTree.Metering.Meters.CpuModel;

/// <summary>
/// A power model for machines without a meter: E = CPU seconds · watts per core + resident GiB · seconds · watts per GiB.
/// </summary>
/// <remarks>
/// Its values are labelled modelled. They compare computations on one machine as well as CPU time does, and say nothing
/// about how hard each second worked the core: an AVX-512 kernel and a pointer chase cost the same here.
/// The memory term is 0.3725 W/GB (referenceValues.csv of Green Algorithms, versions 1.0 to 2.2, which cites Karyakin and
/// Salem, DaMoN 2017, doi 10.1145/3076113.3076117; a later version has 0.08 W/GB), and counts what the process holds,
/// looked up four times a second.
/// </remarks>
internal sealed class CpuModelMeter : CounterMeter
{
    /// <summary>Watts per GiB of memory held: 0.3725 W/GB.</summary>
    public const double WattsPerGibibyte = 0.3725 * 1.073741824;

    private static readonly TimeSpan RefreshPeriod = TimeSpan.FromMilliseconds(250);

    private const double BytesPerGibibyte = 1 << 30;

    private readonly ProcessorPower _power;
    private readonly TimeProvider _clock;
    private readonly ProcessUsage _usage;
    private double _memoryJoules;
    private long? _last;
    private long? _lastRefresh;
    private long _residentBytes;

    /// <param name="power">Watts per core and where the number comes from.</param>
    /// <param name="clock">Monotonic clock.</param>
    /// <param name="usage">Reads what the process uses.</param>
    /// <exception cref="ArgumentOutOfRangeException">The watts are not positive and finite.</exception>
    public CpuModelMeter(ProcessorPower power, TimeProvider clock, ProcessUsage usage)
        : base(clock)
    {
        ArgumentNullException.ThrowIfNull(power);
        ArgumentNullException.ThrowIfNull(usage);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(power.WattsPerCore, nameof(power));
        if (!double.IsFinite(power.WattsPerCore))
            throw new ArgumentOutOfRangeException(nameof(power), power.WattsPerCore, "watts per core are finite");
        _power = power;
        _clock = clock;
        _usage = usage;
        Description = new MeterDescription
        {
            Name = CpuModelSource.MeterName,
            Source = EnergySource.Modelled,
            Method = "power model on CPU time",
            ResolutionJoules = usage.StepSeconds * power.WattsPerCore,
            UpdateSeconds = usage.StepSeconds,
            Parts = [MeteredPart.Processors, MeteredPart.Memory],
            Properties = new Dictionary<string, string>
            {
                ["watts_per_core"] = power.WattsPerCore.ToString("0.###", CultureInfo.InvariantCulture),
                ["watts_per_core_source"] = power.Source,
                ["watts_per_gib"] = WattsPerGibibyte.ToString("0.####", CultureInfo.InvariantCulture),
                ["covers"] = usage.Covers,
            },
        };
    }

    /// <inheritdoc/>
    public override MeterDescription Description { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<MeterCounter> Counters { get; } = [new("cpu"), new("memory")];

    /// <inheritdoc/>
    public override long Read(Span<double?> joules)
    {
        // Reading the memory takes up to 0.1 ms on Linux, so it is not read at each end of every interval.
        if (_lastRefresh is not { } refresh || _clock.GetElapsedTime(refresh) >= RefreshPeriod)
        {
            _residentBytes = _usage.ResidentBytes();
            _lastRefresh = _clock.GetTimestamp();
        }

        long timestamp = _clock.GetTimestamp();
        if (_last is { } last)
            _memoryJoules += _clock.GetElapsedTime(last, timestamp).TotalSeconds * _residentBytes / BytesPerGibibyte * WattsPerGibibyte;
        _last = timestamp;
        joules[0] = _usage.CpuSeconds() * _power.WattsPerCore;
        joules[1] = _memoryJoules;
        return timestamp;
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        // Nothing is held.
    }

    /// <inheritdoc/>
    protected internal override string? Trouble(CounterReading start, CounterReading later) =>
        double.IsNaN((later.Joules[0] - start.Joules[0])!.Value)
            ? $"meter {CpuModelSource.MeterName}: this system does not tell the processor time of {_usage.Covers}"
            : null;
}
