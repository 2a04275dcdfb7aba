using JouleTree.Graphs.Onnx.Reading.Values;

namespace JouleTree.Graphs.Onnx.Reading.Shapes.Rules;

/// <summary>Output shapes of Resize and its predecessor Upsample: by sizes or by scale factors, for all axes or some.</summary>
internal static class Resizing
{
    /// <summary>The shape that a node makes, or null where it is not known.</summary>
    /// <exception cref="ShapeConflictException">There are not as many sizes or factors as dimensions.</exception>
    public static TensorShape? Shape(ValueContext context)
    {
        if (context.Shape(0) is not { } x)
            return null;
        double[]? scales = Scales(context);
        long[]? sizes = context.Integers(3);
        if (context.Node.OpType == "Resize" && context.Shape(3) is { Elements: > 0 } && context.Shape(2) is { Elements: > 0 })
            throw new ShapeConflictException("both sizes and factors are given: expected one of them");
        int[] axes = context.List("axes") is { } given
            ? [.. given.Select(axis => ValueContext.AxisOf(axis, x))]
            : [.. Enumerable.Range(0, x.Rank)];
        ValueContext.RequireDistinct([.. axes.Select(axis => (long)axis)], x);
        context.RequireWord("keep_aspect_ratio_policy", "stretch", "not_larger", "not_smaller");
        if (context.Text("coordinate_transformation_mode") == "tf_crop_and_resize" && context.Shape(1)?.Elements != 2 * x.Rank)
            context.RequireLength(1, 2 * axes.Length, "the region", $"two corners in {axes.Length} dimension(s) are");
        int count = sizes is { Length: > 0 } ? sizes.Length : scales is { Length: > 0 } ? scales.Length : axes.Length;
        if (count != axes.Length)
            throw new ShapeConflictException($"{count} sizes or factors for {axes.Length} dimension(s) of {x}");
        long[] result = [.. x];
        string policy = context.Text("keep_aspect_ratio_policy") ?? "stretch";
        if (sizes is { Length: > 0 } && policy is "not_larger" or "not_smaller")
        {
            double[] ratios = [.. axes.Select((axis, index) => (double)sizes![index] / x[axis])];
            double ratio = policy == "not_larger" ? ratios.Min() : ratios.Max();
            foreach (int axis in axes)
                result[axis] = (long)Math.Round(ratio * x[axis], MidpointRounding.AwayFromZero);
            return ShapeArithmetic.Checked(result);
        }

        for (int index = 0; index < axes.Length; index++)
        {
            if (sizes is { Length: > 0 })
                result[axes[index]] = sizes[index];
            else if (scales is { Length: > 0 })
                result[axes[index]] = (long)Math.Floor(x[axes[index]] * (float)scales[index]);
            else
                return null;
        }

        return ShapeArithmetic.Checked(result);
    }

    /// <summary>Factors: two attributes in operator set 1, one of several up to 8, then an input.</summary>
    private static double[]? Scales(ValueContext context)
    {
        if (context.Node.Attribute("height_scale") is double height && context.Node.Attribute("width_scale") is double width)
            return [1, 1, height, width];
        return context.Node.OpType == "Upsample" || context.Opset < 11
            ? context.Node.Attribute("scales") as double[] ?? context.Value(1)?.Numbers
            : context.Value(2)?.Numbers;
    }
}
