using JouleTree.Graphs.Onnx.Format;
using JouleTree.Graphs.Onnx.Reading.Values;

namespace JouleTree.Graphs.Onnx.Reading.Shapes;

/// <summary>Operators that give elements another shape, order or number.</summary>
internal static class LayoutShapes
{
    /// <summary>Adds the rules.</summary>
    public static void AddTo(Dictionary<(string, string), Func<ValueContext, Guess[]>> rules)
    {
        rules.Add(Shaped(context => context.Shape(0) is { } x && (context.List("shape") ?? context.Integers(1)) is { } wanted
            ? ShapeArithmetic.Reshaped(x, wanted, context.Integer("allowzero") == 1) : null), "Reshape");
        rules.Add(Shaped(context => context.Shape(0) is { } x && context.Axes(1) is { } axes ? ShapeArithmetic.Unsqueezed(x, axes) : null),
            "Unsqueeze");
        rules.AddContrib(Shaped(context => context.Shape(0) is { } x && context.Integers(1) is { } axes
            ? ShapeArithmetic.Unsqueezed(x, axes)
            : null), "ExpandDims");
        rules.Add(Shaped(context => context.Shape(0) is { } x && (!context.Has(1) || context.Value(1) is not null)
            ? ShapeArithmetic.Squeezed(x, context.Axes(1))
            : null), "Squeeze");
        rules.Add(Shaped(Flattened), "Flatten");
        rules.Add(Shaped(context => context.Shape(0) is not { } x ? null
            : new TensorShape([.. (context.List("perm") ?? [.. Enumerable.Range(0, x.Rank).Select(index => (long)(x.Rank - 1 - index))])
                .Select(axis => x[(int)axis])])), "Transpose");
        rules.Add(Shaped(context => context.Shape(0) is { } x && context.Integers(1) is { } wanted
            && ShapeArithmetic.Of(wanted) is { } shape ? x.Broadcast(shape) : null), "Expand");
        rules.Add(Shaped(context => context.Shape(0) is { } x && context.Integers(1) is { } times && times.Length == x.Rank
            ? new TensorShape([.. x.Select((size, index) => size * times[index])]) : null), "Tile");
        rules.Add(Shaped(Concatenated), "Concat");
        rules.Add(("", "Split"), Split);
        rules.Add(Shaped(Padded), "Pad");
        rules.AddContrib(Shaped(Padded), "Pad");
        rules.Add(Shaped(Sliced), "Slice");
        rules.Add(Shaped(context => Blocks(context, context.Integer("blocksize"), grow: true)), "DepthToSpace");
        rules.Add(Shaped(context => Blocks(context, context.Integer("blocksize"), grow: false)), "SpaceToDepth");
        rules.Add(Shaped(CenterCropPad), "CenterCropPad");
        rules.Add(context => new Guess(DataType.Int64, context.Shape(0) is { } x ? new TensorShape(Sliced(x.Rank, context)) : null),
            "Shape");
        rules.Add(_ => new Guess(DataType.Int64, TensorShape.Scalar), "Size");
        rules.Add(context => new Guess(
            (context.Node.Attribute("value") as OnnxTensor)?.Type ?? DataType.Float32, context.Integers(0) is { } sizes
                ? ShapeArithmetic.Of(sizes)
                : null), "ConstantOfShape");
        rules.Add(Ranged, "Range");
        rules.AddContrib(Ranged, "Range");
    }

    /// <summary>A rule whose output has the type of the first input.</summary>
    public static Func<ValueContext, Guess> Shaped(Func<ValueContext, TensorShape?> shape) =>
        context => new Guess(context.Type(0), shape(context));

    private static Guess Ranged(ValueContext context)
    {
        if (context.Value(0)?.Single is not { } from || context.Value(1)?.Single is not { } to || context.Value(2)?.Single is not { } step
            || step == 0)
            return new Guess(context.Type(0), null);
        return new Guess(context.Type(0), new TensorShape((long)Math.Max(0, Math.Ceiling((to - from) / step))));
    }

    private static long Sliced(int rank, ValueContext context)
    {
        long start = Math.Clamp(context.Integer("start") is var given && given < 0 ? given + rank : given, 0, rank);
        long end = Math.Clamp(context.Integer("end", rank) is var last && last < 0 ? last + rank : last, 0, rank);
        return Math.Max(0, end - start);
    }

    private static TensorShape? Flattened(ValueContext context)
    {
        if (context.Shape(0) is not { } x || context.Integer("axis", 1) is var axis && (axis < -x.Rank || axis > x.Rank))
            return null;
        long rows = new TensorShape(x[..(int)(axis < 0 ? axis + x.Rank : axis)]).Elements;
        return new TensorShape(rows, rows == 0 ? 0 : x.Elements / rows);
    }

    private static TensorShape? Concatenated(ValueContext context)
    {
        if (context.Shape(0) is not { } first || ValueContext.Axis(context.Integer("axis", 1), first.Rank) is not { } axis)
            return null;
        long[] sizes = [.. first];
        for (int index = 1; index < context.Count; index++)
        {
            if (context.Shape(index) is not { } next || next.Rank != first.Rank)
                return null;
            sizes[axis] = checked(sizes[axis] + next[axis]);
        }

        return new TensorShape(sizes);
    }

    private static Guess[] Split(ValueContext context)
    {
        int parts = context.Node.Outputs.Count;
        Guess unknown = new(context.Type(0), null);
        if (context.Shape(0) is not { } x || ValueContext.Axis(context.Integer("axis"), x.Rank) is not { } axis)
            return [.. Enumerable.Repeat(unknown, parts)];
        long[]? sizes = context.List("split") ?? context.Integers(1);
        if (sizes is null && context.Has(1))
            return [.. Enumerable.Repeat(unknown, parts)];
        if (sizes is null)
        {
            // The last part takes what is left.
            long each = (x[axis] + parts - 1) / parts;
            sizes = [.. Enumerable.Range(0, parts).Select(index => Math.Clamp(x[axis] - (index * each), 0, each))];
        }

        return [.. sizes.Select(size => unknown with { Shape = new TensorShape([.. x[..axis], size, .. x[(axis + 1)..]]) })];
    }

    private static TensorShape? Padded(ValueContext context)
    {
        if (context.Shape(0) is not { } x || (context.List("pads") ?? context.List("paddings") ?? context.Integers(1)) is not { } pads)
            return null;
        long[] sizes = [.. x];
        long[] axes = context.Integers(3) ?? [.. Enumerable.Range(0, x.Rank).Select(index => (long)index)];
        for (int index = 0; index < axes.Length; index++)
        {
            if (ValueContext.Axis(axes[index], x.Rank) is not { } axis || pads.Length != 2 * axes.Length)
                return null;
            sizes[axis] += pads[index] + pads[index + axes.Length];
        }

        return ShapeArithmetic.Of(sizes);
    }

    private static TensorShape? Sliced(ValueContext context)
    {
        long[]? starts = context.List("starts") ?? context.Integers(1);
        long[]? ends = context.List("ends") ?? context.Integers(2);
        if (context.Shape(0) is not { } x || starts is null || ends is null || starts.Length != ends.Length
            || (context.Has(3) && context.Value(3) is null) || (context.Has(4) && context.Value(4) is null))
        {
            return null;
        }

        long[]? axes = context.List("axes") ?? context.Integers(3);
        long[]? steps = context.Integers(4);
        long[] sizes = [.. x];
        for (int index = 0; index < starts.Length; index++)
        {
            if (ValueContext.Axis(axes is null ? index : axes[index], x.Rank) is not { } axis)
                return null;
            sizes[axis] = Length(starts[index], ends[index], steps is null ? 1 : steps[index], x[axis]);
        }

        return new TensorShape(sizes);
    }

    /// <summary>How many positions a slice takes of a dimension.</summary>
    private static long Length(long start, long end, long step, long size)
    {
        if (step == 0)
            return 0;
        long from = Math.Clamp(start < 0 ? start + size : start, step > 0 ? 0 : -1, step > 0 ? size : size - 1);
        long to = Math.Clamp(end < 0 ? (end < -size ? -1 : end + size) : end, step > 0 ? 0 : -1, size);
        return step > 0 ? Math.Max(0, (to - from + step - 1) / step) : Math.Max(0, (from - to - step - 1) / -step);
    }

    private static TensorShape? Blocks(ValueContext context, long block, bool grow)
    {
        if (context.Shape(0) is not { Rank: 4 } x || block < 1)
            return null;
        return grow
            ? new TensorShape(x[0], x[1] / (block * block), x[2] * block, x[3] * block)
            : new TensorShape(x[0], x[1] * block * block, x[2] / block, x[3] / block);
    }

    private static TensorShape? CenterCropPad(ValueContext context)
    {
        if (context.Shape(0) is not { } x || context.Integers(1) is not { } sizes)
            return null;
        long[] result = [.. x];
        long[] axes = context.List("axes") ?? [.. Enumerable.Range(0, x.Rank).Select(index => (long)index)];
        for (int index = 0; index < axes.Length; index++)
            result[ValueContext.Axis(axes[index], x.Rank)!.Value] = sizes[index];
        return ShapeArithmetic.Of(result);
    }
}
