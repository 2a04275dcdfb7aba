using JouleTree.Core.Features;
using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Details;

namespace JouleTree.Core.Prediction.Irene;

/// <summary>Which features matter to a prediction: each is raised alone, in all nodes, and the answer compared.</summary>
/// <remarks>
/// A sensitivity of 0.6 to FLOPs says that 1 % more FLOPs, with all else the same, means 0.6 % more energy. Features that hang together
/// (twice the batch has twice the FLOPs) are raised one at a time, so that sensitivities say what the predictor looks at, not what a
/// change of the workload would cost. Only for predictors that take features one by one: the calibrated one infers shapes from
/// counts that belong together, and tells its terms.
/// </remarks>
internal static class FeatureSensitivities
{
    private const double Step = 1.01;

    /// <summary>A predicted tree with the sensitivities of every node in its details, largest first.</summary>
    /// <param name="predictor">What predicted it.</param>
    /// <param name="tree">The tree as it was given to the predictor.</param>
    /// <param name="predicted">Its prediction.</param>
    /// <param name="unknown">What was done with primitives of unknown type.</param>
    public static ModelTree Add(IrenePredictor predictor, ModelTree tree, ModelTree predicted, UnknownPrimitives unknown)
    {
        TreeNode[] before = [.. predicted.Root.SelfAndDescendants()];
        Dictionary<string, double>[] found = new Dictionary<string, double>[before.Length];
        for (int index = 0; index < found.Length; index++)
            found[index] = [];
        foreach ((string name, ModelTree raised, double factor) in Raised(predictor, tree))
        {
            int index = 0;
            foreach (TreeNode after in predictor.Predict(raised, unknown).Root.SelfAndDescendants())
            {
                if (before[index].PredictedJoules is { } was and not 0 && after.PredictedJoules is { } now && now != was)
                    found[index].Add(name, (now - was) / Math.Abs(was) / (factor - 1));
                index++;
            }
        }

        // Nodes were numbered in preorder.
        int next = 0;
        return predicted with { Root = Fill(predicted.Root) };

        TreeNode Fill(TreeNode node)
        {
            Dictionary<string, double> own = found[next++];
            return node with
            {
                Children = [.. node.Children.Select(Fill)],
                Details = own.Count == 0 ? node.Details : (node.Details ?? new NodeDetails()) with
                {
                    Prediction = (node.Details?.Prediction ?? new PredictionDetails { Joules = node.PredictedJoules!.Value }) with
                    {
                        Sensitivities = own.OrderByDescending(pair => Math.Abs(pair.Value))
                            .ToDictionary(pair => pair.Key, pair => pair.Value),
                    },
                },
            };
        }
    }

    private static IEnumerable<(string Name, ModelTree Tree, double Factor)> Raised(IrenePredictor predictor, ModelTree tree)
    {
        if (tree.BatchSize is { } batch)
            yield return (Feature.BatchSize.ToName(), tree with { BatchSize = batch + 1 }, (batch + 1.0) / batch);
        if (tree.SequenceLength is { } length)
            yield return (Feature.SequenceLength.ToName(), tree with { SequenceLength = length + 1 }, (length + 1.0) / length);
        foreach (Feature feature in Enum.GetValues<Feature>())
        {
            if (feature.ColumnOf() is { } column && predictor.Features.Contains(feature))
                yield return (feature.ToName(), tree
                    with
                { Root = tree.Root.Rebuild(node => node.With(column, Step * node.Columns[column])) }, Step);
        }
    }
}
