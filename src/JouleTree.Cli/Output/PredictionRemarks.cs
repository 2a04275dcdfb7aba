using System.Globalization;
using JouleTree.Core.Prediction.Calibrated;
using JouleTree.Core.Trees;

namespace JouleTree.Cli.Output;

/// <summary>What predicting verbs tell the user beside the predictions.</summary>
internal static class PredictionRemarks
{
    // Percent of the energy of unknown type beyond which a sum says little.
    private const double MostlyUnknown = 20;

    /// <summary>What of a predicted tree lies outside the training range, or null.</summary>
    public static string? ExtrapolationOf(ModelTree predicted) =>
        predicted.Root.Details?.Prediction?.Notes?.FirstOrDefault(note => note.StartsWith(CalibratedPredictor.Extrapolating, StringComparison.Ordinal));

    /// <summary>The types of an estimate that were never trained, how many nodes they are and what share of the energy; null for none.</summary>
    public static string? UnknownTypesOf(EstimatedTree estimate)
    {
        if (estimate.Log.FilledIn.Count == 0)
            return null;
        TreeNode[] primitives = [.. estimate.Tree.Root.SelfAndDescendants().Where(node => node.Kind == NodeKind.Primitive)];
        double unknown = primitives.Where(node => estimate.Log.FilledIn.ContainsKey(node.InstanceType.ToLowerInvariant())).Sum(node => node.PredictedJoules!.Value);
        double percent = 100 * unknown / primitives.Sum(node => node.PredictedJoules!.Value);
        string types = string.Join(", ", estimate.Log.FilledIn.Select(pair => $"{pair.Value} x {pair.Key}"));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"UNKNOWN TYPES on {estimate.Device}: {types}; {percent:0} % of the primitives' energy is of types that were never measured there, estimated from FLOPs and bytes alone")
            + (percent > MostlyUnknown ? ": take the sums for ORDERS OF MAGNITUDE" : "") + " (--strict refuses them)";
    }

    /// <summary>The tree without the terms of its predictions.</summary>
    public static ModelTree WithoutTerms(ModelTree predicted) => predicted with
    {
        Root = predicted.Root.Rebuild(node => node.Details is { Prediction: { Terms: not null } prediction } details
            ? node with { Details = details with { Prediction = prediction with { Terms = null } } }
            : node),
    };

    /// <summary>Says in one line how many trees lie outside the training range, with the commonest reason.</summary>
    /// <param name="context">Where to write.</param>
    /// <param name="extrapolations">Number of trees by reason.</param>
    /// <param name="trees">Number of all trees.</param>
    public static void Say(CommandContext context, IReadOnlyDictionary<string, int> extrapolations, int trees)
    {
        if (extrapolations.Count == 0)
            return;
        KeyValuePair<string, int> commonest = extrapolations.MaxBy(pair => pair.Value);
        string others = extrapolations.Count > 1 ? $" (and {extrapolations.Count - 1} other reasons)" : "";
        context.Say($"{extrapolations.Values.Sum()} of {trees} trees lie outside the training range, their intervals are wide: "
            + $"{commonest.Key[CalibratedPredictor.Extrapolating.Length..]}{others}");
    }
}
