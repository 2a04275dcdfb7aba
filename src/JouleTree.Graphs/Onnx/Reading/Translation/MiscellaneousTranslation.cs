namespace JouleTree.Graphs.Onnx.Reading.Translation;

/// <summary>Operators that count by an attribute which a file states in another way.</summary>
internal static class MiscellaneousTranslation
{
    /// <summary>Adds the rules.</summary>
    public static void AddTo(Dictionary<(string, string), Func<NodeContext, Translated>> rules)
    {
        // A square and a sum for each of the channels around, then scale, power, divide.
        rules.Add(context => context.As("LRN", ("flops_per_element", (2 * context.Known.Integer("size", 1)) + 3)), "LRN");
        rules.Add(Fourier, "DFT");
        rules.Add(ShortTime, "STFT");
        rules.AddContrib(context => Rows(context, "Rfft", context.Known.Shape(0)?[^1]), "Rfft");
        rules.AddContrib(context => Rows(context, "Irfft", context.Output?[^1]), "Irfft");
        rules.Add(context => context.As("RoiAlign", ("sampling_ratio", context.Known.Integer("sampling_ratio"))), "RoiAlign");
    }

    private static Translated Fourier(NodeContext context)
    {
        if (context.Known.Shape(0) is not { } x || context.Output is not { } output)
            return context.Keep();
        long place = context.Known.Value(2)?.Single is { } given
            ? (long)given
            : context.Known.Integer("axis", context.Known.Opset >= 20 ? -2 : 1);
        long length = x[(int)(place < 0 ? place + x.Rank : place)];
        return context.As("DFT", ("length", length), ("transforms", x.Elements / x[^1] / length));
    }

    private static Translated ShortTime(NodeContext context)
    {
        long? length = context.Known.Value(3)?.Single is { } given ? (long)given : context.Known.Shape(2)?.Elements;
        return length is { } frame && context.Output is { } output
            ? context.As("STFT", ("length", frame), ("transforms", output[0] * output[1]))
            : context.Keep();
    }

    private static Translated Rows(NodeContext context, string type, long? length) =>
        length is { } size and > 0 && context.Known.Shape(0) is { } x
            ? context.As(type, ("length", size), ("transforms",
                type == "Rfft" ? x.Elements / size : (context.Output?.Elements ?? 0) / size))
            : context.Keep();
}
