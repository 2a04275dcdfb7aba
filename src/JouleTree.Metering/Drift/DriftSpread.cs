using JouleTree.Core.Statistics;
using JouleTree.Metering.Protocol;

namespace JouleTree.Metering.Drift;

/// <summary>How one quantity of the reference computations, time or energy, spreads over readings.</summary>
/// <remarks>
/// The variance V of a computation's logarithm between runs is <see cref="RobustScale">robust</see> and drawn towards the assumed s₀²,
/// which counts as ν₀ = 4 readings: for undisturbed readings
/// the posterior scale of a variance under a scaled inverse χ² prior (Gelman et al., Bayesian Data Analysis, 3rd edition, 2013, section
/// 3.3), with ν₀ + n − 1 degrees of freedom.
/// A computation whose time goes into arithmetic, memory and the rest with shares λ follows the references in these shares: what it costs
/// in a reading, relative
/// to the median of the readings, is Σ λₖ·exp(xₖ − median xₖ), and V is that of its logarithm.
/// Of a sum of parts, what all computations have in common does not average out, what each has on its own does: V·(ρ + (1 − ρ)·Σ w²), w
/// the shares of the
/// parts. ρ is the mean correlation of two references, each robustly from the spreads of sum and difference of the two, standardised: (V₊
/// − V₋)/(V₊ + V₋)
/// (Gnanadesikan and Kettenring, Robust Estimates, Residuals, and Outlier Detection with Multiresponse Data, Biometrics 28, 1972). Before
/// readings show otherwise
/// ρ is 1, nothing averages out.
/// </remarks>
internal sealed class DriftSpread
{
    /// <summary>What the assumed spread counts as, in readings.</summary>
    public const int PriorReadings = 4;

    private readonly double[][] _deviations;
    private readonly double[] _medians;
    private readonly string[] _names;
    private readonly double _assumed;

    /// <param name="readings">Values of the references by name in each reading, positive.</param>
    /// <param name="assumed">s₀.</param>
    public DriftSpread(IEnumerable<IReadOnlyDictionary<string, double>> readings, double assumed)
    {
        _assumed = assumed;
        _names = [ReferenceWork.Compute, ReferenceWork.Memory, ReferenceWork.Small];
        double[][] logarithms = [.. readings.Where(reading => _names.All(name => reading.GetValueOrDefault(name) > 0))
            .Select(reading => _names.Select(name => Math.Log(reading[name])).ToArray())];
        _medians = [.. _names.Select((_, kind) => logarithms.Length == 0
            ? 0
            : MedianEstimate.Of(logarithms.Select(values => values[kind])).Median)];
        _deviations = [.. logarithms.Select(values => values.Zip(_medians, (value, median) => value - median).ToArray())];
        Agreement = AgreementOf();
    }

    /// <summary>Number of readings behind it.</summary>
    public int Readings => _deviations.Length;

    /// <summary>ρ: how far the references drift alike, in [0, 1].</summary>
    public double Agreement { get; }

    /// <summary>Half-width of a computation's drift at a level, as a logarithm.</summary>
    /// <param name="shares">What its time goes into.</param>
    /// <param name="level">Probability in (0, 1).</param>
    public double HalfWidth(DriftShares shares, double level)
    {
        double variance = Shrunken(_deviations.Select(values => Math.Log(
            (shares.Compute * Math.Exp(values[0])) + (shares.Memory * Math.Exp(values[1])) + (shares.Small * Math.Exp(values[2])))),
                _assumed * _assumed);
        double kept = Agreement + ((1 - Agreement) * shares.Concentration);
        return TwoSidedQuantiles.Student(PriorReadings + Math.Max(0, Readings - 1), level) * Math.Sqrt(variance * kept);
    }

    /// <summary>The median of a reference over the readings, or null where there is none.</summary>
    /// <param name="name">Its name.</param>
    public double? Median(string name) =>
        Readings > 0 && Array.IndexOf(_names, name) is >= 0 and int kind ? Math.Exp(_medians[kind]) : null;

    /// <summary>
    /// Spread of a reference over the readings, as a logarithm: their standard deviation, wild ones and all; null for fewer than two
    /// readings.
    /// </summary>
    /// <param name="name">Its name.</param>
    public double? SpreadOf(string name) => Readings > 1 && Array.IndexOf(_names, name) is >= 0 and int kind
        ? StandardDeviation([.. _deviations.Select(values => values[kind])])
        : null;

    private static double StandardDeviation(double[] values)
    {
        double mean = values.Average();
        return Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1));
    }

    private double AgreementOf()
    {
        double[] scales = [.. _names.Select((_, kind) =>
            Math.Sqrt(Shrunken(_deviations.Select(values => values[kind]), _assumed * _assumed)))];
        double sum = 0;
        foreach ((int first, int second) in ((int, int)[])[(0, 1), (0, 2), (1, 2)])
        {
            double together = Shrunken(_deviations.Select(values => (values[first] / scales[first]) + (values[second] / scales[second])),
                4);
            double apart = Shrunken(_deviations.Select(values => (values[first] / scales[first]) - (values[second] / scales[second])), 0);
            sum += (together - apart) / (together + apart);
        }

        return Math.Clamp(sum / 3, 0, 1);
    }

    private static double Shrunken(IEnumerable<double> values, double priorVariance) =>
        RobustScale.Variance(values, priorVariance, PriorReadings);
}
