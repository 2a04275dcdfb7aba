using JouleTree.Core.Trees.Details;

namespace JouleTree.Core.Layers.Prediction;

/// <summary>Primitives whose kernel slides over images, as configurations of square layers that do exactly their work.</summary>
/// <param name="facts">What the primitive computes.</param>
/// <param name="input">Shape of its image.</param>
/// <param name="output">Shape of its result.</param>
internal sealed class NodeWindows(OperatorDetails facts, IReadOnlyList<long> input, IReadOnlyList<long> output)
{
    private const string NotSquare = "image or window not square";

    /// <summary>The layer that a convolution is.</summary>
    /// <param name="problem">Why there is none, or null where there is.</param>
    public LayerConfiguration? Convolution(out string? problem)
    {
        long groups = facts.Groups ?? 1;
        problem = groups == 1 ? Problem() : input.Count > 1 && groups == input[1] ? "depthwise" : "grouped";
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
    /// <param name="problem">Why there is none, or null where there is.</param>
    public LayerConfiguration? Pooling(out string? problem)
    {
        problem = Problem();
        if (problem is not null)
            return null;
        (long kernel, long stride, long begin) = (facts.Kernel![0], facts.Strides![0], facts.Paddings![0]);
        long touched = Touched(input[2], kernel, stride, begin, output[2]);
        foreach (long padding in new[] { begin }.Concat(Enumerable.Range(0, (int)(kernel / 2) + 1).Select(one => (long)one)))
        {
            LayerConfiguration layer =
                LayerConfiguration.Create(LayerType.MaxPool2d, input[0], input[2], kernel, input[1], stride, padding);
            if (LayerCounts.OutputImageSize(layer) == output[2] && LayerCounts.TouchedPixelsPerRow(layer) == touched)
                return layer;
        }

        problem = "windows over the edge";
        return null;
    }

    /// <summary>The maximum over the windows of an adaptive or global mean, or null where they are not all alike.</summary>
    public LayerConfiguration? Adaptive()
    {
        if (!AreSquares || input[2] % output[2] != 0)
            return null;
        long window = input[2] / output[2];
        return LayerConfiguration.Create(LayerType.MaxPool2d, input[0], input[2], window, input[1], window, 0);
    }

    private bool AreSquares => input.Count == 4 && output.Count == 4 && input[2] == input[3] && output[2] == output[3];

    private string? Problem()
    {
        // A tree of an older version does not state how the window slides.
        if (facts is not { Kernel: { } kernel, Strides: { } strides, Paddings: { } paddings, Dilations: { } dilations })
            return "window not stated";
        if (!AreSquares || !AllEqual(kernel) || !AllEqual(strides))
            return NotSquare;
        if (dilations.Any(distance => distance != 1))
            return "dilated";
        return paddings[0] != paddings[1] ? NotSquare : null;
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

    private static bool AllEqual(IReadOnlyList<long> values) => values.All(value => value == values[0]);
}
