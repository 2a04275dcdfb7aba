using JouleTree.Cli.Terminal;
using JouleTree.Core.Prediction.Calibrated;
using JouleTree.Core.Results;
using JouleTree.Core.Trees;

namespace JouleTree.Cli.Predictors;

/// <summary>What predicting verbs tell the user beside the predictions.</summary>
internal static class PredictionRemarks
{
    /// <summary>The tree without the terms of its predictions.</summary>
    public static ModelTree WithoutTerms(ModelTree predicted) => predicted with
    {
        Root = predicted.Root.Rebuild(node => node.Details is { Prediction: { Terms: not null } prediction } details
            ? node with { Details = details with { Prediction = prediction with { Terms = null } } }
            : node),
    };

    /// <summary>True where the predictor could not tell how wrong it may be about some node.</summary>
    public static bool LacksIntervals(ModelTree predicted) => predicted.Root.SelfAndDescendants().Any(node =>
        node.Details?.Prediction?.Notes?.Any(note => note.StartsWith(CalibratedPredictor.NoInterval, StringComparison.Ordinal)) == true);

    /// <summary>Says in one line how many trees lie outside the training range, with the commonest reason.</summary>
    /// <param name="context">Where to write.</param>
    /// <param name="extrapolations">Number of trees by reason.</param>
    /// <param name="trees">Number of all trees.</param>
    public static void Say(CommandContext context, IReadOnlyDictionary<string, int> extrapolations, int trees)
    {
        if (extrapolations.Count == 0)
            return;
        KeyValuePair<string, int> commonest = extrapolations.MaxBy(pair => pair.Value);
        string others = extrapolations.Count > 1 ? $" (and {Amount.Of(extrapolations.Count - 1, "other reason")})" : "";
        int outside = extrapolations.Values.Sum();
        context.Say($"{outside} of {Amount.Of(trees, "tree")} {Amount.Do(outside, "lies", "lie")} outside the training range, "
            + $"{Amount.Do(outside, "its", "their")} intervals are wide: "
            + $"{commonest.Key[CalibratedPredictor.Extrapolating.Length..]}{others}");
    }
}
