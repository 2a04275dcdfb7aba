using System.Runtime.CompilerServices;
using JouleTree.Core.Features;

namespace JouleTree.Core.Prediction.Irene.Primitives;

/// <summary>The primitive models, by the numbers that a builder gives the primitive types.</summary>
/// <param name="models">Model of each number; null for types without a model.</param>
/// <param name="fallbackJoules">Energy of primitives without a model.</param>
internal sealed class PrimitiveModels(IReadOnlyList<PrimitiveModel?> models, double fallbackJoules)
{
    private readonly double[] _scratch = new double[FeatureInfo.Count];
    private int[] _typeOfRow = [];
    private double[] _joulesOfRow = [];

    /// <summary>Energies of a tree's leaves.</summary>
    /// <param name="tree">A tree of n nodes.</param>
    /// <param name="joules">Takes the energies, <c>[n]</c>; entries of inner nodes are left alone.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Predict(FeatureTree tree, Span<double> joules)
    {
        if (_typeOfRow.Length < tree.RowCount)
        {
            _typeOfRow = new int[tree.RowCount];
            _joulesOfRow = new double[tree.RowCount];
        }

        Array.Fill(_typeOfRow, -1);
        ReadOnlySpan<int> primitives = tree.PrimitiveOf;
        ReadOnlySpan<int> rows = tree.RowOf;
        for (int node = 0; node < primitives.Length; node++)
        {
            int type = primitives[node];
            if (type < 0)
                continue;
            int row = rows[node];
            if (_typeOfRow[row] != type)
            {
                _typeOfRow[row] = type;
                _joulesOfRow[row] = type < models.Count && models[type] is { } model
                    ? model.Predict(tree.Row(row), _scratch.AsSpan(0, tree.Dimension))
                    : fallbackJoules;
            }

            joules[node] = _joulesOfRow[row];
        }
    }
}
