namespace JouleTree.Core.Analysis;

/// <summary>Share of a part in the sum of the parts of a network, over its workloads, in percent.</summary>
/// <param name="Part">Name of the part, such as <c>Conv2d</c>.</param>
/// <param name="MeanPercent">Mean over the workloads that have the part.</param>
/// <param name="MeanRoundedPercent">The same mean over shares rounded to two decimals first, as the published notebook takes it.</param>
/// <param name="DeviationPercent">Standard deviation over the workloads; 0 for one workload.</param>
/// <param name="LowPercent">Smallest share.</param>
/// <param name="HighPercent">Largest share.</param>
/// <param name="EnergyWeightedPercent">Energy of the part over all workloads by that of all parts.</param>
public sealed record PartShare(
    string Part, double MeanPercent, double MeanRoundedPercent, double DeviationPercent,
    double LowPercent, double HighPercent, double EnergyWeightedPercent);
