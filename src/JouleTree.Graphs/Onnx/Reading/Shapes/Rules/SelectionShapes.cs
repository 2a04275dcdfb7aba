using JouleTree.Graphs.Onnx.Reading.Values;

namespace JouleTree.Graphs.Onnx.Reading.Shapes.Rules;

/// <summary>Operators that pick, place or reduce elements.</summary>
internal static class SelectionShapes
{
    /// <summary>Adds the rules.</summary>
    public static void AddTo(Dictionary<(string, string), Func<ValueContext, Guess[]>> rules)
    {
        rules.Add(Gathered, "Gather");
        rules.Add(GatheredElements, "GatherElements");
        rules.Add(GatheredNd, "GatherND");
        rules.AddContrib(GatheredNd, "GatherND");
        rules.Add(ScatteredElements, "ScatterElements", "Scatter");
        rules.Add(ScatteredNd, "ScatterND");
        rules.Add(Replaced, "TensorScatter");
        rules.AddContrib(
            context => new Guess(context.Type(0), context.Shape(0, 2) is { } table && context.Shape(1) is { } ids
                ? new TensorShape([.. ids, table[1]])
                : null), "TorchEmbedding");
        rules.Add(
            context => new Guess(context.Type(0), Reduced(context)),
            "ReduceL1", "ReduceL2", "ReduceLogSum", "ReduceLogSumExp", "ReduceMax", "ReduceMean", "ReduceMin", "ReduceProd", "ReduceSum",
                "ReduceSumSquare");
        rules.AddContrib(context => new Guess(DataType.Int32, Reduced(context)), "ReduceSumInteger");
        rules.Add(
            context => new Guess(DataType.Int64, context.Shape(0) is { } x
                ? Reduced(x, [context.Integer("axis")], context.Integer("keepdims", 1) == 1)
                : null),
            "ArgMax", "ArgMin");
        rules.Add(("", "TopK"), TopK);
        rules.Add(context => new Guess(context.Type(2), OneHot(context)), "OneHot");
        rules.Add(context => new Guess(context.Type(0), Determined(context)), "Det");
    }

    private static Guess Gathered(ValueContext context)
    {
        if (context.Shape(0) is not { } data)
            return new Guess(context.Type(0), null);
        int axis = ValueContext.AxisOf(context.Integer("axis"), data);
        if (context.Integers(1) is { } chosen && Array.Exists(chosen, index => index < -data[axis] || index >= data[axis]))
            throw new ShapeConflictException(
                $"index {chosen.First(index => index < -data[axis] || index >= data[axis])} is outside of dimension {axis} of {data}");
        return new Guess(context.Type(0), context.Shape(1) is { } indices
            ? new TensorShape([.. data[..axis], .. indices, .. data[(axis + 1)..]])
            : null);
    }

    private static Guess GatheredElements(ValueContext context)
    {
        RequireSlots(context, "indices");
        return new Guess(context.Type(0), context.Shape(1));
    }

    private static Guess ScatteredElements(ValueContext context)
    {
        RequireSlots(context, "indices");
        if (context.Shape(1) is { } indices && context.Shape(2) is { } updates && !indices.Equals(updates))
            throw new ShapeConflictException($"{indices} indices for {updates} updates: expected one for each");
        return ElementwiseShapes.Same(context);
    }

    /// <summary>Indices reach no further than the data but along the axis.</summary>
    private static void RequireSlots(ValueContext context, string what)
    {
        if (context.Shape(0) is not { } data)
            return;
        int axis = ValueContext.AxisOf(context.Integer("axis"), data);
        if (context.Shape(1) is { } indices && (indices.Rank != data.Rank
            || Enumerable.Range(0, data.Rank).Any(index => index != axis && indices[index] > data[index])))
            throw new ShapeConflictException($"{what} of shape {indices} do not fit data of shape {data} along dimension {axis}");
    }

    private static Guess GatheredNd(ValueContext context)
    {
        if (context.Shape(0) is not { } data || context.Shape(1, 1, int.MaxValue) is not { } indices)
            return new Guess(context.Type(0), null);
        int batch = (int)Math.Clamp(context.Integer("batch_dims"), 0, int.MaxValue);
        if (batch >= indices.Rank || batch + indices[^1] > data.Rank || indices[^1] < 1
            || (new TensorShape(data[..batch]).Elements is var items
                && (items == 0 || new TensorShape(indices[..^1]).Elements % items != 0)))
            throw new ShapeConflictException(
                $"indices of shape {indices} do not fit data of shape {data} with {batch} batch dimension(s)");
        return new Guess(context.Type(0), new TensorShape([.. indices[..^1], .. data[(batch + (int)indices[^1])..]]));
    }

    private static Guess ScatteredNd(ValueContext context)
    {
        if (context.Shape(0) is { } data && context.Shape(1, 1, int.MaxValue) is { } indices && context.Shape(2) is { } updates
            && (indices[^1] > data.Rank || !updates.Equals(new TensorShape([.. indices[..^1], .. data[(int)indices[^1]..]]))))
            throw new ShapeConflictException($"updates of shape {updates} at indices of shape {indices} do not fit data of shape {data}");
        return ElementwiseShapes.Same(context);
    }

    /// <summary>New positions of a cache that is updated in place: past, update, where to write.</summary>
    private static Guess Replaced(ValueContext context)
    {
        if (context.Shape(0) is { } past && context.Shape(1) is { } update)
        {
            int axis = ValueContext.AxisOf(context.Integer("axis", -2), past);
            if (axis == 0)
                throw new ShapeConflictException($"a cache of shape {past} is written along its first dimension, that of the items");
            context.RequireOneOf(2, "the list of places", new TensorShape(past[..1]));
            if (update.Rank != past.Rank || update[axis] > past[axis]
                || Enumerable.Range(0, past.Rank).Any(index => index != axis && update[index] != past[index]))
                throw new ShapeConflictException($"an update of shape {update} does not fit a cache of shape {past}");
        }

        return ElementwiseShapes.Same(context);
    }

    private static TensorShape? Reduced(ValueContext context)
    {
        context.RequireVector(1, "the list of axes");
        if (context.Shape(0) is not { } x)
            return null;
        if (context.Has(1) && context.Value(1) is null)
        {
            // No axes are no axes, whatever their values: the input has no elements then.
            if (context.Shape(1) is not { Elements: 0 })
                return null;
        }

        long[]? axes = context.Axes(1);
        if (axes is null or { Length: 0 } && context.Integer("noop_with_empty_axes") == 1)
            return x;
        return Reduced(x, axes, context.Integer("keepdims", 1) == 1);
    }

    private static TensorShape Reduced(TensorShape x, long[]? axes, bool keep) => ShapeArithmetic.Reduced(x, axes, keep)
        ?? throw new ShapeConflictException($"axes {string.Join(", ", axes!)} are not all inside of {x}");

    private static Guess[] TopK(ValueContext context)
    {
        TensorShape? shape = null;
        context.RequireVector(1, "the number of largest ones");
        context.RequireLength(1, 1, "the number of largest ones", "there is");
        if (context.Shape(0) is { } x)
        {
            int axis = ValueContext.AxisOf(context.Integer("axis", -1), x);
            if ((context.Value(1)?.Single ?? (context.Node.Attribute("k") as long?)) is { } count)
            {
                if (count < 0 || count > x[axis])
                    throw new ShapeConflictException($"the {count} largest of dimension {axis} of {x}: it has {x[axis]}");
                shape = new TensorShape([.. x[..axis], (long)count, .. x[(axis + 1)..]]);
            }
        }

        return [new Guess(context.Type(0), shape), new Guess(DataType.Int64, shape)];
    }

    private static TensorShape? OneHot(ValueContext context)
    {
        if (context.Shape(0) is not { } indices || context.Value(1)?.Single is not { } depth
            || ValueContext.Axis(context.Integer("axis", -1), indices.Rank + 1) is not { } axis)
        {
            return null;
        }

        return ShapeArithmetic.Checked([.. indices[..axis], (long)depth, .. indices[axis..]]);
    }

    private static TensorShape? Determined(ValueContext context) => Squares(context) is { } x ? new TensorShape(x[..^2]) : null;

    /// <summary>The shape of the first input, whose last two dimensions must be alike.</summary>
    public static TensorShape? Squares(ValueContext context)
    {
        if (context.Shape(0, 2, int.MaxValue) is not { } x)
            return null;
        return x[^1] == x[^2] ? x : throw new ShapeConflictException($"matrices of shape {x} are not square");
    }
}
