using System.Globalization;
using JouleTree.Core.Trees.Details;

namespace JouleTree.Metering.Meters.Rapl;

/// <summary>
/// The processors' own energy counters (Intel and AMD, running average power limit) through Linux's powercap.
/// </summary>
/// <remarks>
/// Packages and DRAM are summed; nested domains are counted once (<see cref="RaplZone.IsCounted"/>). The counters are
/// updated about every millisecond (Intel SDM vol. 3B, 15.10.1) and meter the whole socket, other programs included. An interval in
/// which a counter was reset has no energy.
/// </remarks>
internal sealed class RaplMeter : CounterMeter
{
    private const double JoulesPerMicrojoule = 1e-6;

    // More than any socket draws (the largest are sold at 500 W in 2026): a counter that would have gone faster was reset.
    private const double MostWatts = 1000;

    // Readings of a counter and of the clock lie this far apart at most.
    private const double SlackSeconds = 0.1;

    private readonly TimeProvider _clock;
    private readonly RaplZone[] _zones;
    private readonly string[] _labels;
    private readonly WrappingCounter[] _counters;
    private readonly Func<RaplZone, ulong> _read;
    private readonly CounterFiles? _files;
    private readonly List<CounterReset> _resets = [];
    private long? _last;

    /// <param name="zones">Zones to read; those that are counted are summed, others are only reported.</param>
    /// <param name="clock">Monotonic clock.</param>
    /// <param name="read">Reads a counter in microjoules; null for its file.</param>
    public RaplMeter(IReadOnlyList<RaplZone> zones, TimeProvider clock, Func<RaplZone, ulong>? read = null)
        : base(clock)
    {
        ArgumentNullException.ThrowIfNull(zones);
        ArgumentNullException.ThrowIfNull(clock);
        _clock = clock;
        _files = read is null ? new CounterFiles() : null;
        _read = read ?? _files!.ReadMicrojoules;
        _zones = [.. zones];
        _labels = [.. zones.Select(zone => zone.Label(zones))];
        _counters = [.. zones.Select(zone => new WrappingCounter(zone.MaxMicrojoules))];
        Counters = [.. _zones.Zip(_labels, (zone, label) => new MeterCounter(label, zone.IsCounted))];
        Description = Describe(_zones, _labels);
    }

    /// <inheritdoc/>
    public override MeterDescription Description { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<MeterCounter> Counters { get; }

    /// <inheritdoc/>
    public override long Read(Span<double?> joules)
    {
        long timestamp = _clock.GetTimestamp();
        double seconds = _last is { } last ? Seconds(last, timestamp) : 0;
        for (int index = 0; index < _zones.Length; index++)
        {
            try
            {
                double most = MostWatts * (seconds + SlackSeconds) / JoulesPerMicrojoule;
                joules[index] = _counters[index].Advance(_read(_zones[index]), most) * JoulesPerMicrojoule;
                if (_counters[index].Reset is { } counted)
                    _resets.Add(new CounterReset(_last ?? timestamp, timestamp, index, counted * JoulesPerMicrojoule, seconds));
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException or FormatException)
            {
                throw new MeterLostException(
                    $"meter rapl: the counter {_labels[index]} cannot be read any more: {error.Message.TrimEnd('.')}; look whether its "
                    + $"driver is still loaded, and measure again", error);
            }
        }

        _last = timestamp;
        return timestamp;
    }

    /// <inheritdoc/>
    public override double? Joules(CounterReading start, CounterReading later, int counter) =>
        ResetWithin(start, later, counter) is null ? base.Joules(start, later, counter) : null;

    /// <inheritdoc/>
    public override void Dispose() => _files?.Dispose();

    /// <inheritdoc/>
    protected internal override string? Trouble(CounterReading start, CounterReading later)
    {
        // Within a few updates a counter may stand still; for longer, a running processor always uses energy.
        bool mayStand = Seconds(start.Timestamp, later.Timestamp) <= 100 * Description.UpdateSeconds;
        int stopped = -1;
        for (int index = 0; index < _zones.Length; index++)
        {
            if (!_zones[index].IsCounted)
                continue;
            if (ResetWithin(start, later, index) is { } reset)
                return Told(reset);
            if (!mayStand && _zones[index].Name != "dram" && later.Joules[index] == start.Joules[index])
                stopped = index;
        }

        return stopped >= 0 ? $"the counter {_labels[stopped]} did not move" : null;
    }

    private CounterReset? ResetWithin(CounterReading start, CounterReading later, int zone)
    {
        foreach (CounterReset reset in _resets)
        {
            if (reset.Zone == zone && reset.After >= start.Timestamp && reset.Before <= later.Timestamp)
                return reset;
        }

        return null;
    }

    private string Told(CounterReset reset) => string.Create(CultureInfo.InvariantCulture,
        $"the counter {_labels[reset.Zone]} fell without wrapping around ({reset.Joules:0.###} J in {reset.Seconds:0.###} s would be more "
            + $"than {MostWatts:0} W): it was reset, as by suspending the machine or loading its driver again; measure again");

    internal static MeterDescription Describe(IReadOnlyList<RaplZone> zones, IReadOnlyList<string> labels) => new()
    {
        Name = RaplSource.MeterName,
        Source = EnergySource.Measured,
        Method = "energy counter",
        // The unit of the counter is 2^-14 J on most Intel and 2^-16 J on most AMD processors; the kernel does not tell
        // it, so the coarser one is assumed.
        ResolutionJoules = 61e-6,
        UpdateSeconds = 1e-3,
        Parts = zones.Any(zone => zone.IsCounted && zone.Name == "dram")
            ? [MeteredPart.Processors, MeteredPart.Memory]
            : [MeteredPart.Processors],
        Properties = new Dictionary<string, string>
        {
            ["counted"] = string.Join(", ", labels.Where((_, index) => zones[index].IsCounted)),
            ["reported_only"] = string.Join(", ", labels.Where((_, index) => !zones[index].IsCounted)),
            ["covers"] = "whole sockets, other programs included",
        },
    };

    /// <summary>A counter that was reset between two readings.</summary>
    /// <param name="After">Time of the reading before the reset.</param>
    /// <param name="Before">Time of the reading behind it.</param>
    /// <param name="Zone">Index of the zone.</param>
    /// <param name="Joules">What it would have counted had it wrapped around.</param>
    /// <param name="Seconds">Seconds between the two readings.</param>
    private sealed record CounterReset(long After, long Before, int Zone, double Joules, double Seconds);
}
