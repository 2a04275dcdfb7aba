using JouleTree.Core.Errors;

namespace JouleTree.Graphs.Operators.Spatial;

/// <summary>How a window slides over the spatial dimensions of a tensor [n, c, d1, d2, ...]: sizes, steps, padding.</summary>
/// <param name="Kernel">Size of the window in each dimension.</param>
/// <param name="Strides">Steps.</param>
/// <param name="Pads">Padding at all starts, then at all ends, as ONNX orders it.</param>
/// <param name="Dilations">Distances between the window's elements.</param>
/// <param name="RoundUp">The last, incomplete window counts too (<c>ceil_mode</c>).</param>
internal sealed record Windows(
    IReadOnlyList<long> Kernel, IReadOnlyList<long> Strides, IReadOnlyList<long> Pads, IReadOnlyList<long> Dilations, bool RoundUp)
{
    /// <summary>The windows of an operator with ONNX's attributes.</summary>
    /// <param name="attributes">Attributes; absent ones have ONNX's defaults.</param>
    /// <param name="kernel">Size of the window.</param>
    public static Windows Of(OperatorAttributes attributes, IReadOnlyList<long> kernel)
    {
        long[] ones = new long[kernel.Count];
        Array.Fill(ones, 1);
        return new Windows(
            kernel,
            attributes.Integers("strides") ?? ones,
            attributes.Integers("pads") ?? new long[2 * kernel.Count],
            attributes.Integers("dilations") ?? ones,
            attributes.Integer("ceil_mode") == 1);
    }

    /// <summary>Number of elements in a window.</summary>
    public long Area => Kernel.Aggregate(1L, (product, size) => product * size);

    /// <summary>Shape of the result.</summary>
    /// <param name="input">Shape [n, c, d1, d2, ...].</param>
    /// <param name="channels">Channels of the result.</param>
    /// <exception cref="InputException">The window does not fit into the input.</exception>
    public TensorShape Output(TensorShape input, long channels)
    {
        long[] result = new long[input.Rank];
        (result[0], result[1]) = (input[0], channels);
        for (int dimension = 0; dimension < Kernel.Count; dimension++)
        {
            long size = input[dimension + 2];
            long padding = Pads[dimension] + Pads[dimension + Kernel.Count];
            long room = size + padding - (Dilations[dimension] * (Kernel[dimension] - 1)) - 1;
            if (room < 0)
                throw new InputException(
                    $"an input of shape {input} is too small for a window of {string.Join('x', Kernel)}: choose a larger input");
            long steps = RoundUp ? (room + Strides[dimension] - 1) / Strides[dimension] : room / Strides[dimension];
            // A window that would start in the padding at the end is left out (PyTorch's rule for ceil_mode).
            if (RoundUp && steps * Strides[dimension] >= size + Pads[dimension])
                steps--;
            result[dimension + 2] = steps + 1;
        }

        return new TensorShape(result);
    }
}
