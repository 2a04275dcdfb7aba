using System.Globalization;
using JouleTree.Core.Prediction;
using JouleTree.Core.Prediction.Calibrated;
using JouleTree.Core.Trees;

namespace JouleTree.Cli.Estimates;

/// <summary>A model's tree as estimated for a device.</summary>
/// <param name="Device">Name of the device or predictor.</param>
/// <param name="Tree">The tree with predictions, intervals, terms and notes.</param>
/// <param name="Log">What had to be assumed.</param>
internal sealed record EstimatedTree(string Device, ModelTree Tree, PredictionLog Log)
{
    // Percent of the energy of unknown type beyond which a sum says little.
    private const double MostlyUnknown = 20;

    /// <summary>The types that were never trained, how many nodes they are and what share of the energy; null for none.</summary>
    public string? UnknownTypes()
    {
        if (Log.FilledIn.Count == 0)
            return null;
        TreeNode[] primitives = [.. Tree.Root.SelfAndDescendants().Where(node => node.Kind == NodeKind.Primitive)];
        double unknown = primitives.Where(IsOfUnknownType).Sum(node => node.PredictedJoules!.Value);
        double percent = 100 * unknown / primitives.Sum(node => node.PredictedJoules!.Value);
        string types = string.Join(", ", Log.FilledIn.Select(pair => $"{pair.Value} x {pair.Key}"));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"UNKNOWN TYPES on {Device}: {types}; {percent:0} % of the primitives' energy is of types that were never measured there, "
                + $"estimated from FLOPs and bytes alone")
            + (percent > MostlyUnknown ? ": take the sums for ORDERS OF MAGNITUDE" : "") + " (--strict refuses them)";
    }

    private static bool IsOfUnknownType(TreeNode node) =>
        node.Details?.Prediction?.Notes?.Any(note => note.StartsWith(CalibratedPredictor.UnknownType, StringComparison.Ordinal)) == true;
}
