using JouleTree.Graphs.Onnx.Reading.Values;

namespace JouleTree.Graphs.Onnx.Reading.Shapes.Rules;

/// <summary>Losses: scores [n, classes, ...] against labels [n, ...].</summary>
internal static class LossShapes
{
    /// <summary>Adds the rules.</summary>
    public static void AddTo(Dictionary<(string, string), Func<ValueContext, Guess[]>> rules)
    {
        rules.Add(context => new Guess(context.Type(0), Loss(context)), "NegativeLogLikelihoodLoss");
        rules.Add(("", "SoftmaxCrossEntropyLoss"), context =>
            [new Guess(context.Type(0), Loss(context)), ElementwiseShapes.Same(context)]);
    }

    private static TensorShape? Loss(ValueContext context)
    {
        if (context.Shape(0, 2, int.MaxValue) is { } scores)
        {
            TensorShape wanted = new([scores[0], .. scores[2..]]);
            if (context.Shape(1) is { } labels && !labels.Equals(wanted))
                throw new ShapeConflictException($"labels of shape {labels} for scores of shape {scores}: expected {wanted}");
            context.RequireLength(2, scores[1], "the list of weights", $"the classes of {scores} are");
        }

        return (context.Text("reduction") ?? "mean") == "none" ? context.Shape(1) : TensorShape.Scalar;
    }
}
