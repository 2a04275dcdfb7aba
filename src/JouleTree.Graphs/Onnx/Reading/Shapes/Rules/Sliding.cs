using JouleTree.Graphs.Onnx.Reading.Values;

namespace JouleTree.Graphs.Onnx.Reading.Shapes.Rules;

/// <summary>Sizes of what windows make that slide over a tensor [n, channels, spatial...], by a node's attributes.</summary>
/// <param name="context">The node.</param>
/// <param name="rank">Number of spatial dimensions.</param>
internal sealed class Sliding(ValueContext context, int rank)
{
    private readonly string? _auto = context.Text("auto_pad");

    /// <summary>Steps by dimension.</summary>
    public long[] Strides { get; } = Checked(context, "strides", rank, 1, Ones(rank));

    /// <summary>Distances between the positions that a window reads.</summary>
    public long[] Dilations { get; } = Checked(context, "dilations", rank, 1, Ones(rank));

    /// <summary>Widths of padding, those at the beginnings first.</summary>
    public long[] Pads { get; } = Checked(context, "pads", 2 * rank, 0, new long[2 * rank]);

    /// <summary>True where padding keeps the size but for the steps.</summary>
    public bool KeepsSize => _auto is "SAME_UPPER" or "SAME_LOWER";

    /// <summary>The result of windows over an input.</summary>
    /// <param name="x">The input.</param>
    /// <param name="channels">Channels of the result.</param>
    /// <param name="kernel">The window.</param>
    /// <param name="roundUp">A last window that is not full counts.</param>
    /// <exception cref="ShapeConflictException">A window is larger than what it slides over.</exception>
    public TensorShape Over(TensorShape x, long channels, ReadOnlySpan<long> kernel, bool roundUp)
    {
        if (kernel.Length != rank)
            throw new ShapeConflictException($"a window of {kernel.Length} dimension(s) over {x}: expected {rank}");
        long[] sizes = new long[x.Rank];
        (sizes[0], sizes[1]) = (x[0], channels);
        for (int index = 0; index < rank; index++)
        {
            if (kernel[index] < 1)
                throw new ShapeConflictException($"a window of size {kernel[index]}");
            sizes[index + 2] = KeepsSize
                ? (x[index + 2] + Strides[index] - 1) / Strides[index]
                : Steps(x, index, kernel[index], roundUp);
        }

        return new TensorShape(sizes);
    }

    private long Steps(TensorShape x, int index, long kernel, bool roundUp)
    {
        long size = x[index + 2];
        long window = checked((Dilations[index] * (kernel - 1)) + 1);
        (long before, long after) = _auto == "VALID" ? (0, 0) : (Pads[index], Pads[index + rank]);
        long room = size + before + after - window;
        if (room < 0)
            throw new ShapeConflictException(
                $"a window of {window} does not fit into the {size + before + after} position(s) of dimension {index + 2} of {x}, "
                + $"padding included: the result would be smaller than 1")
            {
                IsShortInput = true,
            };
        long stride = Strides[index];
        long steps = roundUp ? (room + stride - 1) / stride : room / stride;
        // A window that would start in the padding at the end is left out.
        if (roundUp && steps * stride >= size + before)
            steps--;
        return steps + 1;
    }

    private static long[] Checked(ValueContext context, string name, int length, long least, long[] absent)
    {
        if (context.List(name) is not { } given)
            return absent;
        if (given.Length != length || Array.Exists(given, size => size < least))
            throw new ShapeConflictException(
                $"{name} are {string.Join(", ", given)}: expected {length} number(s) of at least {least}");
        return given;
    }

    private static long[] Ones(int count)
    {
        long[] ones = new long[count];
        Array.Fill(ones, 1);
        return ones;
    }
}
