namespace JouleTree.Core.Serving;

/// <summary>
/// Half widths of intervals, as natural logarithms of a factor, learned from families that were left out: Student's quantile times the
/// root of their mean squared residuals.
/// </summary>
/// <param name="Dense">Of dense networks.</param>
/// <param name="Experts">Of mixtures of experts.</param>
internal readonly record struct ServingSpread(double Dense, double Experts)
{
    /// <summary>The half width of a kind.</summary>
    /// <param name="kind">A kind of network.</param>
    public double Of(ServedKind kind) => kind == ServedKind.Dense ? Dense : Experts;
}
