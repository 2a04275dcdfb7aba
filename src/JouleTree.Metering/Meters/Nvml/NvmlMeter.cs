using JouleTree.Core.Trees.Details;
using JouleTree.Metering.Machines;

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
    private readonly nint[] _devices;
    private readonly string[] _labels;
    private readonly bool[] _hasCounter;
    private readonly double[] _integrated;
    private readonly double[] _lastWatts;
    private readonly Lock _sampling = new();
    private readonly ITimer? _timer;
    private long? _lastSample;

    /// <param name="library">The library; it is disposed with the meter.</param>
    /// <param name="clock">Monotonic clock and timer.</param>
    /// <exception cref="NvmlException">The cards cannot be read.</exception>
    public NvmlMeter(NvmlLibrary library, TimeProvider clock)
        : base(clock)
    {
        ArgumentNullException.ThrowIfNull(library);
        ArgumentNullException.ThrowIfNull(clock);
        _library = library;
        _clock = clock;
        _devices = [.. library.Devices()];
        _labels = [.. _devices.Select((device, index) => $"gpu-{index} {library.Name(device)}")];
        _hasCounter = [.. _devices.Select(device => library.TotalMillijoules(device) is not null)];
        Counters = [.. _labels.Select(label => new MeterCounter(label, IsGpu: true))];
        _integrated = new double[_devices.Length];
        _lastWatts = new double[_devices.Length];
        if (_hasCounter.Contains(false))
        {
            Sample();
            _timer = clock.CreateTimer(_ => SampleQuietly(), null, SamplingPeriod, SamplingPeriod);
        }

        Description = new MeterDescription
        {
            Name = NvmlSource.MeterName,
            Source = EnergySource.Measured,
            Method = _hasCounter.Contains(false) ? "integrated power (trapezoid)" : "energy counter",
            ResolutionJoules = JoulesPerMillijoule,
            UpdateSeconds = 0.1,
            Properties = new Dictionary<string, string>
            {
                ["cards"] = string.Join(", ", _labels),
                ["limits"] = "refreshed every 20 to 100 ms, on many cards averaged over up to 1 s",
                ["covers"] = "the cards, not the processor",
            },
        };
    }

    /// <inheritdoc/>
    public override MeterDescription Description { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<MeterCounter> Counters { get; }

    /// <summary>Load and clocks of the first card, or null where there is none.</summary>
    public GpuUtilization? Utilization() => _devices.Length > 0 ? _library.Utilization(_devices[0]) : null;

    /// <inheritdoc/>
    public override long Read(Span<double?> joules)
    {
        try
        {
            lock (_sampling)
            {
                long timestamp = _clock.GetTimestamp();
                if (_timer is not null)
                    Sample();
                for (int index = 0; index < _devices.Length; index++)
                {
                    joules[index] = _hasCounter[index]
                        ? _library.TotalMillijoules(_devices[index]) * JoulesPerMillijoule
                        : _integrated[index];
                }

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
        for (int index = 0; index < _devices.Length; index++)
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
                Sample();
        }
        catch (NvmlException)
        {
            // The next reading fails the same way on the measuring thread, which can report it.
        }
    }

    private void Sample()
    {
        long now = _clock.GetTimestamp();
        double seconds = _lastSample is { } last ? _clock.GetElapsedTime(last, now).TotalSeconds : 0;
        for (int index = 0; index < _devices.Length; index++)
        {
            if (_hasCounter[index])
                continue;
            double watts = (_library.Milliwatts(_devices[index])
                ?? throw new NvmlException($"read the power of {_labels[index]}", 3, "the card has no power sensor")) * WattsPerMilliwatt;
            if (_lastSample is not null)
                _integrated[index] += 0.5 * (watts + _lastWatts[index]) * seconds;
            _lastWatts[index] = watts;
        }

        _lastSample = now;
    }
}
