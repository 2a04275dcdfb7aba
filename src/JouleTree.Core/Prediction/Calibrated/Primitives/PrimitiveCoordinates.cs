using JouleTree.Core.Prediction.Calibrated.Operations;
using JouleTree.Core.Trees.Details;

namespace JouleTree.Core.Prediction.Calibrated.Primitives;

/// <summary>
/// Where an operation lies in the space of the kernel correction: logarithms to base 2 of what its time depends on, each
/// divided by the number of octaves over which a residual is believed to carry.
/// </summary>
/// <remarks>
/// Rows and lengths have short scales, because tiles and waves make steps there; batch size has a long one, because
/// work is proportional to it; widths lie between. All follow from counts.
/// </remarks>
internal static class PrimitiveCoordinates
{
    private const double RowOctaves = 0.3;
    private const double LengthOctaves = 0.3;
    private const double SizeOctaves = 0.5;
    private const double WidthOctaves = 1;
    private const double BatchOctaves = 2;

    /// <summary>Most coordinates that an operation has.</summary>
    public const int MaxCount = 3;

    /// <summary>Number of coordinates of a family.</summary>
    public static int Count(OperationFamily family) => family switch
    {
        OperationFamily.Dense or OperationFamily.BatchedProduct or OperationFamily.Convolution => 3,
        OperationFamily.Softmax => 2,
        _ => 1,
    };

    /// <summary>The coordinates of an operation, rounded so that equal workloads are equal points.</summary>
    public static void Fill(in Operation operation, Span<double> point)
    {
        switch (operation.Family)
        {
            case OperationFamily.Dense:
                point[0] = Octaves(operation.Rows, RowOctaves);
                point[1] = Octaves(operation.Inner, WidthOctaves);
                point[2] = Octaves(operation.Outer, WidthOctaves);
                break;
            case OperationFamily.Convolution:
                point[0] = Octaves(operation.Rows, WidthOctaves);
                point[1] = Octaves(operation.Inner, WidthOctaves);
                point[2] = Octaves(operation.Outer, WidthOctaves);
                break;
            case OperationFamily.BatchedProduct:
                point[0] = Octaves(operation.Matrices, BatchOctaves);
                point[1] = Octaves(operation.Length, LengthOctaves);
                point[2] = Octaves(operation.Inner, WidthOctaves);
                break;
            case OperationFamily.Softmax:
                point[0] = Octaves(operation.Matrices, BatchOctaves);
                point[1] = Octaves(operation.Length, LengthOctaves);
                break;
            default:
                point[0] = Octaves(operation.Bytes, SizeOctaves);
                break;
        }
    }

    /// <summary>Octaves of a point's coordinate, for distances from a range.</summary>
    public static double ScaleOf(OperationFamily family, int coordinate) => (family, coordinate) switch
    {
        (OperationFamily.Dense, 0) => RowOctaves,
        (OperationFamily.BatchedProduct or OperationFamily.Softmax, 0) => BatchOctaves,
        (OperationFamily.BatchedProduct or OperationFamily.Softmax, 1) => LengthOctaves,
        (OperationFamily.Dense or OperationFamily.BatchedProduct or OperationFamily.Convolution, _) => WidthOctaves,
        _ => SizeOctaves,
    };

    private static double Octaves(double value, double scale) => Math.Round(Math.Log2(Math.Max(value, 1e-9)) / scale, 5);
}
