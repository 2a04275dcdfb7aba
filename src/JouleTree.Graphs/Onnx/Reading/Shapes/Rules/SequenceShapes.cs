using JouleTree.Graphs.Onnx.Reading.Values;

namespace JouleTree.Graphs.Onnx.Reading.Shapes.Rules;

/// <summary>Recurrent layers.</summary>
internal static class SequenceShapes
{
    /// <summary>Adds the rules.</summary>
    public static void AddTo(Dictionary<(string, string), Func<ValueContext, Guess[]>> rules)
    {
        rules.Add(("", "RNN"), context => Recurrent(context, 1));
        rules.Add(("", "GRU"), context => Recurrent(context, 3));
        rules.Add(("", "LSTM"), context => Recurrent(context, 4));
        rules.Add(("com.microsoft", "DynamicQuantizeLSTM"), context => Recurrent(context, 4));
    }

    private static Guess[] Recurrent(ValueContext context, long gates)
    {
        DataType type = context.Type(0);
        // The quantised form keeps its weights with inputs first: [directions, inputs, gates · hidden].
        bool isTurned = context.Node.OpType == "DynamicQuantizeLSTM";
        long hidden = context.Integer("hidden_size", (isTurned ? context.Shape(2)?[1] : context.Shape(2)?[^1]) ?? 0);
        if (context.Shape(0, 3) is not { } x || hidden < 1)
            return [new Guess(type, null), new Guess(type, null), new Guess(type, null)];
        long directions = context.Text("direction") == "bidirectional" ? 2 : 1;
        Require(context, 1, directions, gates * hidden, x[2], isTurned);
        Require(context, 2, directions, gates * hidden, hidden, isTurned);
        if (context.Shape(3) is { } bias && !bias.Equals(new TensorShape(directions, 2 * gates * hidden)))
            throw new ShapeConflictException($"the bias is {bias}: expected {directions}x{2 * gates * hidden}");
        // With layout 1 the batch comes first.
        bool batchFirst = context.Integer("layout") == 1;
        context.RequireVector(4, "the list of lengths");
        context.RequireLength(4, batchFirst ? x[0] : x[1], "the list of lengths", $"the batch of {x} is");
        TensorShape all = batchFirst ? new TensorShape(x[0], x[1], directions, hidden) : new TensorShape(x[0], directions, x[1], hidden);
        TensorShape last = batchFirst ? new TensorShape(x[0], directions, hidden) : new TensorShape(directions, x[1], hidden);
        for (int state = 5; state <= (context.Node.OpType == "LSTM" ? 6 : 5); state++)
        {
            if (context.Shape(state) is { } start && !start.Equals(last))
                throw new ShapeConflictException($"the first state is {start}: expected {last}");
        }

        if (isTurned)
        {
            foreach (int scale in (ReadOnlySpan<int>)[8, 9, 10, 11])
                context.RequireOneOf(scale, $"input {scale}, a scale or zero point,", new TensorShape(directions),
                    new TensorShape(directions, gates * hidden));
        }

        if (context.Node.OpType == "LSTM")
        {
            context.RequireLength(7, 3 * hidden * directions, "the peephole weight", "three gates take");
            if (context.Shape(7) is { Rank: not 2 } peepholes)
                throw new ShapeConflictException($"the peephole weight is {peepholes}: expected {directions}x{3 * hidden}");
        }

        return [new Guess(type, all), new Guess(type, last), new Guess(type, last)];
    }

    private static void Require(ValueContext context, int input, long directions, long rows, long columns, bool isTurned)
    {
        TensorShape wanted = isTurned ? new TensorShape(directions, columns, rows) : new TensorShape(directions, rows, columns);
        if (context.Shape(input) is { } weight && !weight.Equals(wanted))
            throw new ShapeConflictException(
                $"the {(input == 1 ? "weight" : "recurrent weight")} is {weight}: expected {wanted} for input {context.Shape(0)}");
    }
}
