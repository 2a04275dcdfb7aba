using JouleTree.Core.Errors;
using JouleTree.Core.Prediction;
using JouleTree.Core.Trees;

namespace JouleTree.Core.Evaluation.Folds;

/// <summary>Leaves parts of the data out in turn, trains on the rest and predicts what was left out.</summary>
/// <example>
/// <code>
/// ModelTree[] trees = [.. TreeReader.Read("trees.jsonl")];
/// IReadOnlyList&lt;Fold&gt; folds = CrossValidation.LeaveOneOut(trees, tree =&gt; tree.ModelName, "models");
/// CalibratedFoldTrainer trainer = new(trees, new CalibratedOptions());
/// foreach (FoldResult result in CrossValidation.Run(trees, folds, trainer, UnknownPrimitives.Mean, result =&gt; result))
///     Console.WriteLine($"without {result.Fold.Name}: {result.Errors.Of(NodeKind.Model):0.00} % off");
/// </code>
/// </example>
public static class CrossValidation
{
    /// <summary>One fold for each value of a key, in the order of first appearance.</summary>
    /// <param name="trees">The data.</param>
    /// <param name="key">Gives the name of the fold that a tree is left out in, such as its model's; null for a tree that stays in all
    /// training data.</param>
    /// <param name="what">What the key is, in the plural, for the error message.</param>
    /// <exception cref="InputException">There are fewer than two values, so nothing is left to train on.</exception>
    public static IReadOnlyList<Fold> LeaveOneOut(IReadOnlyList<ModelTree> trees, Func<ModelTree, string?> key, string what)
    {
        ArgumentNullException.ThrowIfNull(trees);
        ArgumentNullException.ThrowIfNull(key);
        Fold[] folds =
        [
            .. Enumerable.Range(0, trees.Count)
                .GroupBy(index => key(trees[index]))
                .Where(group => group.Key is not null)
                .Select((group, index) => new Fold(index, group.Key!, [.. group])),
        ];
        if (folds.Length >= 2)
            return folds;
        InputPlace place = trees.Count > 0 ? trees[0].Origin with { Line = null } : default;
        string found = folds.Length == 0 ? "no tree" : $"only {folds[0].Name}";
        throw new InputException(place, $"has {found}; leaving one out needs at least two {what}");
    }

    /// <summary>Runs the folds, several at a time.</summary>
    /// <param name="trees">The data, with true energies above 0.</param>
    /// <param name="folds">What to leave out.</param>
    /// <param name="trainer">Trains without a fold.</param>
    /// <param name="unknown">What to do with primitives that the rest of the data does not have.</param>
    /// <param name="finish">
    /// Called for each fold when it is done, from several threads; what it returns is kept, the rest is let go.
    /// </param>
    /// <param name="cancellation">Ends the work early.</param>
    /// <returns>What <paramref name="finish"/> returned, in the order of the folds.</returns>
    /// <exception cref="InputException">Training or prediction failed; the error of the first such fold.</exception>
    public static IReadOnlyList<T> Run<T>(
        IReadOnlyList<ModelTree> trees,
        IReadOnlyList<Fold> folds,
        IFoldTrainer trainer,
        UnknownPrimitives unknown,
        Func<FoldResult, T> finish,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(trees);
        ArgumentNullException.ThrowIfNull(folds);
        ArgumentNullException.ThrowIfNull(trainer);
        ArgumentNullException.ThrowIfNull(finish);
        T[] results = new T[folds.Count];
        ParallelOptions options = new() { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount };
        try
        {
            Parallel.For(0, folds.Count, options, index =>
                results[index] = finish(RunFold(trees, folds[index], trainer, unknown, cancellation)));
        }
        catch (AggregateException error) when (error.InnerExceptions.OfType<InputException>().FirstOrDefault() is { } first)
        {
            throw new InputException(first.Place, first.Problem, first);
        }
        catch (AggregateException error) when (error.InnerExceptions.OfType<OperationCanceledException>().Any())
        {
            throw new OperationCanceledException(cancellation);
        }

        return results;
    }

    private static FoldResult RunFold(
        IReadOnlyList<ModelTree> trees, Fold fold, IFoldTrainer trainer, UnknownPrimitives unknown, CancellationToken cancellation)
    {
        IEnergyPredictor predictor = trainer.Train(fold, cancellation);
        PercentageErrors errors = new();
        PredictionLog log = new();
        List<ModelTree> predictions = new(fold.TestTrees.Count);
        foreach (int index in fold.TestTrees)
        {
            cancellation.ThrowIfCancellationRequested();
            ModelTree predicted = predictor.Predict(trees[index], unknown, log);
            predictions.Add(predicted);
            foreach (TreeNode node in predicted.Root.SelfAndDescendants())
                errors.Add(predicted, node, node.PredictedJoules!.Value);
        }

        return new FoldResult(fold, predictor, predictions, errors, log);
    }
}

/// <summary>One part of a cross-validation: what is left out of training and predicted.</summary>
/// <param name="Index">Place of the fold, from 0.</param>
/// <param name="Name">What is left out, such as a model's name.</param>
/// <param name="TestTrees">Places of the left-out trees in the data, ascending.</param>
public sealed record Fold(int Index, string Name, IReadOnlyList<int> TestTrees);

/// <summary>What became of a fold.</summary>
/// <param name="Fold">What was left out.</param>
/// <param name="Predictor">The predictor trained on the rest.</param>
/// <param name="Predictions">The left-out trees with predictions, in the order of the data.</param>
/// <param name="Errors">Mean percentage errors on the left-out trees.</param>
/// <param name="Log">What the predictor had to assume.</param>
public sealed record FoldResult(
    Fold Fold, IEnergyPredictor Predictor, IReadOnlyList<ModelTree> Predictions, PercentageErrors Errors, PredictionLog Log);

/// <summary>Trains a predictor without a fold. Thread-safe: folds are trained side by side.</summary>
public interface IFoldTrainer
{
    /// <summary>A predictor trained on all trees that are not left out.</summary>
    /// <param name="fold">What is left out.</param>
    /// <param name="cancellation">Ends training early.</param>
    IEnergyPredictor Train(Fold fold, CancellationToken cancellation);
}
