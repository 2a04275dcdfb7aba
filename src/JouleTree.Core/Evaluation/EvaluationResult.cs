using JouleTree.Core.Errors;
using JouleTree.Core.Results;
using JouleTree.Core.Trees;

namespace JouleTree.Core.Evaluation;

/// <summary>Result of comparing predictions with true energies.</summary>
/// <param name="Errors">Mean percentage errors by kind.</param>
/// <param name="Trees">Number of tree pairs.</param>
/// <param name="MissingCount">Nodes without a prediction.</param>
/// <param name="AdditionalCount">Predicted nodes that the true trees do not have.</param>
/// <param name="Examples">The first ten of both, as text.</param>
/// <example>
/// <code>
/// EvaluationResult result = EvaluationResult.Of(TreeReader.Read("measured.jsonl"), TreeReader.Read("predicted.jsonl"));
/// Console.WriteLine($"modules: {result.Errors.Of(NodeKind.Module):0.00} % off, {result.MissingCount} nodes not predicted");
/// </code>
/// </example>
public sealed record EvaluationResult(
    PercentageErrors Errors, long Trees, long MissingCount, long AdditionalCount, IReadOnlyList<string> Examples)
{
    private const int MaxExamples = 10;

    /// <summary>Columns that the true trees must have.</summary>
    public static ColumnSet GoldColumns { get; } = ColumnSet.Of(NodeColumn.GroundTruthEnergy);

    /// <summary>Columns that the predicted trees must have.</summary>
    public static ColumnSet PredictedColumns { get; } = ColumnSet.Of(NodeColumn.PredictedEnergy);

    /// <summary>Compares trees in order, one pair in memory at a time.</summary>
    /// <param name="gold">Trees with true energies.</param>
    /// <param name="predicted">The same trees with predictions.</param>
    /// <param name="cancellation">Ends the comparison early.</param>
    /// <exception cref="InputException">The files have different numbers of trees, different workloads, or a bad energy.</exception>
    public static EvaluationResult Of(IEnumerable<ModelTree> gold, IEnumerable<ModelTree> predicted,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(gold);
        ArgumentNullException.ThrowIfNull(predicted);
        PercentageErrors errors = new();
        List<string> examples = [];
        long trees = 0, missing = 0, additional = 0;
        using IEnumerator<ModelTree> predictions = predicted.GetEnumerator();
        foreach (ModelTree tree in gold)
        {
            cancellation.ThrowIfCancellationRequested();
            if (!predictions.MoveNext())
                throw new InputException(tree.Origin, $"has no partner: the predictions end after {Amount.Of(trees, "tree")}");
            trees++;
            TreePairs pairs = TreePairing.Pair(tree, predictions.Current);
            foreach ((TreeNode node, TreeNode? partner) in pairs.Pairs)
            {
                if (partner?.PredictedJoules is { } joules)
                    errors.Add(tree, node, joules);
                else if (++missing <= MaxExamples)
                    examples.Add($"{tree.PlaceOf(node)}: no prediction");
            }

            foreach (TreeNode node in pairs.Additional)
            {
                if (++additional <= MaxExamples)
                    examples.Add($"{predictions.Current.PlaceOf(node)}: not in the true tree");
            }
        }

        if (predictions.MoveNext())
            throw new InputException(predictions.Current.Origin, $"is one tree more than the {trees} true ones");
        return new EvaluationResult(errors, trees, missing, additional, [.. examples.Take(MaxExamples)]);
    }
}
