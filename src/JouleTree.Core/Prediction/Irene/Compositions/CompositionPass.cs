using System.Runtime.CompilerServices;
using JouleTree.Core.Features;
using JouleTree.Core.Numerics;
using JouleTree.Core.Prediction.Irene.Configuration;

namespace JouleTree.Core.Prediction.Irene.Compositions;

/// <summary>
/// Runs the composition over a tree, upwards for energies and downwards for the gradient, with buffers that are reused
/// from tree to tree. Not thread-safe.
/// </summary>
/// <param name="composition">The composition; its parameters may change between calls.</param>
/// <param name="strategy">What a parent is composed of.</param>
internal sealed class CompositionPass(Composition composition, TrainingStrategy strategy)
{
    // Monomials of a tree's rows are kept between the two passes up to this many rows, and expanded again beyond.
    private const int KeptRows = 512;

    private readonly double[] _scaled = new double[composition.Scaler.Mean.Count];
    private readonly double[] _gradient = new double[composition.MonomialCount + 1];
    private double[] _monomials = [];
    private double[] _activation = [];
    private double[] _weight = [];
    private double[] _rowGradient = [];
    private double[] _energy = [];
    private double[] _energyGradient = [];

    /// <summary>Energy of every node of the tree last run, joules; valid for as many entries as it has nodes.</summary>
    public ReadOnlySpan<double> Energy => _energy;

    /// <summary>Weight of every row of the tree last run; 1 for rows that no weight was needed of.</summary>
    public ReadOnlySpan<double> Weight => _weight;

    /// <summary>Gradient of the loss by the parameters (w, then b) after <see cref="Gradient"/>.</summary>
    public ReadOnlySpan<double> ParameterGradient => _gradient;

    private bool IsUnstructured => strategy == TrainingStrategy.Unstructured;

    /// <summary>Energies from the leaves' energies upwards.</summary>
    /// <param name="tree">A tree of n nodes.</param>
    /// <param name="leaves">Energy of each leaf in joules, <c>[n]</c>; entries of inner nodes are not looked at.</param>
    /// <param name="useTrueChildren">Compose parents of their children's true energies (stepwise training).</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Forward(FeatureTree tree, ReadOnlySpan<double> leaves, bool useTrueChildren = false)
    {
        Reserve(tree);
        ComputeWeights(tree);
        int n = tree.NodeCount;
        ReadOnlySpan<int> rows = tree.RowOf;
        for (int node = 0; node < n; node++)
            _energy[node] = tree.PrimitiveOf[node] >= 0 ? leaves[node] : IsUnstructured ? _weight[rows[node]] : 0;
        if (IsUnstructured)
            return;
        // In preorder every child comes after its parent: backwards, a node is complete when it is reached.
        for (int node = n - 1; node > 0; node--)
        {
            double child = useTrueChildren ? tree.EnergyOf[node] : _energy[node];
            _energy[tree.ParentOf[node]] += _weight[rows[node]] * child;
        }
    }

    /// <summary>Loss of the tree last run, and its gradient.</summary>
    /// <param name="tree">The tree of the last <see cref="Forward"/>, with true energies.</param>
    /// <param name="normalize">Divide squared errors by the squared true energy.</param>
    /// <param name="usedTrueChildren">As for <see cref="Forward"/>.</param>
    /// <returns>Sum over inner nodes of the squared (relative) errors.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public double Gradient(FeatureTree tree, bool normalize, bool usedTrueChildren)
    {
        int n = tree.NodeCount;
        ReadOnlySpan<int> rows = tree.RowOf;
        Span<double> rowGradient = _rowGradient.AsSpan(0, tree.RowCount);
        rowGradient.Clear();
        double loss = 0;
        for (int node = 0; node < n; node++)
        {
            double upstream = 0;
            if (node > 0 && !IsUnstructured)
            {
                double fromParent = _energyGradient[tree.ParentOf[node]];
                rowGradient[rows[node]] += fromParent * (usedTrueChildren ? tree.EnergyOf[node] : _energy[node]);
                upstream = usedTrueChildren ? 0 : fromParent * _weight[rows[node]];
            }

            if (tree.PrimitiveOf[node] >= 0)
                continue;
            double truth = tree.EnergyOf[node];
            double scale = normalize ? 1 / (truth * truth) : 1;
            double error = _energy[node] - truth;
            loss += error * error * scale;
            double own = 2 * error * scale;
            _energyGradient[node] = own + upstream;
            if (IsUnstructured)
                rowGradient[rows[node]] += own;
        }

        Collect(tree, rowGradient);
        return loss;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ComputeWeights(FeatureTree tree)
    {
        int rows = tree.RowCount;
        if (composition.Setting == WeightingSetting.ExactOne)
        {
            _weight.AsSpan(0, rows).Fill(1);
            return;
        }

        // The root's weight is used only where nodes are their own weights.
        int root = IsUnstructured || tree.Repeats[tree.RowOf[0]] > 1 ? -1 : tree.RowOf[0];
        for (int row = 0; row < rows; row++)
        {
            if (row == root)
            {
                _weight[row] = 1;
                _activation[row] = double.NaN;
                continue;
            }

            _activation[row] = composition.Activation(Expand(tree, row));
            _weight[row] = composition.Weight(_activation[row]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Collect(FeatureTree tree, ReadOnlySpan<double> rowGradient)
    {
        Span<double> weights = _gradient.AsSpan(0, composition.MonomialCount);
        weights.Clear();
        double bias = 0;
        for (int row = 0; row < tree.RowCount; row++)
        {
            double slope = rowGradient[row] == 0 ? 0 : rowGradient[row] * composition.WeightSlope(_activation[row]);
            if (slope == 0)
                continue;
            bias += slope;
            Vectors.AddMultiple(tree.RowCount <= KeptRows ? Kept(row) : Expand(tree, row), slope, weights);
        }

        _gradient[^1] = bias;
    }

    private Span<double> Expand(FeatureTree tree, int row)
    {
        Span<double> monomials = Kept(tree.RowCount <= KeptRows ? row : 0);
        composition.Expand(tree.Row(row), _scaled, monomials);
        return monomials;
    }

    private Span<double> Kept(int row) => _monomials.AsSpan(row * composition.MonomialCount, composition.MonomialCount);

    private void Reserve(FeatureTree tree)
    {
        if (_energy.Length < tree.NodeCount)
        {
            _energy = new double[tree.NodeCount];
            _energyGradient = new double[tree.NodeCount];
        }

        if (_weight.Length < tree.RowCount)
        {
            _weight = new double[tree.RowCount];
            _activation = new double[tree.RowCount];
            _rowGradient = new double[tree.RowCount];
            _monomials = new double[Math.Min(tree.RowCount, KeptRows) * composition.MonomialCount];
        }
    }
}
