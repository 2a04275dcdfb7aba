using JouleTree.Graphs.Onnx.Reading.Values;

namespace JouleTree.Graphs.Onnx.Reading.Shapes;

/// <summary>Operators that pick or reduce elements.</summary>
internal static class SelectionShapes
{
    /// <summary>Adds the rules.</summary>
    public static void AddTo(Dictionary<(string, string), Func<ValueContext, Guess[]>> rules)
    {
        rules.Add(Gathered, "Gather");
        rules.Add(context => new Guess(context.Type(0), context.Shape(1)), "GatherElements");
        rules.Add(GatheredNd, "GatherND");
        rules.AddContrib(GatheredNd, "GatherND");
        rules.AddContrib(
            context => new Guess(context.Type(0), context.Shape(0) is { Rank: 2 } table && context.Shape(1) is { } ids
                ? new TensorShape([.. ids, table[1]])
                : null), "TorchEmbedding");
        rules.Add(
            context => new Guess(context.Type(0), Reduced(context)),
            "ReduceL1", "ReduceL2", "ReduceLogSum", "ReduceLogSumExp", "ReduceMax", "ReduceMean", "ReduceMin", "ReduceProd", "ReduceSum",
                "ReduceSumSquare");
        rules.AddContrib(context => new Guess(DataType.Int32, Reduced(context)), "ReduceSumInteger");
        rules.Add(
            context => new Guess(DataType.Int64, context.Shape(0) is { } x
                ? ShapeArithmetic.Reduced(x, [context.Integer("axis")], context.Integer("keepdims", 1) == 1)
                : null),
            "ArgMax", "ArgMin");
        rules.Add(("", "TopK"), TopK);
        rules.Add(context => new Guess(context.Type(2), OneHot(context)), "OneHot");
        rules.Add(context => new Guess(context.Type(0), context.Shape(0) is { Rank: >= 2 } x ? new TensorShape(x[..^2]) : null), "Det");
    }

    private static Guess Gathered(ValueContext context)
    {
        if (context.Shape(0) is not { } data || context.Shape(1) is not { } indices
            || ValueContext.Axis(context.Integer("axis"), data.Rank) is not { } axis)
            return new Guess(context.Type(0), null);
        return new Guess(context.Type(0), new TensorShape([.. data[..axis], .. indices, .. data[(axis + 1)..]]));
    }

    private static Guess GatheredNd(ValueContext context)
    {
        int batch = (int)context.Integer("batch_dims");
        if (context.Shape(0) is not { } data || context.Shape(1) is not { Rank: > 0 } indices)
            return new Guess(context.Type(0), null);
        return new Guess(context.Type(0), new TensorShape([.. indices[..^1], .. data[(batch + (int)indices[^1])..]]));
    }

    private static TensorShape? Reduced(ValueContext context)
    {
        if (context.Shape(0) is not { } x || (context.Has(1) && context.Value(1) is null))
            return null;
        long[]? axes = context.Axes(1);
        if (axes is null or { Length: 0 } && context.Integer("noop_with_empty_axes") == 1)
            return x;
        return ShapeArithmetic.Reduced(x, axes, context.Integer("keepdims", 1) == 1);
    }

    private static Guess[] TopK(ValueContext context)
    {
        TensorShape? shape = null;
        if (context.Shape(0) is { } x && ValueContext.Axis(context.Integer("axis", -1), x.Rank) is { } axis
            && (context.Value(1)?.Single ?? (context.Node.Attribute("k") as long?)) is { } count)
        {
            shape = new TensorShape([.. x[..axis], (long)count, .. x[(axis + 1)..]]);
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

        return new TensorShape([.. indices[..axis], (long)depth, .. indices[axis..]]);
    }
}
