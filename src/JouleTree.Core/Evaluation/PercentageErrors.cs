using JouleTree.Core.Errors;
using JouleTree.Core.Trees;

namespace JouleTree.Core.Evaluation;

/// <summary>
/// Mean percentage errors by kind of node: the mean over nodes of 100·|E − Ê|/E, the published measure. Not
/// thread-safe.
/// </summary>
/// <example>
/// <code>
/// PercentageErrors errors = new();
/// foreach (TreeNode node in predicted.Root.SelfAndDescendants())
///     errors.Add(predicted, node, node.PredictedJoules!.Value);
/// Console.WriteLine($"primitives: {errors.Of(NodeKind.Primitive):0.00} % off");
/// </code>
/// </example>
public sealed class PercentageErrors
{
    private readonly double[] _sum = new double[3];
    private readonly long[] _count = new long[3];

    /// <summary>Mean percentage error of a kind, or null where there is no such node.</summary>
    /// <param name="kind">Kind of nodes.</param>
    public double? Of(NodeKind kind) => _count[(int)kind] > 0 ? _sum[(int)kind] / _count[(int)kind] : null;

    /// <summary>Number of nodes of a kind.</summary>
    /// <param name="kind">Kind of nodes.</param>
    public long CountOf(NodeKind kind) => _count[(int)kind];

    /// <summary>Takes in a node.</summary>
    /// <param name="gold">Tree of the true node, for error messages.</param>
    /// <param name="truth">Node with the true energy.</param>
    /// <param name="predictedJoules">Predicted energy.</param>
    /// <exception cref="InputException">The true energy is missing or 0.</exception>
    public void Add(ModelTree gold, TreeNode truth, double predictedJoules)
    {
        ArgumentNullException.ThrowIfNull(gold);
        ArgumentNullException.ThrowIfNull(truth);
        double energy = TrueEnergyOf(gold, truth);
        _sum[(int)truth.Kind] += 100 * Math.Abs(energy - predictedJoules) / energy;
        _count[(int)truth.Kind]++;
    }

    /// <summary>True energy of a node in joules, above 0.</summary>
    /// <param name="gold">Tree of the node, for error messages.</param>
    /// <param name="truth">A node.</param>
    /// <exception cref="InputException">The true energy is missing or 0.</exception>
    public static double TrueEnergyOf(ModelTree gold, TreeNode truth)
    {
        ArgumentNullException.ThrowIfNull(gold);
        ArgumentNullException.ThrowIfNull(truth);
        string field = NodeColumn.GroundTruthEnergy.ToPublishedName();
        double energy = truth.GroundTruthJoules
            ?? throw new InputException(gold.PlaceOf(truth, field), "is missing, and the percentage error needs it");
        return energy > 0
            ? energy
            : throw new InputException(gold.PlaceOf(truth, field), "is 0, and the percentage error divides by it");
    }
}
