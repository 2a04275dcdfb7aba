using JouleTree.Core.Trees.Details;
using JouleTree.Metering.Machines;
using JouleTree.Metering.Meters.Channels;

namespace JouleTree.Metering.Meters.Nvml;

/// <summary>
/// The energy of NVIDIA cards: the card's own counter where it has one, else power read every few milliseconds and
/// integrated (trapezoid).
/// </summary>
/// <remarks>
/// Boards refresh what they tell every 20 to 100 ms, and many average power over up to a second (Yang, Adamek and
/// Armour, SC 2024); windows should be seconds long.
/// </remarks>
internal sealed class NvmlMeter : CounterMeter
{
    /// <summary>Distance of power readings where a card has no counter.</summary>
    public static TimeSpan SamplingPeriod { get; } = TimeSpan.FromMilliseconds(10);

    private const double JoulesPerMillijoule = 1e-3;
    private const double WattsPerMilliwatt = 1e-3;

    private readonly NvmlLibrary _library;
    private readonly TimeProvider _clock;
    private readonly NvmlCard[] _cards;
    private readonly string[] _labels;
    private readonly PowerIntegral?[] _integrals;
    private readonly Lock _sampling = new();
    private readonly ITimer? _timer;

    /// <param name="library">The library; it is disposed with the meter.</param>
    /// <param name="cards">The cards to read.</param>
    /// <param name="clock">Monotonic clock and timer.</param>
    /// <param name="integratesPower">Power is integrated also where a card has a counter.</param>
    /// <exception cref="NvmlException">The cards cannot be read.</exception>
    public NvmlMeter(NvmlLibrary library, IReadOnlyList<NvmlCard> cards, TimeProvider clock, bool integratesPower = false)
        : base(clock)
    {
        ArgumentNullException.ThrowIfNull(library);
        ArgumentNullException.ThrowIfNull(cards);
        ArgumentNullException.ThrowIfNull(clock);
        _library = library;
        _clock = clock;
        _cards = [.. cards];
        _labels = [.. cards.Select(card => $"gpu-{card.Index} {card.Name}")];
        _integrals =
        [
            .. cards.Select(card => integratesPower || library.TotalMillijoules(card.Handle) is null ? new PowerIntegral(clock) : null),
        ];
        Counters = [.. _labels.Select(label => new MeterCounter(label, IsGpu: true))];
        bool isIntegrated = _integrals.Any(integral => integral is not null);
        if (isIntegrated)
        {
            Sample(clock.GetTimestamp());
            _timer = clock.CreateTimer(_ => SampleQuietly(), null, SamplingPeriod, SamplingPeriod);
        }

        bool isPartitioned = cards.Any(card => card.IsPartitioned);
        Description = new MeterDescription
        {
            Name = integratesPower ? NvmlSource.PowerMeterName : NvmlSource.MeterName,
            Source = EnergySource.Measured,
            Method = isIntegrated ? "integrated power (trapezoid)" : "energy counter",
            ResolutionJoules = JoulesPerMillijoule,
            UpdateSeconds = 0.1,
            Parts = [.. cards.Select(card => MeteredPart.OfGpu(card.Address))],
            Properties = new Dictionary<string, string>
            {
                ["cards"] = string.Join(", ", _labels),
                ["limits"] = "refreshed every 20 to 100 ms, on many cards averaged over up to 1 s",
                ["covers"] = isPartitioned
                    ? "the whole cards with all their parts (MIG), which have no energies of their own; not the processor"
                    : "the cards, not the processor",
            },
        };
    }

    /// <inheritdoc/>
    public override MeterDescription Description { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<MeterCounter> Counters { get; }

    /// <summary>Load and clocks of the first card, or null where there is none.</summary>
    public GpuUtilization? Utilization() => _cards.Length > 0 ? _library.Utilization(_cards[0].Handle) : null;

    /// <summary>Free bytes of the card that has the fewest, or null where none tells.</summary>
    public long? FreeBytes => _cards.Min(card => _library.FreeBytes(card.Handle));

    /// <inheritdoc/>
    public override long Read(Span<double?> joules)
    {
        try
        {
            lock (_sampling)
            {
                long timestamp = _clock.GetTimestamp();
                Sample(timestamp);
                for (int index = 0; index < _cards.Length; index++)
                    joules[index] = _integrals[index]?.Joules ?? (_library.TotalMillijoules(_cards[index].Handle) * JoulesPerMillijoule);
                return timestamp;
            }
        }
        catch (NvmlException error)
        {
            throw new MeterLostException($"meter nvml: {error.Message}; look whether nvidia-smi still shows the card, and measure again",
                error);
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _timer?.Dispose();
        lock (_sampling)
            _library.Dispose();
    }

    /// <inheritdoc/>
    protected internal override string? Trouble(CounterReading start, CounterReading later)
    {
        string? trouble = null;
        for (int index = 0; index < _cards.Length; index++)
        {
            double? joules = later.Joules[index] - start.Joules[index];
            if (joules is null)
                trouble = $"{_labels[index]} did not tell its energy: measure again, and check the card with nvidia-smi where it happens "
                    + $"often";
            else if (joules < 0)
                trouble = $"the counter of {_labels[index]} went back, the driver was reloaded: measure again";
        }

        return trouble;
    }

    private void SampleQuietly()
    {
        try
        {
            lock (_sampling)
                Sample(_clock.GetTimestamp());
        }
        catch (NvmlException)
        {
            // The next reading fails the same way on the measuring thread, which can report it.
        }
    }

    private void Sample(long now)
    {
        for (int index = 0; index < _cards.Length; index++)
        {
            _integrals[index]?.Add(now, (_library.Milliwatts(_cards[index].Handle)
                ?? throw new NvmlException($"read the power of {_labels[index]}", 3, "the card has no power sensor")) * WattsPerMilliwatt);
        }
    }
}
