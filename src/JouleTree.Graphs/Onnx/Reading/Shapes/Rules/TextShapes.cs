using JouleTree.Graphs.Onnx.Reading.Values;

namespace JouleTree.Graphs.Onnx.Reading.Shapes.Rules;

/// <summary>Operators on texts.</summary>
internal static class TextShapes
{
    /// <summary>Adds the rules.</summary>
    public static void AddTo(Dictionary<(string, string), Func<ValueContext, Guess[]>> rules)
    {
        rules.Add(context => new Guess(DataType.Text, ShapeArithmetic.Broadcast([context.Shape(0), context.Shape(1)])), "StringConcat");
        rules.Add(context => new Guess(DataType.Bool, context.Shape(0)), "RegexFullMatch");
        // Words on the stop list are left out, and where all are, one empty text is left.
        rules.Add(context => new Guess(DataType.Text, context.Shape(0), context.Node.Attribute("stopwords") is not null),
            "StringNormalizer");
        rules.Add(context => new Guess(DataType.Float32, Counted(context)), "TfIdfVectorizer");
        rules.Add(("", "StringSplit"), context => [new Guess(DataType.Text, null), new Guess(DataType.Int64, context.Shape(0))]);
    }

    /// <summary>One number for each n-gram that is looked for.</summary>
    private static TensorShape? Counted(ValueContext context) =>
        context.List("ngram_indexes") is not { Length: > 0 } places || places.Min() < 0
            ? throw new ShapeConflictException("ngram_indexes must be places from 0 on")
            : context.Shape(0, 1, 2) is { } x ? new TensorShape([.. x[..^1], places.Max() + 1])
            : null;
}
