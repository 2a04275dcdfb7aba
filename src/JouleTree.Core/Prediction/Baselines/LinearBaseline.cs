using JouleTree.Core.Regression;
using JouleTree.Core.Trees;

namespace JouleTree.Core.Prediction.Baselines;

/// <summary>A sum of columns with one coefficient each, fitted over all nodes by relative non-negative least squares.</summary>
/// <param name="name">What it does.</param>
/// <param name="needs">What it must know.</param>
/// <param name="columns">Columns that it adds up.</param>
/// <param name="hasConstant">True to add a constant.</param>
internal sealed class LinearBaseline(string name, string needs, IReadOnlyList<NodeColumn> columns, bool hasConstant = false) : IBaseline
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public string Needs => needs;

    /// <inheritdoc/>
    public Func<ModelTree, TreeNode, double?> Train(IReadOnlyList<ModelTree> trees)
    {
        ArgumentNullException.ThrowIfNull(trees);
        HashSet<(string, double)> seen = [];
        List<double> matrix = [];
        List<double> targets = [];
        foreach (ModelTree tree in trees)
        {
            seen.Clear();
            foreach (TreeNode node in tree.Root.SelfAndDescendants())
            {
                if (node.GroundTruthJoules is not { } joules || RowOf(node) is not { } row || !seen.Add((node.InstanceType, joules)))
                    continue;
                matrix.AddRange(row);
                targets.Add(joules);
            }
        }

        if (targets.Count == 0)
            return (_, _) => null;
        double[] weights = NonNegativeLeastSquares.SolveRelative(matrix.ToArray(), targets.ToArray(),
            columns.Count + (hasConstant ? 1 : 0));
        return (_, node) => RowOf(node) is { } row ? row.Zip(weights, (value, weight) => value * weight).Sum() : null;
    }

    private double[]? RowOf(TreeNode node)
    {
        double[] row = new double[columns.Count + (hasConstant ? 1 : 0)];
        row[^1] = 1;
        for (int index = 0; index < columns.Count; index++)
        {
            if (node.Columns[columns[index]] is not { } value)
                return null;
            row[index] = value;
        }

        return row;
    }
}
