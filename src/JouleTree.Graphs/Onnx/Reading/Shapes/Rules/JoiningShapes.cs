using JouleTree.Graphs.Onnx.Reading.Values;

namespace JouleTree.Graphs.Onnx.Reading.Shapes.Rules;

/// <summary>Operators that join, split, cut, pad and repeat tensors.</summary>
internal static class JoiningShapes
{
    /// <summary>Adds the rules.</summary>
    public static void AddTo(Dictionary<(string, string), Func<ValueContext, Guess[]>> rules)
    {
        rules.Add(LayoutShapes.Shaped(Concatenated), "Concat");
        rules.Add(("", "Split"), Split);
        rules.Add(LayoutShapes.Shaped(Tiled), "Tile");
        rules.Add(LayoutShapes.Shaped(Padded), "Pad");
        rules.AddContrib(LayoutShapes.Shaped(Padded), "Pad");
        rules.Add(LayoutShapes.Shaped(Sliced), "Slice", "DynamicSlice");
        rules.Add(LayoutShapes.Shaped(CenterCropPad), "CenterCropPad");
        rules.Add(LayoutShapes.Shaped(Cropped), "Crop");
    }

    private static TensorShape? Concatenated(ValueContext context)
    {
        if (Enumerable.Range(0, context.Count).Select(context.Shape).FirstOrDefault(shape => shape is not null) is not { } first)
            return null;
        int axis = ValueContext.AxisOf(context.Integer("axis", 1), first);
        long joined = 0;
        bool isKnown = true;
        for (int index = 0; index < context.Count; index++)
        {
            if (!context.Has(index))
                throw new ShapeConflictException($"part {index} of what is joined is left out");
            if (context.Shape(index) is not { } next)
            {
                isKnown = false;
                continue;
            }

            if (next.Rank != first.Rank || !Enumerable.Range(0, first.Rank).All(place => place == axis || next[place] == first[place]))
                throw new ShapeConflictException($"tensors of shapes {first} and {next} cannot be joined along dimension {axis}");
            joined = checked(joined + next[axis]);
        }

        return isKnown ? new TensorShape([.. first[..axis], joined, .. first[(axis + 1)..]]) : null;
    }

    private static Guess[] Split(ValueContext context)
    {
        int parts = context.Node.Outputs.Count;
        Guess unknown = new(context.Type(0), null);
        context.RequireVector(1, "the list of sizes");
        if (context.Shape(0) is not { } x)
            return [.. Enumerable.Repeat(unknown, parts)];
        int axis = ValueContext.AxisOf(context.Integer("axis"), x);
        long[]? sizes = context.List("split") ?? context.Integers(1);
        if (sizes is null && context.Has(1))
            return [.. Enumerable.Repeat(unknown, parts)];
        if (sizes is null)
        {
            if (context.Opset >= 18 && context.Node.Attribute("num_outputs") is null)
                throw new ShapeConflictException("neither sizes nor a number of parts (num_outputs) are given");
            long wanted = context.Integer("num_outputs", parts);
            // Parts of another size at the end came with operator set 18.
            if (parts == 0 || wanted != parts || (context.Opset < 18 && x[axis] % wanted != 0)
                || (x[axis] + wanted - 1) / wanted * (wanted - 1) > x[axis])
                throw new ShapeConflictException($"dimension {axis} of {x} cannot be split into {wanted} parts for {parts} output(s)");
            long each = (x[axis] + wanted - 1) / wanted;
            return [.. Enumerable.Range(0, parts).Select(index => Math.Clamp(x[axis] - (index * each), 0, each)).Select(Part)];
        }

        if (sizes.Sum() != x[axis] || sizes.Length != parts || sizes.Any(size => size < 0))
            throw new ShapeConflictException(
                $"dimension {axis} of {x} cannot be split into {string.Join(" + ", sizes)} for {parts} output(s)");
        return [.. sizes.Select(Part)];

        Guess Part(long size) => unknown with { Shape = new TensorShape([.. x[..axis], size, .. x[(axis + 1)..]]) };
    }

    /// <summary>Times by dimension; in operator set 1 a number of times along one axis.</summary>
    private static TensorShape? Tiled(ValueContext context)
    {
        if (context.Shape(0) is not { } x)
            return null;
        if (context.Opset < 6 && context.Count > 2)
        {
            if (context.Value(1)?.Single is not { } repeated || context.Value(2)?.Single is not { } along)
                return null;
            int axis = ValueContext.AxisOf((long)along, x);
            return ShapeArithmetic.Checked([.. x[..axis], checked(x[axis] * (long)repeated), .. x[(axis + 1)..]]);
        }

        context.RequireVector(1, "the list of repetitions");
        if (context.Integers(1) is not { } times)
        {
            // How many times there are is known even where they are not.
            if (context.Shape(1) is { Rank: 1 } counts && counts[0] != x.Rank)
                throw new ShapeConflictException($"{counts[0]} number(s) of repetitions for the {x.Rank} dimension(s) of {x}");
            return null;
        }

        if (times.Length != x.Rank)
            throw new ShapeConflictException($"{times.Length} number(s) of repetitions for the {x.Rank} dimension(s) of {x}");
        return ShapeArithmetic.Checked([.. x.Select((size, index) => checked(size * times[index]))]);
    }

    private static TensorShape? Padded(ValueContext context)
    {
        context.RequireSingle(2, "what is filled in");
        // What a run decides may be one row, too.
        if (context.Value(1) is not null || context.Shape(1) is not [1, _])
            context.RequireVector(1, "the list of widths");
        if (context.Shape(0) is not { } x || (context.List("pads") ?? context.List("paddings") ?? context.Integers(1)) is not { } pads
            || (context.Has(3) && context.Integers(3) is null))
            return null;
        long[] sizes = [.. x];
        long[] axes = context.Integers(3) ?? [.. Enumerable.Range(0, x.Rank).Select(index => (long)index)];
        ValueContext.RequireDistinct(axes, x);
        if (pads.Length != 2 * axes.Length)
            throw new ShapeConflictException(
                $"{pads.Length} widths of padding for {axes.Length} dimension(s) of {x}: expected two for each");
        for (int index = 0; index < axes.Length; index++)
        {
            int axis = ValueContext.AxisOf(axes[index], x);
            // A reflection has no more to show than the tensor has beside its border.
            (long before, long after) = (pads[index], pads[index + axes.Length]);
            long left = x[axis] + Math.Min(0, before) + Math.Min(0, after);
            string? mode = context.Text("mode");
            if ((mode == "reflect" && Math.Max(before, after) > Math.Max(0, left - 1)) || (mode is "edge" or "wrap" && left < 1))
                throw new ShapeConflictException(
                    $"padding of {before} and {after} by its own numbers in dimension {axis} of {x}, of which {left} are left");
            sizes[axis] += pads[index] + pads[index + axes.Length];
        }

        return ShapeArithmetic.Checked(sizes);
    }

    private static TensorShape? Sliced(ValueContext context)
    {
        for (int input = 1; input < context.Count; input++)
        {
            context.RequireVector(input, $"input {input}, a list of positions,");
            if (context.Shape(1) is { } first)
                context.RequireLength(input, first.Elements, $"input {input}", $"the number of starts is");
        }

        long[]? starts = context.List("starts") ?? context.Integers(1);
        long[]? ends = context.List("ends") ?? context.Integers(2);
        if (context.Shape(0) is not { } x || starts is null || ends is null
            || (context.Has(3) && context.Value(3) is null) || (context.Has(4) && context.Value(4) is null))
        {
            return null;
        }

        long[] axes = context.List("axes") ?? context.Integers(3) ?? [.. Enumerable.Range(0, starts.Length).Select(index => (long)index)];
        long[] steps = context.Integers(4) ?? [.. Enumerable.Repeat(1L, starts.Length)];
        if (ends.Length != starts.Length || axes.Length != starts.Length || steps.Length != starts.Length || steps.Contains(0))
            throw new ShapeConflictException(
                $"{starts.Length} starts, {ends.Length} ends, {axes.Length} axes and {steps.Length} steps: expected one for each, "
                + "no step 0");
        ValueContext.RequireDistinct(axes, x);
        long[] sizes = [.. x];
        for (int index = 0; index < starts.Length; index++)
        {
            int axis = ValueContext.AxisOf(axes[index], x);
            sizes[axis] = Length(starts[index], ends[index], steps[index], x[axis]);
        }

        return new TensorShape(sizes);
    }

    /// <summary>How many positions a slice takes of a dimension.</summary>
    private static long Length(long start, long end, long step, long size)
    {
        if (size == 0)
            return 0;
        long from = Math.Clamp(start < 0 ? start + size : start, step > 0 ? 0 : -1, step > 0 ? size : size - 1);
        long to = Math.Clamp(end < 0 ? (end < -size ? -1 : end + size) : end, step > 0 ? 0 : -1, size);
        // Of two steps that go beyond the size one position is left; the largest numbers would overflow.
        step = Math.Clamp(step, -size - 1, size + 1);
        return step > 0 ? Math.Max(0, (to - from + step - 1) / step) : Math.Max(0, (from - to - step - 1) / -step);
    }

    private static TensorShape? CenterCropPad(ValueContext context)
    {
        context.RequireVector(1, "the list of sizes");
        if (context.Shape(0) is not { } x || context.Integers(1) is not { } sizes)
            return null;
        long[] result = [.. x];
        long[] axes = context.List("axes") ?? [.. Enumerable.Range(0, x.Rank).Select(index => (long)index)];
        if (axes.Length != sizes.Length)
            throw new ShapeConflictException($"{sizes.Length} sizes for {axes.Length} dimension(s) of {x}");
        ValueContext.RequireDistinct(axes, x);
        for (int index = 0; index < axes.Length; index++)
            result[ValueContext.AxisOf(axes[index], x)] = sizes[index];
        return ShapeArithmetic.Checked(result);
    }

    /// <summary>Rows and columns around an image left out: border (left, top, right, bottom), or a size from there on.</summary>
    private static TensorShape? Cropped(ValueContext context)
    {
        if (context.Shape(0, 4) is not { } x || context.List("border") is not { Length: 4 } border)
            return null;
        return context.List("scale") is { Length: 2 } scale
            ? new TensorShape(x[0], x[1], scale[0], scale[1])
            : ShapeArithmetic.Checked([x[0], x[1], x[2] - border[1] - border[3], x[3] - border[0] - border[2]]);
    }
}
