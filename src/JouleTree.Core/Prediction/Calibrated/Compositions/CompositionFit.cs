using JouleTree.Core.Numerics;
using JouleTree.Core.Prediction.Calibrated.Terms;
using JouleTree.Core.Prediction.Calibrated.Workloads;

namespace JouleTree.Core.Prediction.Calibrated.Compositions;

/// <summary>
/// The energy of modules and models: a sum of terms of the subtree with coefficients of at least 0, times a correction of its
/// level.
/// </summary>
/// <param name="Weights">Coefficients of the terms, <see cref="ModuleTerms.Count"/>.</param>
/// <param name="Corrections">A correction a <see cref="ModuleLevel"/>; null where the level was never seen.</param>
internal sealed record CompositionFit(double[] Weights, LogCorrection?[] Corrections)
{
    /// <summary>Number of coordinates of a module in the space of the correction.</summary>
    public const int Dimensions = ModuleTerms.PlainCount + 5;

    // A ninth of the energy moved from one term to another is as far as one length scale.
    private const double ShareScale = 9;
    private const double TokenScale = 1;
    private const double LengthScale = 0.5;
    private const double EnergyScale = 0.3;

    // Attention that passes over its scores once more (another scale or mask) is of another kind: what was learned from one
    // says little about it, and its interval must be that of a stranger.
    private const double PassScale = 2;

    /// <summary>The sum of the terms, in joules.</summary>
    public double Physical(ReadOnlySpan<double> terms) => Vectors.Dot(terms, Weights);

    /// <summary>
    /// Coordinates of a module: the shares of its terms (those of weights as one), tokens, length, size and passes over scores. All but
    /// the size are free of units.
    /// </summary>
    /// <param name="terms">Terms of its subtree.</param>
    /// <param name="workload">Workload of its tree.</param>
    /// <param name="point"><see cref="Dimensions"/> slots.</param>
    public void FillPoint(ReadOnlySpan<double> terms, in WorkloadQuantities workload, Span<double> point)
    {
        double physical = Physical(terms);
        for (int index = 0; index < ModuleTerms.PlainCount; index++)
            point[index] = ShareScale * terms[index] * Weights[index] / physical;
        point[^1] = ShareScale * Vectors.Dot(terms[ModuleTerms.PlainCount..], Weights.AsSpan(ModuleTerms.PlainCount)) / physical;
        point[ModuleTerms.PlainCount] = TokenScale * Math.Log2(workload.Tokens);
        point[ModuleTerms.PlainCount + 1] = LengthScale * Math.Log2(Math.Max(workload.Length, 1));
        point[ModuleTerms.PlainCount + 2] = EnergyScale * Math.Log2(physical);
        point[ModuleTerms.PlainCount + 3] = PassScale * ModuleTerms.ScorePasses(terms);
        // So that the same module in two models is one point.
        for (int index = 0; index < Dimensions; index++)
            point[index] = Math.Round(point[index], 3);
    }
}
