using JouleTree.Core.Trees.Details;

namespace JouleTree.Core.Layers.Prediction;

/// <summary>Operators whose kernel slides over images, as configurations of square layers that do exactly their work.</summary>
internal static class LayerWindows
{
    private const string NotSquare = "image or window not square";

    /// <summary>The layer that a convolution is.</summary>
    /// <param name="facts">Facts of a convolution.</param>
    /// <param name="input">Shape of its input.</param>
    /// <param name="output">Shape of its output.</param>
    /// <param name="problem">Why there is none, or null where there is.</param>
    public static LayerConfiguration? Convolution(
        OperatorDetails facts, IReadOnlyList<long> input, IReadOnlyList<long> output, out string? problem)
    {
        long groups = facts.Groups ?? 1;
        problem = groups == 1 ? Problem(facts, input, output) : groups == input[1] ? "depthwise" : "grouped";
        if (problem is not null)
            return null;
        LayerConfiguration layer = LayerConfiguration.Create(
            LayerType.Conv2d, input[0], input[2], facts.Kernel![0], input[1], output[1], facts.Strides![0], facts.Paddings![0]);
        problem = LayerCounts.OutputImageSize(layer) == output[2] ? null : "padded at some edges only";
        return problem is null ? layer : null;
    }

    /// <summary>
    /// The layer that does the work of a pooling: as many windows that touch as many pixels. One whose last windows reach over the edge is
    /// the mirror image of one that is padded.
    /// </summary>
    /// <param name="facts">Facts of a pooling operator, also of means.</param>
    /// <param name="input">Shape of its input.</param>
    /// <param name="output">Shape of its output.</param>
    /// <param name="problem">Why there is none, or null where there is.</param>
    public static LayerConfiguration? Pooling(
        OperatorDetails facts, IReadOnlyList<long> input, IReadOnlyList<long> output, out string? problem)
    {
        problem = Problem(facts, input, output);
        if (problem is not null)
            return null;
        (long kernel, long stride, long begin) = (facts.Kernel![0], facts.Strides![0], facts.Paddings![0]);
        long touched = Touched(input[2], kernel, stride, begin, output[2]);
        foreach (long padding in Enumerable.Range(0, (int)(kernel / 2) + 1).Select(one => (long)one).Prepend(begin))
        {
            LayerConfiguration layer =
                LayerConfiguration.Create(LayerType.MaxPool2d, input[0], input[2], kernel, input[1], stride, padding);
            if (LayerCounts.OutputImageSize(layer) == output[2] && LayerCounts.TouchedPixelsPerRow(layer) == touched)
                return layer;
        }

        problem = "windows over the edge";
        return null;
    }

    /// <summary>The maximum over the windows of an adaptive or global pooling, or null where they are not all alike.</summary>
    /// <param name="input">Shape of its input.</param>
    /// <param name="output">Shape of its output.</param>
    public static LayerConfiguration? Adaptive(IReadOnlyList<long> input, IReadOnlyList<long> output)
    {
        if (input.Count != 4 || output.Count != 4 || input[2] != input[3] || output[2] != output[3] || input[2] % output[2] != 0)
            return null;
        long window = input[2] / output[2];
        return LayerConfiguration.Create(LayerType.MaxPool2d, input[0], input[2], window, input[1], window, 0);
    }

    private static string? Problem(OperatorDetails facts, IReadOnlyList<long> input, IReadOnlyList<long> output)
    {
        if (input.Count != 4 || output.Count != 4 || input[2] != input[3] || output[2] != output[3]
            || facts is not { Kernel: { } kernel, Strides: { } strides, Paddings: { } paddings, Dilations: { } dilations }
            || kernel.Any(size => size != kernel[0]) || strides.Any(step => step != strides[0]) || paddings[0] != paddings[1])
            return NotSquare;
        return dilations.Any(distance => distance != 1) ? "dilated" : null;
    }

    private static long Touched(long image, long kernel, long stride, long begin, long outputs)
    {
        long touched = 0;
        for (long position = 0; position < outputs; position++)
        {
            long start = (position * stride) - begin;
            touched += Math.Max(0, Math.Min(start + kernel, image) - Math.Max(start, 0));
        }

        return touched;
    }
}
