using JouleTree.Core.Evaluation.Folds;
using JouleTree.Core.Prediction;
using JouleTree.Core.Trees;

namespace JouleTree.Core.Evaluation.Ablations;

/// <summary>Cross-validates many configurations of the published predictor over several seeds.</summary>
internal static class Ablation
{
    /// <summary>Runs the cases.</summary>
    /// <param name="trees">Measured trees of at least two models.</param>
    /// <param name="cases">Configurations.</param>
    /// <param name="seeds">Seeds; a case that does not depend on the seed runs with the first one only.</param>
    /// <param name="unknown">What to do with primitives that only the left-out model has.</param>
    /// <param name="progress">Told the number of finished cross-validations.</param>
    /// <param name="cancellation">Ends the work early.</param>
    /// <returns>A row a case, in their order.</returns>
    /// <exception cref="Errors.InputException">The trees lack something, or there is only one model.</exception>
    public static IReadOnlyList<AblationRow> Run(
        IReadOnlyList<ModelTree> trees,
        IReadOnlyList<AblationCase> cases,
        IReadOnlyList<long> seeds,
        UnknownPrimitives unknown,
        IProgress<int>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(cases);
        ArgumentNullException.ThrowIfNull(seeds);
        IReadOnlyList<Fold> folds = CrossValidation.LeaveOneOut(trees, tree => tree.ModelName, "models");
        List<AblationRow> rows = [];
        int done = 0;
        foreach (AblationCase entry in cases)
        {
            List<IReadOnlyDictionary<NodeKind, double>> errors = [];
            foreach (long seed in entry.DependsOnSeed ? seeds : seeds.Take(1))
            {
                IreneFoldTrainer trainer = new(trees, entry.Config with { Seed = seed });
                errors.Add(MeanOverFolds(CrossValidation.Run(trees, folds, trainer, unknown, result => result.Errors, cancellation)));
                progress?.Report(++done);
            }

            rows.Add(new AblationRow(entry, errors));
        }

        return rows;
    }

    private static Dictionary<NodeKind, double> MeanOverFolds(IReadOnlyList<PercentageErrors> folds) => NodeKindNames.Reported
        .ToDictionary(kind => kind, kind => folds.Select(errors => errors.Of(kind)).OfType<double>().Average());
}

/// <summary>Cross-validated errors of a case over several seeds.</summary>
/// <param name="Case">The configuration.</param>
/// <param name="Errors">For each seed, the mean over the folds of the percentage errors by kind.</param>
internal sealed record AblationRow(AblationCase Case, IReadOnlyList<IReadOnlyDictionary<NodeKind, double>> Errors)
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
