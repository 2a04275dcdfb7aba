using JouleTree.Core.Errors;
using JouleTree.Core.Files;
using JouleTree.Core.Trees.Details;
using JouleTree.Metering.Machines;

namespace JouleTree.Metering.Meters.PowerLog;

/// <summary>
/// An external power meter that writes a CSV log while the network runs. The log is read when energies are asked for,
/// so it must keep growing until the measurement is over.
/// </summary>
/// <remarks>
/// Readings carry the clock of whoever wrote them. This machine's time is taken once, at the start, and carried on by
/// the monotonic clock, so that a step of the system clock during the run does no harm.
/// </remarks>
internal sealed class PowerLogMeter : IEnergyMeter
{
    private readonly string _path;
    private readonly double _offsetSeconds;
    private readonly Machine _machine;
    private readonly TimeProvider _clock;
    private readonly TimeSpan _patience;
    private readonly long _anchorTimestamp;
    private readonly double _anchorUnixSeconds;
    private PowerSeries? _series;
    private long? _lengthWhenGivenUp;

    /// <param name="path">The log.</param>
    /// <param name="offsetSeconds">How far the meter's clock is behind this machine's, in seconds.</param>
    /// <param name="machine">The machine: its clock.</param>
    /// <param name="patience">How long to wait for readings that are not yet in the log.</param>
    /// <exception cref="InputException">The log cannot be read.</exception>
    public PowerLogMeter(string path, double offsetSeconds, Machine machine, TimeSpan patience)
    {
        ArgumentNullException.ThrowIfNull(machine);
        TimeProvider clock = machine.Clock;
        _machine = machine;
        _path = path;
        _offsetSeconds = offsetSeconds;
        _clock = clock;
        _patience = patience;
        _anchorTimestamp = clock.GetTimestamp();
        _anchorUnixSeconds = (clock.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalSeconds;
        PowerSeries series = Load();
        Description = new MeterDescription
        {
            Name = PowerLogSource.MeterName,
            Source = EnergySource.Measured,
            Method = "integrated power (trapezoid)",
            ResolutionJoules = 0,
            UpdateSeconds = series.StepSeconds,
            Parts = [MeteredPart.Machine], // What it is plugged into may contain anything.
            Properties = new Dictionary<string, string>
            {
                ["file"] = Path.GetFileName(path),
                ["step_s"] = FormattableString.Invariant($"{series.StepSeconds:0.######}"),
                ["clock_offset_s"] = FormattableString.Invariant($"{offsetSeconds:0.######}"),
                ["covers"] = "whatever the external meter covers",
            },
        };
    }

    /// <inheritdoc/>
    public MeterDescription Description { get; }

    /// <inheritdoc/>
    public MeterMark Mark() => new(_clock.GetTimestamp(), []);

    /// <inheritdoc/>
    /// <exception cref="InputException">The log is damaged, has a gap in the window, or does not cover it.</exception>
    public EnergyWindow Between(MeterMark start, MeterMark later)
    {
        double from = UnixSeconds(start.Timestamp);
        double to = UnixSeconds(later.Timestamp);
        PowerSeries series = Covering(to);
        try
        {
            double joules = series.Joules(from, to);
            return new EnergyWindow
            {
                Seconds = to - from,
                Joules = joules,
                // Power is known at readings only: a window shorter than their distance shows an average around it, not itself.
                ResolutionJoules = to > from ? joules * series.StepSeconds / (to - from) : double.PositiveInfinity,
            };
        }
        catch (InputException error)
        {
            throw error.In(_path);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // The log is opened for each reading; nothing is held.
    }

    private double UnixSeconds(long timestamp) => _anchorUnixSeconds + _clock.GetElapsedTime(_anchorTimestamp, timestamp).TotalSeconds;

    private PowerSeries Covering(double unixSeconds)
    {
        long start = _clock.GetTimestamp();
        while (_series is null || _series.EndSeconds < unixSeconds)
        {
            // A meter that has stopped is waited for once, not once for each of a thousand intervals.
            if (_series is not null && _lengthWhenGivenUp is not null && _lengthWhenGivenUp == Length())
                break;
            _series = Load();
            if (_series.EndSeconds >= unixSeconds)
                break;
            if (_clock.GetElapsedTime(start) >= _patience)
            {
                _lengthWhenGivenUp = Length();
                break;
            }

            _machine.Wait(TimeSpan.FromSeconds(Math.Clamp(_series.StepSeconds / 2, 0.01, 1)));
        }

        return _series;
    }

    private long? Length() => new FileInfo(_path) is { Exists: true } file ? file.Length : null;

    private PowerSeries Load()
    {
        try
        {
            using StreamReader reader = new(new FileStream(_path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
            return PowerLogParser.Parse(new CompleteLines(reader), _offsetSeconds);
        }
        catch (Exception error) when (FileFailure.IsExpected(error))
        {
            throw FileFailure.Of(_path, "the power log cannot be read", error);
        }
        catch (InputException error)
        {
            throw error.In(_path);
        }
    }
}
