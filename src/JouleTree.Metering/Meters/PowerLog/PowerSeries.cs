using System.Globalization;
using JouleTree.Core.Errors;

namespace JouleTree.Metering.Meters.PowerLog;

/// <summary>Power readings in order of time, and the energy under them by the trapezoid rule. Immutable.</summary>
/// <remarks>
/// E = Σ ½ (pᵢ + pᵢ₊₁) (tᵢ₊₁ − tᵢ), with power interpolated linearly at the ends of the window. Between readings
/// nothing is known: peaks shorter than their distance are missed.
/// </remarks>
internal sealed class PowerSeries
{
    private readonly double[] _seconds;
    private readonly double[] _watts;

    /// <param name="seconds">Times in seconds, strictly rising.</param>
    /// <param name="watts">Power in watts at those times.</param>
    /// <exception cref="ArgumentException">Lengths differ, fewer than two readings, or times that do not rise.</exception>
    public PowerSeries(IReadOnlyList<double> seconds, IReadOnlyList<double> watts)
    {
        ArgumentNullException.ThrowIfNull(seconds);
        ArgumentNullException.ThrowIfNull(watts);
        if (seconds.Count != watts.Count || seconds.Count < 2)
            throw new ArgumentException($"{seconds.Count} times and {watts.Count} powers, expected as many of both and at least 2",
                nameof(watts));
        _seconds = [.. seconds];
        _watts = [.. watts];
        double[] steps = new double[_seconds.Length - 1];
        for (int index = 0; index < steps.Length; index++)
        {
            steps[index] = _seconds[index + 1] - _seconds[index];
            if (!(steps[index] > 0))
                throw new ArgumentException($"time {_seconds[index + 1]} s after {_seconds[index]} s, expected rising times",
                    nameof(seconds));
        }

        Array.Sort(steps);
        StepSeconds = steps[steps.Length / 2];
    }

    /// <summary>First time in seconds.</summary>
    public double StartSeconds => _seconds[0];

    /// <summary>Last time in seconds.</summary>
    public double EndSeconds => _seconds[^1];

    /// <summary>Median distance of two readings in seconds.</summary>
    public double StepSeconds { get; }

    /// <summary>Distance of two readings from which on they count as a gap: five steps.</summary>
    public double GapSeconds => 5 * StepSeconds;

    /// <summary>Energy between two times.</summary>
    /// <param name="start">Start of the window in seconds.</param>
    /// <param name="end">End of the window in seconds, not before <paramref name="start"/>.</param>
    /// <returns>Joules.</returns>
    /// <exception cref="InputException">The window is not covered, or there is a gap in it.</exception>
    public double Joules(double start, double end)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(end, start);
        if (start < StartSeconds || end > EndSeconds)
        {
            throw new InputException(string.Create(
                CultureInfo.InvariantCulture,
                $"the power readings span {StartSeconds:0.###} to {EndSeconds:0.###} s, the measured interval is {start:0.###} to "
                    + $"{end:0.###} s: start the meter earlier and stop it later, or set the clock offset"));
        }

        int index = Array.BinarySearch(_seconds, start);
        if (index < 0)
            index = ~index - 1;
        double joules = 0;
        double time = start;
        for (; time < end && index < _seconds.Length - 1; index++)
        {
            double step = _seconds[index + 1] - _seconds[index];
            if (step > GapSeconds)
            {
                throw new InputException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"no power reading between {_seconds[index]:0.###} and {_seconds[index + 1]:0.###} s, within the measured interval; "
                        + $"readings are usually {StepSeconds:0.###} s apart: let the meter write without a pause, and measure again"));
            }

            double until = Math.Min(end, _seconds[index + 1]);
            joules += 0.5 * (At(index, time) + At(index, until)) * (until - time);
            time = until;
        }

        return joules;
    }

    private double At(int index, double time) => _watts[index]
        + ((_watts[index + 1] - _watts[index]) * (time - _seconds[index]) / (_seconds[index + 1] - _seconds[index]));
}
