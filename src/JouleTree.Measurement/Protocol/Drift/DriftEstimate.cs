using System.Globalization;

namespace JouleTree.Measurement.Protocol.Drift;

/// <summary>How much the same computation differs between runs of the program on this machine.</summary>
/// <remarks>
/// A run's value is x = µ + b + w on a logarithmic scale: µ what the machine takes on the whole, b the state that it was in during this
/// run, w the noise of the median within the run. The rounds of one run show w alone. For b, the logarithms of the
/// reference computations' costs in earlier runs and this one have a sum of squares S about their mean; together with an assumed
/// spread s₀ that counts as ν₀ = 4 readings, s² = (ν₀·s₀² + S)/(ν₀ + n − 1): the posterior scale of a normal
/// distribution's variance under a scaled inverse χ² prior where nothing is known of its mean (Gelman et al., Bayesian
/// Data Analysis, 3rd edition, 2013, section 3.3, for κ₀ → 0). The half-width is t·s with Student's t of ν₀ + n − 1 degrees of freedom; of the references, the one that
/// changes most decides.
/// </remarks>
/// <param name="Seconds">Half-width of the drift of times, as a logarithm: 0.05 is 5 %.</param>
/// <param name="Joules">Half-width of the drift of energies, as a logarithm.</param>
/// <param name="Readings">Earlier readings behind it; 0 means that it is an assumption.</param>
/// <param name="AssumedSpread">s₀, the standard deviation assumed before any reading, as a fraction.</param>
public sealed record DriftEstimate(double Seconds, double Joules, int Readings, double AssumedSpread)
{
    /// <summary>
    /// Assumed spread of a virtual machine, or where nobody knows whether it is one. On one of them (2 cores of an AMD EPYC, 2026-11-22), four
    /// runs within an hour had standard deviations of 6 % for BERT-base as a whole and 25 % for the reference product
    /// and for small operators; this lies between.
    /// </summary>
    public const double VirtualSpread = 0.15;

    /// <summary>
    /// Assumed spread of a machine of one's own. An assumption: none was at hand to measure it. Its weight is that of
    /// four readings.
    /// </summary>
    public const double OwnSpread = 0.03;

    private const int PriorReadings = 4;

    /// <summary>The estimate from this run and earlier ones.</summary>
    /// <param name="current">This run's reading.</param>
    /// <param name="history">Earlier readings, of any machine and meter.</param>
    /// <param name="isVirtual">True on a virtual machine; null where unknown.</param>
    /// <param name="level">Level of the intervals, in (0, 1).</param>
    public static DriftEstimate Of(DriftReading current, IEnumerable<DriftReading> history, bool? isVirtual, double level)
    {
        ArgumentNullException.ThrowIfNull(current);
        ArgumentNullException.ThrowIfNull(history);
        double assumed = isVirtual == false ? OwnSpread : VirtualSpread;
        DriftReading[] readings = [.. history.Where(current.IsComparableTo), current];
        return new DriftEstimate(
            HalfWidth([.. readings.Select(reading => reading.Seconds)], assumed, level),
            HalfWidth([.. readings.Select(reading => reading.Joules)], assumed, level),
            readings.Length - 1,
            assumed);
    }

    /// <summary>An interval that covers both the noise within the run and the drift between runs.</summary>
    /// <param name="within">Estimate from the rounds of one run.</param>
    /// <param name="halfWidth">Half-width of the drift as a logarithm.</param>
    /// <returns>
    /// The two half-widths added as squares on a logarithmic scale; a single round, which has no interval, stays as it is.
    /// </returns>
    public static Estimate Widen(Estimate within, double halfWidth)
    {
        ArgumentNullException.ThrowIfNull(within);
        if (within.Rounds < 2 || within.Low <= 0)
            return within;
        return within with
        {
            Low = within.Median * Math.Exp(-double.Hypot(Math.Log(within.Median / within.Low), halfWidth)),
            High = within.Median * Math.Exp(double.Hypot(Math.Log(within.High / within.Median), halfWidth)),
        };
    }

    /// <summary>The basis in words.</summary>
    public string Basis => Readings == 0
        ? string.Create(CultureInfo.InvariantCulture, $"assumed spread of {100 * AssumedSpread:0} %, no earlier readings of this machine")
        : string.Create(CultureInfo.InvariantCulture, $"{Readings} earlier reading(s) of this machine, and an assumed spread of {100 * AssumedSpread:0} % that counts as {PriorReadings}");

    private static double HalfWidth(IReadOnlyDictionary<string, double>[] readings, double assumed, double level)
    {
        string[] names = [.. readings[^1].Keys];
        return names.Length == 0 ? Of([]) : names.Max(name => Of(
            [.. readings.Where(reading => reading.GetValueOrDefault(name) > 0).Select(reading => Math.Log(reading[name]))]));

        double Of(double[] logarithms)
        {
            double mean = logarithms.DefaultIfEmpty(0).Average();
            int degrees = PriorReadings + Math.Max(0, logarithms.Length - 1);
            double squares = logarithms.Sum(value => (value - mean) * (value - mean));
            return StudentT.TwoSided(level, degrees) * Math.Sqrt(((PriorReadings * assumed * assumed) + squares) / degrees);
        }
    }
}
