using JouleTree.Core.Trees;

namespace JouleTree.Core.Evaluation.Ablations;

/// <summary>Cross-validated errors of a case over several seeds.</summary>
/// <param name="Case">The configuration.</param>
/// <param name="Errors">For each seed, the mean over the folds of the percentage errors by kind.</param>
public sealed record AblationRow(AblationCase Case, IReadOnlyList<IReadOnlyDictionary<NodeKind, double>> Errors)
{
    /// <summary>Mean error over the seeds, percent.</summary>
    /// <param name="kind">Kind of nodes.</param>
    public double MeanOf(NodeKind kind) => Errors.Average(errors => errors[kind]);

    /// <summary>Standard deviation over the seeds (divided by n − 1), percent; null with fewer than two.</summary>
    /// <param name="kind">Kind of nodes.</param>
    public double? DeviationOf(NodeKind kind)
    {
        if (Errors.Count < 2)
            return null;
        double mean = MeanOf(kind);
        return Math.Sqrt(Errors.Sum(errors => (errors[kind] - mean) * (errors[kind] - mean)) / (Errors.Count - 1));
    }
}
