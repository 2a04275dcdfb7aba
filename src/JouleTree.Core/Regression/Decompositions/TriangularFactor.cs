using System.Runtime.CompilerServices;
using JouleTree.Core.Numerics;

namespace JouleTree.Core.Regression.Decompositions;

/// <summary>
/// The factor R of a QR factorisation of rows that come one by one: a block of rows is stacked under the present factor
/// and reduced by Householder reflections.
/// </summary>
internal sealed class TriangularFactor
{
    private const int BlockRows = 64;

    private readonly int _columns;
    // Column by column, so that a reflection runs along contiguous memory: R in the first rows, the block below it.
    private readonly double[][] _stack;
    private int _filled;

    public TriangularFactor(int columns)
    {
        _columns = columns;
        _stack = new double[columns][];
        for (int column = 0; column < columns; column++)
            _stack[column] = new double[columns + BlockRows];
    }

    /// <summary>Takes in a row <c>[columns]</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add(ReadOnlySpan<double> row)
    {
        for (int column = 0; column < _columns; column++)
            _stack[column][_columns + _filled] = row[column];
        if (++_filled == BlockRows)
            Reduce();
    }

    /// <summary>The factor, <c>[columns, columns]</c>, zero below the diagonal.</summary>
    public double[,] ToMatrix()
    {
        if (_filled > 0)
            Reduce();
        double[,] matrix = new double[_columns, _columns];
        for (int column = 0; column < _columns; column++)
        {
            for (int row = 0; row <= column; row++)
                matrix[row, column] = _stack[column][row];
        }

        return matrix;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Reduce()
    {
        for (int pivot = 0; pivot < _columns; pivot++)
        {
            // Row pivot of R and the whole block: the rows of R between are zero in this column already.
            Span<double> column = _stack[pivot].AsSpan(_columns, _filled);
            double head = _stack[pivot][pivot];
            double below = Vectors.Norm(column);
            if (below == 0)
                continue;
            double norm = double.Hypot(head, below);
            double signed = head > 0 ? -norm : norm;
            double first = head - signed;
            double scale = (first * first) + (below * below);
            _stack[pivot][pivot] = signed;
            for (int other = pivot + 1; other < _columns; other++)
            {
                Span<double> target = _stack[other].AsSpan(_columns, _filled);
                double product = (first * _stack[other][pivot]) + Vectors.Dot(column, target);
                double factor = 2 * product / scale;
                _stack[other][pivot] -= factor * first;
                Vectors.AddMultiple(column, -factor, target);
            }

            column.Clear();
        }

        _filled = 0;
    }
}
