using JouleTree.Graphs.Onnx.Reading.Values;

namespace JouleTree.Graphs.Onnx.Reading.Shapes;

/// <summary>Output shapes of Resize and its predecessor Upsample: by sizes or by scale factors, for all axes or some.</summary>
internal static class Resizing
{
    public static TensorShape? Shape(ValueContext context)
    {
        if (context.Shape(0) is not { } x)
            return null;
        double[]? scales = context.Node.OpType == "Upsample" || context.Opset < 11
            ? context.Node.Attribute("scales") as double[] ?? context.Value(1)?.Numbers
            : context.Value(2)?.Numbers;
        long[]? sizes = context.Integers(3);
        long[] axes = context.List("axes") ?? [.. Enumerable.Range(0, x.Rank).Select(index => (long)index)];
        long[] result = [.. x];
        string policy = context.Text("keep_aspect_ratio_policy") ?? "stretch";
        if (sizes is { Length: > 0 } && policy is "not_larger" or "not_smaller")
        {
            double[] ratios = [.. axes.Select((axis, index) => (double)sizes![index] / x[ValueContext.Axis(axis, x.Rank)!.Value])];
            double ratio = policy == "not_larger" ? ratios.Min() : ratios.Max();
            foreach (long axis in axes)
                result[ValueContext.Axis(axis, x.Rank)!.Value] =
                    (long)Math.Round(ratio * x[ValueContext.Axis(axis, x.Rank)!.Value], MidpointRounding.AwayFromZero);
            return new TensorShape(result);
        }

        for (int index = 0; index < axes.Length; index++)
        {
            if (ValueContext.Axis(axes[index], x.Rank) is not { } axis)
                return null;
            if (sizes is { Length: > 0 })
                result[axis] = sizes[index];
            else if (scales is { Length: > 0 })
                result[axis] = (long)Math.Floor(x[axis] * scales[index]);
            else
                return null;
        }

        return ShapeArithmetic.Of(result);
    }
}
