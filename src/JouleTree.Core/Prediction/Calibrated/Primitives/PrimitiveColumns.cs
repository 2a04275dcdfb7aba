using JouleTree.Core.Prediction.Calibrated.Operations;
using JouleTree.Core.Prediction.Calibrated.Terms;
using JouleTree.Core.Trees.Details;

namespace JouleTree.Core.Prediction.Calibrated.Primitives;

/// <summary>
/// The physical quantities that explain a primitive's energy, by family. Each coefficient is at least 0, so the sum
/// grows with every quantity. The first column is always the constant of a call.
/// </summary>
internal static class PrimitiveColumns
{
    /// <summary>
    /// Elements that a normalised row costs beyond its width: a block of threads works on each row whatever its width. PyTorch's
    /// layer_norm_kernel.cu uses blocks of 256 (kCUDANumThreads) and 512 (kCUDABlockReduceNumThreads); of the two, 256 is the nearer
    /// one on a model of width 16. Training data of one width cannot tell.
    /// </summary>
    private const double ReductionThreads = 256;

    private const double Giga = 1e9;
    private const double Mebi = 1 << 20;

    private static readonly (string, TermGroup) Call = ("call", TermGroup.CallOverhead);

    private static readonly Dictionary<OperationFamily, (string Name, TermGroup Group)[]> Columns = new()
    {
        [OperationFamily.Elementwise] = [Call, ("gflop", TermGroup.Flops), ("mib", TermGroup.Bytes)],
        [OperationFamily.Dense] = [
            Call, ("gflop", TermGroup.Flops), ("activations_mib", TermGroup.Bytes), ("weights_mib", TermGroup.Bytes),
            ("gflop_in_tiles_of_128", TermGroup.Flops), ("gflop_in_tiles_of_64", TermGroup.Flops),
        ],
        [OperationFamily.BatchedProduct] = [
            Call, ("gflop", TermGroup.Flops), ("mib", TermGroup.Bytes), ("thousand_matrices", TermGroup.CallOverhead),
            ("gflop_in_tiles_of_64", TermGroup.Flops), ("gflop_in_tiles_of_128", TermGroup.Flops),
                ("gflop_in_strips_of_64", TermGroup.Flops),
        ],
        [OperationFamily.Softmax] = [Call, ("gflop", TermGroup.Flops), ("mib", TermGroup.Bytes), ("million_rows", TermGroup.Bytes)],
        [OperationFamily.Normalization] = [Call, ("mib_with_reduction", TermGroup.Bytes)],
        [OperationFamily.Convolution] = [
            Call, ("gflop", TermGroup.Flops), ("activations_mib", TermGroup.Bytes), ("weights_mib", TermGroup.Bytes),
            ("patches_mib", TermGroup.Bytes), ("thousand_groups", TermGroup.CallOverhead),
        ],
    };

    /// <summary>Names and groups of a family's columns.</summary>
    public static IReadOnlyList<(string Name, TermGroup Group)> Of(OperationFamily family) => Columns[family];

    /// <summary>Columns of a family that predictors had from the first; those behind came later.</summary>
    public static int FirstCount(OperationFamily family) => family == OperationFamily.Convolution ? 4 : Columns[family].Length;

    /// <summary>
    /// The column whose cost per unit may rise where it no longer hides behind the call, or -1. Dense layers and
    /// convolutions are never that small in the data, so nothing could place the bend.
    /// </summary>
    public static int BendingColumn(OperationFamily family) => family switch
    {
        OperationFamily.Dense or OperationFamily.Convolution => -1,
        OperationFamily.Normalization => 1,
        _ => 2,
    };

    /// <summary>The values of the columns.</summary>
    /// <param name="operation">An operation.</param>
    /// <param name="values">One slot a column of its family.</param>
    public static void Fill(in Operation operation, Span<double> values)
    {
        double gigaflops = operation.Flops / Giga;
        double mebibytes = operation.Bytes / Mebi;
        values[0] = 1;
        switch (operation.Family)
        {
            case OperationFamily.Dense:
                FillDense(operation, values);
                break;
            case OperationFamily.BatchedProduct:
                FillProduct(operation, gigaflops, mebibytes, values);
                break;
            case OperationFamily.Softmax:
                values[1] = gigaflops;
                values[2] = mebibytes;
                values[3] = operation.Matrices * operation.Rows / 1e6;
                break;
            case OperationFamily.Convolution:
                values[1] = gigaflops;
                values[2] = 4 * operation.Rows * operation.Outer / Mebi;
                values[3] = 4 * operation.Inner / Mebi;
                // On a CPU a kernel's patches are laid out as a matrix first, and each group is a product of its own: a convolution of one
                // channel a group costs ten times its operations.
                values[4] = 4 * operation.Unfolded / Mebi;
                values[5] = operation.Matrices / 1e3;
                break;
            case OperationFamily.Normalization:
                values[1] = operation.Rows * (operation.Outer + ReductionThreads) * 16 / Mebi;
                break;
            default:
                values[1] = gigaflops;
                values[2] = mebibytes;
                break;
        }
    }

    private static void FillDense(in Operation operation, Span<double> values)
    {
        (double rows, double inner, double outer) = (operation.Rows, operation.Inner, operation.Outer);
        values[1] = 2 * rows * inner * outer / Giga;
        values[2] = 4 * rows * (inner + outer) / Mebi;
        values[3] = 4 * inner * outer / Mebi;
        values[4] = 2 * InTiles(rows, 128) * inner * InTiles(outer, 128) / Giga;
        values[5] = 2 * InTiles(rows, 64) * inner * InTiles(outer, 64) / Giga;
    }

    private static void FillProduct(in Operation operation, double gigaflops, double mebibytes, Span<double> values)
    {
        double twice = 2 * operation.Matrices * operation.Inner / Giga;
        (double rows, double outer) = (operation.Rows, operation.Outer);
        values[1] = gigaflops;
        values[2] = mebibytes;
        values[3] = operation.Matrices / 1e3;
        values[4] = twice * InTiles(rows, 64) * InTiles(outer, 64);
        values[5] = twice * InTiles(rows, 128) * InTiles(outer, 128);
        values[6] = twice * InTiles(rows, 64) * outer;
    }

    // Widths recovered from counts carry rounding in the last digits, which must not cost a whole tile.
    private static double InTiles(double count, double tile) => Math.Ceiling((count / tile) - 1e-6) * tile;
}
