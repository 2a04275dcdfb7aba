using JouleTree.Graphs.Onnx.Reading.Values;

namespace JouleTree.Graphs.Onnx.Reading.Shapes;

/// <summary>Recurrent layers and Fourier transforms.</summary>
internal static class SequenceShapes
{
    /// <summary>Adds the rules.</summary>
    public static void AddTo(Dictionary<(string, string), Func<ValueContext, Guess[]>> rules)
    {
        foreach (string opType in (ReadOnlySpan<string>)["RNN", "GRU", "LSTM"])
            rules.Add(("", opType), Recurrent);
        rules.Add(("com.microsoft", "DynamicQuantizeLSTM"), Recurrent);
        rules.Add(context => new Guess(context.Type(0), Fourier(context)), "DFT");
        rules.Add(context => new Guess(context.Type(0), ShortTime(context)), "STFT");
        rules.AddContrib(
            context => new Guess(context.Type(0), context.Shape(0) is { } x ? new TensorShape([.. x[..^1], (x[^1] / 2) + 1, 2]) : null),
                "Rfft");
        rules.AddContrib(
            context => new Guess(context.Type(0), context.Shape(0) is { Rank: >= 2 } x
                ? new TensorShape([.. x[..^2], 2 * (x[^2] - 1)])
                : null), "Irfft");
        rules.Add(
            context => new Guess((DataType)context.Integer("output_datatype", 1),
                context.Value(0)?.Single is { } size ? new TensorShape((long)size) : null),
            "HannWindow", "HammingWindow", "BlackmanWindow");
        rules.Add(
            context => new Guess(
                (DataType)context.Integer("output_datatype", 1),
                context.Value(0)?.Single is { } bins && context.Value(1)?.Single is { } length
                    ? new TensorShape(((long)length / 2) + 1, (long)bins)
                    : null),
            "MelWeightMatrix");
    }

    private static Guess[] Recurrent(ValueContext context)
    {
        DataType type = context.Type(0);
        if (context.Shape(0) is not { Rank: 3 } x || context.Integer("hidden_size") is var hidden && hidden < 1)
            return [new Guess(type, null), new Guess(type, null), new Guess(type, null)];
        long directions = context.Text("direction") == "bidirectional" ? 2 : 1;
        // With layout 1 the batch comes first.
        bool batchFirst = context.Integer("layout") == 1;
        TensorShape all = batchFirst ? new TensorShape(x[0], x[1], directions, hidden) : new TensorShape(x[0], directions, x[1], hidden);
        TensorShape last = batchFirst ? new TensorShape(x[0], directions, hidden) : new TensorShape(directions, x[1], hidden);
        return [new Guess(type, all), new Guess(type, last), new Guess(type, last)];
    }

    private static TensorShape? Fourier(ValueContext context)
    {
        if (context.Shape(0) is not { Rank: >= 2 } x
            || ((context.Value(2)?.Single is { } given ? (long)given : context.Integer("axis", context.Opset >= 20 ? -2 : 1)) is var place
            && ValueContext.Axis(place, x.Rank) is not { }))
        {
            return null;
        }

        int axis = ValueContext.Axis(place, x.Rank)!.Value;
        long length = context.Value(1)?.Single is { } count ? (long)count : x[axis];
        long[] sizes = [.. x];
        sizes[axis] = context.Integer("onesided") == 1 ? (length / 2) + 1 : length;
        sizes[^1] = 2;
        return new TensorShape(sizes);
    }

    private static TensorShape? ShortTime(ValueContext context)
    {
        long? frame = context.Value(3)?.Single is { } given ? (long)given : context.Shape(2)?.Elements;
        if (context.Shape(0) is not { Rank: >= 2 } x || context.Value(1)?.Single is not { } step || step < 1 || frame is not { } length)
            return null;
        return new TensorShape(x[0], ((x[1] - length) / (long)step) + 1, context.Integer("onesided", 1) == 1 ? (length / 2) + 1 : length,
            2);
    }
}
