using System.Globalization;
using JouleTree.Core.Errors;

namespace JouleTree.Graphs;

/// <summary>
/// How numbers are stored: the type of a value, and scales that blocks of values share. Blocks lie along the last dimension, which is
/// what a linear layer sums over; docs/types.md has the sources.
/// </summary>
public sealed record NumberFormat
{
    internal NumberFormat(string name, DataType value, int bits)
    {
        (Name, Value, Bits) = (name, value, bits);
    }

    /// <summary>Its name, such as <c>bfloat16</c> or <c>int4:group=128</c>.</summary>
    public string Name { get; internal init; }

    /// <summary>Type of a value; of GGUF's blocks the nearest that has a name.</summary>
    public DataType Value { get; }

    /// <summary>Bits of a value without its share of scales.</summary>
    public int Bits { get; }

    /// <summary>Values of a row that share a scale; 0 for the whole row.</summary>
    public int BlockColumns { get; internal init; }

    /// <summary>Rows that share a scale.</summary>
    public int BlockRows { get; internal init; } = 1;

    /// <summary>Bits of what a block has beside its values: scales, zero points.</summary>
    public int ScaleBits { get; internal init; }

    /// <summary>True where a block has a zero point beside its scale.</summary>
    public bool HasZeros { get; internal init; }

    /// <summary>Bytes that a whole matrix has beside.</summary>
    public int MatrixBytes { get; internal init; }

    /// <summary>Bytes that each column of a matrix has beside, such as the order in which it was quantised.</summary>
    public int ColumnBytes { get; internal init; }

    /// <summary>True for values of at least 16 bits without scales, in which everything can be computed and kept.</summary>
    public bool IsWide => Bits >= 16;

    /// <summary>A type without scales.</summary>
    /// <param name="type">A type of floating-point numbers.</param>
    public static NumberFormat Of(DataType type) => new(type.ToName(), type, type.Bits());

    /// <summary>Bytes of a tensor: values, and scales of all blocks, also of those that are not full.</summary>
    /// <param name="shape">Its shape; all dimensions but the last two are matrices of their own.</param>
    /// <exception cref="OverflowException">There are more than 2^63 - 1.</exception>
    public long BytesOf(TensorShape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        long elements = shape.Elements;
        long values = Bits >= 8 ? checked(elements * (Bits / 8)) : Packed(elements, Bits);
        if ((ScaleBits == 0 && MatrixBytes == 0 && ColumnBytes == 0) || elements == 0)
            return values;
        long columns = shape.Rank == 0 ? 1 : shape[^1];
        long rows = shape.Rank < 2 ? 1 : shape[^2];
        long matrices = elements / (rows * columns);
        long blocks = checked(matrices * Parts(rows, BlockRows) * (BlockColumns == 0 ? 1 : Parts(columns, BlockColumns)));
        return checked(values + Packed(blocks, ScaleBits) + (matrices * (MatrixBytes + (columns * ColumnBytes))));
    }

    /// <summary>Its name.</summary>
    public override string ToString() => Name;

    /// <summary>Reads a format as it is spelled.</summary>
    /// <param name="text">
    /// A type (<c>float32</c>, <c>bfloat16</c>, <c>float16</c>, <c>float64</c>, <c>float8</c>, <c>float8_e5m2</c>, <c>int8</c>,
    /// <c>int4</c>, <c>mxfp4</c>, <c>nvfp4</c>, a block type of GGUF such as <c>q4_K</c>), and behind colons what is said of its scales:
    /// <c>int4:group=128</c>, <c>int4:group=64:zeros</c>, <c>float8:block=128</c>.
    /// </param>
    /// <exception cref="InputException">It is no such format.</exception>
    public static NumberFormat Parse(string text) => NumberFormatText.Parse(text);

    private static long Parts(long size, long part) => (size + part - 1) / part;

    private static long Packed(long count, int bits) =>
        checked((count / 8 * bits) + (((count % 8 * bits) + 7) / 8));

    /// <summary>The same with groups of values along a row that share a scale.</summary>
    internal NumberFormat Grouped(int columns) =>
        this with { BlockColumns = columns, Name = string.Create(CultureInfo.InvariantCulture, $"{Name}:group={columns}") };
}
