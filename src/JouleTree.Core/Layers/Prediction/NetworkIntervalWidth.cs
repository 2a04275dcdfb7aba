using JouleTree.Core.Statistics;

namespace JouleTree.Core.Layers.Prediction;

/// <summary>
/// How wide the 90 % intervals of whole networks are beside what their layers' intervals say, learned from measured networks.
/// Immutable.
/// </summary>
/// <remarks>
/// Single layers tell how far each is missed alone. They do not tell how errors of a network's layers go together, nor what a layer
/// costs among others; measured networks do. With x = ln(measured / predicted) over the half width from the layers, the factor is the
/// wider of two. (1) The 90 % quantile of |x| of the measured networks, with the finite-sample rank of conformal prediction. It takes
/// networks as exchangeable, and those of one architecture err together. Hence (2) the prediction interval of a random-effects model
/// for a new architecture: mean zero, the variance between architectures plus that within, and Student's t with Satterthwaite's degrees
/// of freedom (An approximate distribution of estimates of variance components, 1946), rounded down.
/// </remarks>
/// <param name="Factor">Factor to the half widths that the layers give.</param>
/// <param name="Networks">Number of measured networks.</param>
/// <param name="Architectures">Number of architectures among them.</param>
internal sealed record NetworkIntervalWidth(double Factor, int Networks, int Architectures)
{
    /// <summary>Fewest architectures that say how architectures differ.</summary>
    public const int FewestArchitectures = 2;

    private const double Level = 0.9;

    /// <summary>Learns the factor.</summary>
    /// <param name="networks">
    /// Of each measured network its architecture and ln(measured / predicted), in half widths of the interval from its layers.
    /// </param>
    /// <returns>The width, or null with fewer than <see cref="FewestArchitectures"/> architectures or without any error.</returns>
    public static NetworkIntervalWidth? Learn(IEnumerable<(string Architecture, double Error)> networks)
    {
        ArgumentNullException.ThrowIfNull(networks);
        double[][] groups = [.. networks.GroupBy(one => one.Architecture, one => one.Error, StringComparer.OrdinalIgnoreCase)
            .Select(group => group.ToArray())];
        if (groups.Length < FewestArchitectures)
            return null;
        double factor = Math.Max(Quantile([.. groups.SelectMany(group => group).Select(Math.Abs)]), RandomEffects(groups));
        return factor > 0 ? new NetworkIntervalWidth(factor, groups.Sum(group => group.Length), groups.Length) : null;
    }

    private static double Quantile(double[] errors)
    {
        Array.Sort(errors);
        return errors[Math.Min(errors.Length, (int)Math.Ceiling(Level * (errors.Length + 1))) - 1];
    }

    private static double RandomEffects(double[][] groups)
    {
        double means = groups.Average(group => group.Average() * group.Average());
        int freedom = groups.Sum(group => group.Length - 1);
        double within = freedom == 0 ? 0 : groups.Sum(group => group.Sum(error => Math.Pow(error - group.Average(), 2))) / freedom;
        // The mean of m networks has the share 1/m of the variance within already; m is the harmonic mean of the groups' sizes.
        double rest = within * (1 - groups.Average(group => 1.0 / group.Length));
        double variance = means + rest;
        if (variance == 0)
            return 0;
        double degrees = variance * variance / ((means * means / groups.Length) + (freedom == 0 ? 0 : rest * rest / freedom));
        return TwoSidedQuantiles.Student(Math.Max(1, (int)degrees), Level) * Math.Sqrt(variance);
    }
}
