using JouleTree.Graphs;

namespace JouleTree.TorchSharp.Measuring;

/// <summary>A window that slides over a tensor, as libtorch's functions take it.</summary>
/// <param name="Kernel">Its size by dimension.</param>
/// <param name="Strides">Steps by dimension.</param>
/// <param name="Padding">What is added on either side, by dimension.</param>
/// <param name="Dilation">Distance of its elements by dimension.</param>
/// <param name="Groups">Groups of channels.</param>
/// <param name="IsRoundedUp">An incomplete last window counts.</param>
internal sealed record TorchWindow(long[] Kernel, long[] Strides, long[] Padding, long[] Dilation, long Groups, bool IsRoundedUp)
{
    /// <summary>The window of an operator; null for one that is padded otherwise at its begin than at its end.</summary>
    /// <param name="op">A convolution or a pooling.</param>
    public static TorchWindow? Of(Operator op)
    {
        if (op.Attributes.Integers("kernel_shape") is not { } kernel)
            return null;
        int dimensions = kernel.Count;
        long[] pads = [.. op.Attributes.Integers("pads") ?? Same(0, 2 * dimensions)];
        return pads.AsSpan(0, dimensions).SequenceEqual(pads.AsSpan(dimensions))
            ? new TorchWindow([.. kernel], [.. op.Attributes.Integers("strides") ?? Same(1, dimensions)], pads[..dimensions],
                [.. op.Attributes.Integers("dilations") ?? Same(1, dimensions)], op.Attributes.Integer("group") ?? 1,
                op.Attributes.Integer("ceil_mode") == 1)
            : null;
    }

    private static long[] Same(long value, int count) => [.. Enumerable.Repeat(value, count)];
}
