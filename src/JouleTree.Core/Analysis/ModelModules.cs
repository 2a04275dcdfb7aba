namespace JouleTree.Core.Analysis;

/// <summary>Module-wise analysis of one network over its workloads. Immutable.</summary>
internal sealed class ModelModules
{
    /// <summary>Analyses the workloads of one network.</summary>
    /// <param name="model">Name of the network.</param>
    /// <param name="samples">Its workloads, at least one.</param>
    public ModelModules(string model, IReadOnlyList<ModuleSample> samples)
    {
        ArgumentNullException.ThrowIfNull(samples);
        ArgumentOutOfRangeException.ThrowIfZero(samples.Count, nameof(samples));
        Model = model;
        Samples = samples;
        Shares = [.. samples.SelectMany(sample => sample.PartJoules.Keys).Distinct().Order(StringComparer.Ordinal).Select(ShareOf)];
        double[] deviations = [.. samples.Select(sample => sample.Deviation).OfType<double>()];
        if (deviations.Length > 0)
        {
            MeanMeasuredJoules = samples.Select(sample => sample.MeasuredJoules).OfType<double>().Average();
            MeanDeviation = deviations.Average();
            MeanAbsoluteDeviation = deviations.Average(Math.Abs);
            LargestAbsoluteDeviation = deviations.Max(Math.Abs);
        }

        MeanSumJoules = samples.Average(sample => sample.SumJoules);
    }

    /// <summary>Name of the network.</summary>
    public string Model { get; }

    /// <summary>Its workloads in file order.</summary>
    public IReadOnlyList<ModuleSample> Samples { get; }

    /// <summary>Mean measured energy of a forward pass in joules, or null where no workload was measured as a whole.</summary>
    public double? MeanMeasuredJoules { get; }

    /// <summary>Mean over the workloads of the sum of the parts in joules.</summary>
    public double MeanSumJoules { get; }

    /// <summary>Mean of (sum − measured) / sum, signed.</summary>
    public double? MeanDeviation { get; }

    /// <summary>Mean of its absolute value.</summary>
    public double? MeanAbsoluteDeviation { get; }

    /// <summary>Largest absolute value.</summary>
    public double? LargestAbsoluteDeviation { get; }

    /// <summary>Shares of the parts, by name.</summary>
    public IReadOnlyList<PartShare> Shares { get; }

    private PartShare ShareOf(string part)
    {
        double[] percents = [.. Samples.Select(sample => sample.Percent(part)).OfType<double>()];
        if (percents.Length == 0)
            return new PartShare(part, 0, 0, 0, 0, 0, 0);
        double mean = percents.Average();
        double variance = percents.Length < 2 ? 0 : percents.Sum(value => (value - mean) * (value - mean)) / (percents.Length - 1);
        double total = Samples.Sum(sample => sample.SumJoules);
        return new PartShare(
            part, mean, percents.Average(value => Math.Round(value, 2)), Math.Sqrt(variance), percents.Min(), percents.Max(),
            100 * Samples.Sum(sample => sample.PartJoules.GetValueOrDefault(part)) / total);
    }
}

/// <summary>Share of a part in the sum of the parts of a network, over its workloads, in percent.</summary>
/// <param name="Part">Name of the part, such as <c>Conv2d</c>.</param>
/// <param name="MeanPercent">Mean over the workloads that have the part.</param>
/// <param name="MeanRoundedPercent">The same mean over shares rounded to two decimals first, as the published notebook takes it.</param>
/// <param name="DeviationPercent">Standard deviation over the workloads; 0 for one workload.</param>
/// <param name="LowPercent">Smallest share.</param>
/// <param name="HighPercent">Largest share.</param>
/// <param name="EnergyWeightedPercent">Energy of the part over all workloads by that of all parts.</param>
internal sealed record PartShare(
    string Part, double MeanPercent, double MeanRoundedPercent, double DeviationPercent,
    double LowPercent, double HighPercent, double EnergyWeightedPercent);
