using JouleTree.Core.Features;
using JouleTree.Core.Features.Sources;
using JouleTree.Core.Regression;

namespace JouleTree.Core.Prediction.Irene.Primitives;

/// <summary>Fits a primitive model to each primitive type.</summary>
internal static class PrimitiveModelTrainer
{
    /// <summary>The models by type number; null for types without samples.</summary>
    /// <param name="source">Training trees; gone through once.</param>
    /// <param name="summary">Summary of the same trees.</param>
    /// <param name="cancellation">Ends the pass early.</param>
    public static IReadOnlyList<PrimitiveModel?> Train(ITreeSource source, TrainingSummary summary, CancellationToken cancellation)
    {
        int dimension = source.Features.Count;
        StandardScaler?[] scalers =
            [.. summary.Primitives.Select(primitive => primitive.Moments.Count > 0 ? StandardScaler.Fit(primitive.Moments) : null)];
        LeastSquares[] problems = [.. scalers.Select(_ => new LeastSquares(dimension))];
        IReadOnlyList<double> meanJoules = summary.MeanJoules;
        double[] scaled = new double[dimension];
        foreach (FeatureTree tree in source.Trees())
        {
            cancellation.ThrowIfCancellationRequested();
            foreach (RepeatedLeaf sample in RepeatedLeaf.Of(tree))
            {
                scalers[sample.Type]!.Transform(tree.Row(sample.Row), scaled);
                problems[sample.Type].Add(scaled, sample.Joules - meanJoules[sample.Type], sample.Repeats);
            }
        }

        PrimitiveModel?[] models = new PrimitiveModel?[scalers.Length];
        for (int type = 0; type < models.Length; type++)
        {
            if (scalers[type] is not { } scaler)
                continue;
            // Features and energies are centred, so the intercept is the mean energy.
            LeastSquaresSolution solution = problems[type].Solve();
            models[type] = new PrimitiveModel(
                source.PrimitiveTypes[type],
                scaler,
                solution.Coefficients,
                meanJoules[type],
                solution.Rank,
                samples: (long)summary.Primitives[type].Moments.Count);
        }

        return models;
    }
}
