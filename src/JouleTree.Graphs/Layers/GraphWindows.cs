using JouleTree.Core.Layers;

namespace JouleTree.Graphs.Layers;

/// <summary>Operators whose kernel slides over images, as configurations of square layers that do exactly their work.</summary>
internal static class GraphWindows
{
    private const string NotSquare = "image or window not square";

    /// <summary>The layer that a convolution is.</summary>
    /// <param name="op">A convolution.</param>
    /// <param name="problem">Why there is none, or null where there is.</param>
    public static LayerConfiguration? Convolution(Operator op, out string? problem)
    {
        long groups = op.Attributes.Integer("group") ?? 1;
        TensorShape? input = op.Inputs[0].Shape;
        problem = groups == 1 ? Problem(op) : groups == input?[1] ? "depthwise" : "grouped";
        if (problem is not null)
            return null;
        TensorShape output = op.Outputs[0].Shape!;
        long padding = First(op, "pads", 0);
        LayerConfiguration layer = LayerConfiguration.Create(
            LayerType.Conv2d, input![0], input[2], Kernel(op), input[1], output[1], First(op, "strides", 1), padding);
        problem = LayerCounts.OutputImageSize(layer) == output[2] ? null : "padded at some edges only";
        return problem is null ? layer : null;
    }

    /// <summary>
    /// The layer that does the work of a pooling: as many windows that touch as many pixels. One whose last windows reach over the edge is
    /// the mirror image of one that is padded.
    /// </summary>
    /// <param name="op">A pooling operator, also of means.</param>
    /// <param name="problem">Why there is none, or null where there is.</param>
    public static LayerConfiguration? Pooling(Operator op, out string? problem)
    {
        problem = Problem(op);
        if (problem is not null)
            return null;
        TensorShape input = op.Inputs[0].Shape!;
        long kernel = Kernel(op);
        long stride = First(op, "strides", 1);
        long begin = First(op, "pads", 0);
        long outputs = op.Outputs[0].Shape![2];
        long touched = Touched(input[2], kernel, stride, begin, outputs);
        foreach (long padding in new[] { begin }.Concat(Enumerable.Range(0, (int)(kernel / 2) + 1).Select(one => (long)one)))
        {
            LayerConfiguration layer =
                LayerConfiguration.Create(LayerType.MaxPool2d, input[0], input[2], kernel, input[1], stride, padding);
            if (LayerCounts.OutputImageSize(layer) == outputs && LayerCounts.TouchedPixelsPerRow(layer) == touched)
                return layer;
        }

        problem = "windows over the edge";
        return null;
    }

    /// <summary>The maximum over the windows of an adaptive or global mean, or null where they are not all alike.</summary>
    /// <param name="op">A pooling over the whole image, or to an output of given size.</param>
    public static LayerConfiguration? Adaptive(Operator op)
    {
        if (op.Inputs[0].Shape is not { Rank: 4 } input || op.Outputs[0].Shape is not { Rank: 4 } output || input[2] != input[3]
            || output[2] != output[3] || input[2] % output[2] != 0)
            return null;
        long window = input[2] / output[2];
        return LayerConfiguration.Create(LayerType.MaxPool2d, input[0], input[2], window, input[1], window, 0);
    }

    private static string? Problem(Operator op)
    {
        if (op.Inputs[0].Shape is not { Rank: 4 } input || op.Outputs[0].Shape is not { Rank: 4 } output || input[2] != input[3]
            || output[2] != output[3] || !AllEqual(op.Attributes.Integers("kernel_shape")) || !AllEqual(op.Attributes.Integers("strides")))
            return NotSquare;
        if (op.Attributes.Integers("dilations") is { } dilations && dilations.Any(value => value != 1))
            return "dilated";
        return op.Attributes.Integers("pads") is { } pads && pads[0] != pads[1] ? NotSquare : null;
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

    private static bool AllEqual(IReadOnlyList<long>? values) => values is null || values.All(value => value == values[0]);

    // A convolution of a file may leave its window to the shape of its weights.
    private static long Kernel(Operator op) => op.Attributes.Integers("kernel_shape")?[0] ?? op.Inputs[1].Shape![2];

    private static long First(Operator op, string name, long otherwise) => op.Attributes.Integers(name)?[0] ?? otherwise;
}
