using JouleTree.Graphs.Onnx.Reading.Values;

namespace JouleTree.Graphs.Onnx.Reading.Shapes.Rules;

/// <summary>Operators that make as much as data say: their shapes are the largest that can come.</summary>
internal static class DataDependentShapes
{
    /// <summary>Adds the rules.</summary>
    public static void AddTo(Dictionary<(string, string), Func<ValueContext, Guess[]>> rules)
    {
        rules.Add(context => Bound(DataType.Int64,
            context.Shape(0) is { } x ? new TensorShape(Math.Max(1, x.Rank), x.Elements) : null), "NonZero");
        rules.Add(context => Bound(DataType.Int64, Found(context)), "NonMaxSuppression");
        rules.Add(context => Bound(context.Type(0), Chosen(context)), "Compress");
        rules.Add(("", "Unique"), Unique);
    }

    private static Guess Bound(DataType type, TensorShape? shape) => new(type, shape, IsUpperBound: true);

    /// <summary>
    /// Three indices for each box that is kept: at most the given number for each class of each image, and 0 where none is given.
    /// </summary>
    private static TensorShape? Found(ValueContext context)
    {
        if (context.Shape(1) is not { Rank: 3 } scores)
            return null;
        double most = context.Has(2) ? context.Value(2)?.Single ?? scores[2] : 0;
        return new TensorShape(checked(scores[0] * scores[1] * (long)Math.Clamp(most, 0, scores[2])), 3);
    }

    private static TensorShape? Chosen(ValueContext context)
    {
        if (context.Shape(0) is not { } x)
            return null;
        int? axis = context.Node.Attribute("axis") is long given ? ValueContext.AxisOf(given, x) : null;
        long most = axis is { } place ? x[place] : x.Elements;
        long conditions = context.Shape(1)?.Elements ?? most;
        if (conditions > most)
            throw new ShapeConflictException($"{conditions} conditions for {most} place(s) of {x}");
        return axis is { } along ? new TensorShape([.. x[..along], conditions, .. x[(along + 1)..]]) : new TensorShape(conditions);
    }

    private static Guess[] Unique(ValueContext context)
    {
        int? axis = context.Node.Attribute("axis") is long given && context.Shape(0) is { } sliced
            ? ValueContext.Axis(given, sliced.Rank)
            : null;
        TensorShape? count = context.Shape(0) is { } x ? new TensorShape(axis is { } place ? x[place] : x.Elements) : null;
        TensorShape? made = axis is null ? count : context.Shape(0);
        // Where each element of the input went is known for each of them.
        return [Bound(context.Type(0), made), Bound(DataType.Int64, count), new Guess(DataType.Int64, count),
            Bound(DataType.Int64, count)];
    }
}
