using JouleTree.Graphs.Onnx.Format;
using JouleTree.Graphs.Onnx.Reading.Values;

namespace JouleTree.Graphs.Onnx.Reading.Shapes.Rules;

/// <summary>Operators that give elements another shape or order.</summary>
internal static class LayoutShapes
{
    /// <summary>Adds the rules.</summary>
    public static void AddTo(Dictionary<(string, string), Func<ValueContext, Guess[]>> rules)
    {
        rules.Add(Shaped(Reshaped), "Reshape");
        rules.Add(Shaped(context =>
        {
            if (context.Shape(1) is { Rank: > 1 } list)
                throw new ShapeConflictException($"the list of axes is of shape {list}: expected a vector");
            return context.Shape(0) is { } x && context.Axes(1) is { } axes ? Unsqueezed(x, Counted(context, axes)) : null;
        }), "Unsqueeze");
        rules.AddContrib(Shaped(context => context.Shape(0) is { } x && context.Integers(1) is { } axes ? Unsqueezed(x, axes) : null),
            "ExpandDims");
        rules.Add(Shaped(Squeezed), "Squeeze");
        rules.Add(Shaped(Flattened), "Flatten");
        rules.Add(Shaped(Transposed), "Transpose");
        rules.Add(Shaped(context =>
        {
            context.RequireVector(1, "the list of sizes");
            return context.Shape(0) is { } x && context.Integers(1) is { } wanted
                ? ShapeArithmetic.Broadcast(x, ShapeArithmetic.Checked(wanted))
                : null;
        }), "Expand");
        rules.Add(Shaped(context => Blocks(context, context.Integer("blocksize"), grow: true)), "DepthToSpace");
        rules.Add(Shaped(context => Blocks(context, context.Integer("blocksize"), grow: false)), "SpaceToDepth");
        rules.Add(context => new Guess(DataType.Int64, context.Shape(0) is { } x ? new TensorShape(Sliced(x.Rank, context)) : null),
            "Shape");
        rules.Add(_ => new Guess(DataType.Int64, TensorShape.Scalar), "Size");
        rules.Add(Filled, "ConstantOfShape");
        rules.Add(ConstantFill, "ConstantFill");
        rules.Add(Ranged, "Range");
        rules.AddContrib(Ranged, "Range");
    }

    /// <summary>A rule whose output has the type of the first input.</summary>
    public static Func<ValueContext, Guess> Shaped(Func<ValueContext, TensorShape?> shape) =>
        context => new Guess(context.Type(0), shape(context));

    private static TensorShape? Reshaped(ValueContext context)
    {
        context.RequireVector(1, "the list of sizes");
        if (context.Shape(0) is not { } x || (context.List("shape") ?? context.Integers(1)) is not { } wanted)
            return null;
        if (ShapeArithmetic.Reshaped(x, wanted, context.Integer("allowzero") == 1) is { } shape)
            return shape;
        long stated = wanted.Where(size => size > 0).Aggregate(1L, (product, size) => unchecked(product * size));
        throw new ShapeConflictException(
            $"{x} has {x.Elements:N0} elements, which do not make the shape {string.Join('x', wanted)}")
        {
            Elements = (x.Elements, stated),
        };
    }

    private static TensorShape Unsqueezed(TensorShape x, long[] axes) => ShapeArithmetic.Unsqueezed(x, axes)
        ?? throw new ShapeConflictException($"dimensions {string.Join(", ", axes)} cannot be added to {x}");

    /// <summary>Axes, which are counted from the end since operator set 11 only.</summary>
    private static long[] Counted(ValueContext context, long[] axes) => context.Opset >= 11 || Array.TrueForAll(axes, axis => axis >= 0)
        ? axes
        : throw new ShapeConflictException($"axes {string.Join(", ", axes)} in operator set {context.Opset}: expected none below 0");

    private static TensorShape? Squeezed(ValueContext context)
    {
        context.RequireVector(1, "the list of axes");
        if (context.Shape(0) is not { } x || (context.Has(1) && context.Value(1) is null))
            return null;
        return ShapeArithmetic.Squeezed(x, context.Axes(1))
            ?? throw new ShapeConflictException($"dimensions {string.Join(", ", context.Axes(1)!)} of {x} are not all of size 1");
    }

    private static TensorShape? Transposed(ValueContext context)
    {
        if (context.Shape(0) is not { } x)
            return null;
        long[] order = context.List("perm") ?? [.. Enumerable.Range(0, x.Rank).Select(index => (long)(x.Rank - 1 - index))];
        if (order.Length != x.Rank || order.Distinct().Count() != x.Rank || order.Any(axis => axis < 0 || axis >= x.Rank))
            throw new ShapeConflictException($"the order {string.Join(", ", order)} is none of the {x.Rank} dimension(s) of {x}");
        return new TensorShape([.. order.Select(axis => x[(int)axis])]);
    }

    private static Guess Filled(ValueContext context)
    {
        if (context.Shape(0) is not { Elements: 0 })
            context.RequireVector(0, "the list of sizes");
        return new Guess((context.Node.Attribute("value") as OnnxTensor)?.Type ?? DataType.Float32,
            context.Integers(0) is { } sizes ? ShapeArithmetic.Checked(sizes) : null);
    }

    private static Guess ConstantFill(ValueContext context)
    {
        DataType type = context.Integer("dtype", 1) is var number && Enum.IsDefined((DataType)number)
            ? (DataType)number
            : DataType.Float32;
        long[]? sizes = context.List("shape")
            ?? (context.Integer("input_as_shape") == 1 ? context.Integers(0) : context.Shape(0)?.ToArray());
        return new Guess(type, sizes is null ? null : ShapeArithmetic.Checked([.. sizes, .. context.List("extra_shape") ?? []]));
    }

    private static Guess Ranged(ValueContext context)
    {
        for (int index = 0; index < 3; index++)
            context.RequireSingle(index, $"input {index}");
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
        if (context.Shape(0) is not { } x)
            return null;
        long axis = context.Integer("axis", 1);
        // Positions counted from the end came with operator set 11.
        if (axis < (context.Opset < 11 ? 0 : -x.Rank) || axis > x.Rank)
            throw new ShapeConflictException($"axis {axis} is outside of a tensor of {x.Rank} dimension(s), {x}");
        int place = (int)(axis < 0 ? axis + x.Rank : axis);
        return new TensorShape(new TensorShape(x[..place]).Elements, new TensorShape(x[place..]).Elements);
    }

    private static TensorShape? Blocks(ValueContext context, long block, bool grow)
    {
        if (context.Shape(0, 4) is not { } x)
            return null;
        if (block < 1 || (grow ? x[1] % (block * block) != 0 : x[2] % block != 0 || x[3] % block != 0))
            throw new ShapeConflictException($"{x} cannot be cut into blocks of {block}");
        return grow
            ? new TensorShape(x[0], x[1] / (block * block), x[2] * block, x[3] * block)
            : new TensorShape(x[0], x[1] * block * block, x[2] / block, x[3] / block);
    }
}
