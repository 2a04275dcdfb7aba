using JouleTree.Graphs.Onnx.Reading.Values;

namespace JouleTree.Graphs.Onnx.Reading.Shapes.Rules;

/// <summary>Operators of classical machine learning (ai.onnx.ml), whose weights are attributes.</summary>
internal static class ClassicalShapes
{
    private const string Domain = "ai.onnx.ml";

    /// <summary>Adds the rules.</summary>
    public static void AddTo(Dictionary<(string, string), Func<ValueContext, Guess[]>> rules)
    {
        foreach (string opType in (ReadOnlySpan<string>)["Binarizer", "Imputer"])
            rules.Add((Domain, opType), context => [ElementwiseShapes.Same(context)]);
        foreach (string opType in (ReadOnlySpan<string>)["Scaler", "Normalizer"])
        {
            rules.Add((Domain, opType), context =>
            {
                context.Shape(0, 1, context.Node.OpType == "Normalizer" ? 2 : int.MaxValue);
                foreach (string name in (ReadOnlySpan<string>)["scale", "offset"])
                {
                    if (context.Shape(0) is { Rank: > 0 } x && context.Node.Attribute(name) is double[] numbers
                        && numbers.Length != 1 && numbers.Length != x[Math.Min(1, x.Rank - 1)])
                        throw new ShapeConflictException($"{numbers.Length} numbers ({name}) for the features of {x}");
                }

                if (context.Node.Attribute("scale") is double[] scale && context.Node.Attribute("offset") is double[] offset
                    && scale.Length != offset.Length)
                    throw new ShapeConflictException($"{scale.Length} numbers (scale) for {offset.Length} (offset)");
                return [new Guess(DataType.Float32, context.Shape(0))];
            });
        }

        rules.Add((Domain, "LabelEncoder"), context =>
        {
            if (CountOf(context, "keys_") is { } keys && CountOf(context, "values_") is { } values && keys != values)
                throw new ShapeConflictException($"{keys} keys for {values} values: expected one for each");
            return [new Guess(Labels(context), context.Shape(0))];
        });
        rules.Add((Domain, "CategoryMapper"), context =>
            [new Guess(context.Type(0) == DataType.Text ? DataType.Int64 : DataType.Text, context.Shape(0))]);
        rules.Add((Domain, "ArrayFeatureExtractor"), context => [new Guess(context.Type(0), Extracted(context))]);
        rules.Add((Domain, "OneHotEncoder"), context =>
            [new Guess(DataType.Float32, context.Shape(0) is { } x && Categories(context) is { } count
                ? new TensorShape([.. x, count])
                : null)]);
        rules.Add((Domain, "FeatureVectorizer"), context => [new Guess(DataType.Float32, Joined(context))]);
        foreach (string opType in (ReadOnlySpan<string>)["LinearClassifier", "SVMClassifier", "TreeEnsembleClassifier"])
            rules.Add((Domain, opType), Classified);
        foreach (string opType in (ReadOnlySpan<string>)["LinearRegressor", "SVMRegressor", "TreeEnsembleRegressor", "TreeEnsemble"])
            rules.Add((Domain, opType), Regressed);
        foreach (string opType in (ReadOnlySpan<string>)["Momentum", "Adagrad", "Adam"])
            rules.Add(("ai.onnx.preview.training", opType), Updated);
    }

    /// <summary>Rows of features: a vector is one row.</summary>
    /// <param name="context">The node.</param>
    public static (long Rows, long Features)? Table(ValueContext context) => context.Shape(0, 1, 2) switch
    {
        null => null,
        { Rank: 1 } row => (1, row[0]),
        var table => (table[0], table[1]),
    };

    /// <summary>How many there are of a list of any type.</summary>
    private static long? CountOf(ValueContext context, string prefix) =>
        context.Node.Attributes.FirstOrDefault(attribute => attribute.Name.StartsWith(prefix, StringComparison.Ordinal))?.Value switch
        {
            Array list => list.Length,
            Format.OnnxTensor tensor => tensor.Shape.Elements,
            _ => null,
        };

    private static DataType Labels(ValueContext context) =>
        context.Node.Attribute("values_strings") is not null || context.Node.Attribute("default_string") is not null
            && context.Type(0) == DataType.Int64 ? DataType.Text
        : context.Node.Attribute("values_floats") is not null ? DataType.Float32
        : context.Node.Attribute("values_tensor") is Format.OnnxTensor tensor ? tensor.Type
        : DataType.Int64;

    private static TensorShape? Extracted(ValueContext context)
    {
        if (context.Shape(0, 1, int.MaxValue) is not { } x || context.Shape(1) is not { } places)
            return null;
        if (context.Integers(1) is { } chosen && Array.Exists(chosen, place => place < 0 || place >= x[^1]))
            throw new ShapeConflictException($"places {string.Join(", ", chosen)} are not all inside of {x[^1]} features ({x})");
        return x.Rank == 1 ? new TensorShape(1, places.Elements) : x.WithLast(places.Elements);
    }

    private static long? Categories(ValueContext context) =>
        context.List("cats_int64s")?.Length ?? (context.Node.Attribute("cats_strings") as string[])?.Length;

    /// <summary>Features of several inputs side by side, a row for each item: what has more dimensions is flattened.</summary>
    private static TensorShape? Joined(ValueContext context)
    {
        if (context.List("inputdimensions") is not { } widths)
            return null;
        if (Array.Exists(widths, width => width < 0) || widths.Length != context.Count
            || !Enumerable.Range(0, context.Count).All(context.Has))
            throw new ShapeConflictException($"{context.Count} input(s) for {widths.Length} widths (inputdimensions)");
        long? rows = null;
        for (int input = 0; input < context.Count; input++)
        {
            if (context.Shape(input, 1, int.MaxValue) is not { } x)
                return null;
            long items = x.Rank == 1 ? 1 : x[0];
            if (rows is { } known && known != items)
                throw new ShapeConflictException($"{context.Shape(0)} and {x} have other numbers of rows");
            rows = items;
        }

        return rows is { } count ? new TensorShape(count, widths.Sum()) : null;
    }

    private static Guess[] Classified(ValueContext context)
    {
        DataType label = context.Node.Attribute("classlabels_strings") is string[] { Length: > 0 } ? DataType.Text : DataType.Int64;
        long? classes = Classes(context);
        if (context.Node.OpType.StartsWith("Tree", StringComparison.Ordinal))
            context.Shape(0, 2);
        if (Table(context) is not { } table)
            return [new Guess(label, null), new Guess(DataType.Float32, null)];
        if (context.Node.OpType == "LinearClassifier")
            classes = Rows(context, table.Features, classes);
        return [new Guess(label, new TensorShape(table.Rows)),
            new Guess(DataType.Float32, classes is { } count ? new TensorShape(table.Rows, count) : null)];
    }

    /// <summary>Scores of a linear classifier: one for each row of its weights, and two where there is one row for two labels.</summary>
    private static long? Rows(ValueContext context, long features, long? labels)
    {
        long? rows = context.Node.Attribute("intercepts") is double[] { Length: > 0 } intercepts ? intercepts.Length : labels;
        if (rows is { } count && context.Node.Attribute("coefficients") is double[] numbers && numbers.Length < count * features)
            throw new ShapeConflictException($"{numbers.Length} coefficients for {count} classes of {features} features");
        return rows == 1 && labels == 2 ? 2 : rows;
    }

    /// <summary>Number of labels that a classifier knows.</summary>
    private static long? Classes(ValueContext context)
    {
        foreach (string name in (ReadOnlySpan<string>)["classlabels_ints", "classlabels_int64s"])
        {
            if (context.List(name) is { Length: > 0 } numbers)
                return numbers.Length;
        }

        return context.Node.Attribute("classlabels_strings") is string[] { Length: > 0 } texts ? texts.Length : null;
    }

    /// <summary>Features that support vectors have, or the weights of a linear kernel without any.</summary>
    private static long? Width(ValueContext context) => context.Integer("n_supports") is var vectors and > 0
        ? (context.Node.Attribute("support_vectors") as double[])?.Length / vectors
        : (context.Node.Attribute("coefficients") as double[])?.Length;

    private static Guess[] Regressed(ValueContext context)
    {
        long targets = context.Node.OpType switch
        {
            "LinearRegressor" => context.Integer("targets", 1),
            "TreeEnsembleRegressor" or "TreeEnsemble" => context.Integer("n_targets", 1),
            _ => 1,
        };
        if (context.Node.OpType.StartsWith("Tree", StringComparison.Ordinal))
            context.Shape(0, 2);
        if (Table(context) is { } rows && context.Node.Attribute("coefficients") is double[] numbers
            && context.Node.OpType == "LinearRegressor" && numbers.Length < targets * rows.Features)
            throw new ShapeConflictException($"{numbers.Length} coefficients for {targets} targets of {rows.Features} features");
        if (context.Node.OpType == "SVMRegressor" && Table(context) is { } given && Width(context) is { } width && width != given.Features)
            throw new ShapeConflictException($"support vectors of {width} features for {given.Features} ({context.Shape(0)})");
        return [new Guess(context.Node.OpType == "TreeEnsemble" ? context.Type(0) : DataType.Float32,
            Table(context) is { } table ? new TensorShape(table.Rows, targets) : null)];
    }

    /// <summary>New weights, then their states, all of the shapes of the weights: rate, count, weights, gradients, states.</summary>
    private static Guess[] Updated(ValueContext context)
    {
        int parts = context.Node.OpType == "Adam" ? 4 : 3;
        int weights = (context.Count - 2) / parts;
        return [.. Enumerable.Range(0, weights * (parts - 1)).Select(index =>
            new Guess(context.Type(2 + (index % weights)), context.Shape(2 + (index % weights))))];
    }
}
