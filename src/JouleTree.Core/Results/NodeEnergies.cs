using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Details;

namespace JouleTree.Core.Results;

/// <summary>The energies of a node, each with its source and interval as far as they are known.</summary>
/// <param name="Measured">From a run: measured, or modelled from what was measured; null where there was none.</param>
/// <param name="Predicted">From a predictor; null where there is no prediction.</param>
internal readonly record struct NodeEnergies(EnergyDetails? Measured, EnergyDetails? Predicted)
{
    /// <summary>What pictures show: the measured energy where there is one, else the predicted one.</summary>
    public EnergyDetails? Shown => Measured ?? Predicted;

    /// <summary>The energies of a node.</summary>
    /// <param name="tree">Its tree, whose meter says where a measured energy comes from.</param>
    /// <param name="node">A node.</param>
    public static NodeEnergies Of(ModelTree tree, TreeNode node)
    {
        ArgumentNullException.ThrowIfNull(tree);
        ArgumentNullException.ThrowIfNull(node);
        EnergyDetails? details = node.Details?.Energy;
        // Published trees have a column and no details: their meter says what it is.
        EnergySource source = tree.Details?.Meter?.Properties?.GetValueOrDefault("source") == "modelled"
            ? EnergySource.Modelled
            : EnergySource.Measured;
        EnergyDetails? measured = details is { Joules: not null }
            ? details
            : node.GroundTruthJoules is { } truth ? new EnergyDetails { Source = source, Joules = truth } : null;
        EnergyDetails? predicted = node.Details?.Prediction is { } prediction
            ? new EnergyDetails
            {
                Source = EnergySource.Predicted,
                Joules = prediction.Joules,
                Low = prediction.Low,
                High = prediction.High,
                Level = prediction.Level,
            }
            : node.PredictedJoules is { } joules ? new EnergyDetails { Source = EnergySource.Predicted, Joules = joules } : null;
        return new NodeEnergies(measured, predicted);
    }

    /// <summary>True where the meter could not resolve the node's energy.</summary>
    /// <param name="node">A node.</param>
    public static bool IsBelowResolution(TreeNode node)
    {
        ArgumentNullException.ThrowIfNull(node);
        return node.Details?.Energy is { Joules: null };
    }
}
