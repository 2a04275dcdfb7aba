using JouleTree.Graphs.Onnx.Reading.Shapes.Rules;

namespace JouleTree.Graphs.Onnx.Reading.Translation;

/// <summary>Operators that count by an attribute which a file states in another way.</summary>
internal static class MiscellaneousTranslation
{
    /// <summary>Adds the rules.</summary>
    public static void AddTo(Dictionary<(string, string), Func<NodeContext, Translated>> rules)
    {
        // A square and a sum for each of the channels around, then scale, power, divide.
        rules.Add(context => context.As("LRN", ("flops_per_element", (2 * context.Known.Integer("size", 1)) + 3)), "LRN");
        // Of the tensor whose type is taken nothing is read.
        rules.Add(context => NodeContext.Of("Cast", [context.Known.Input(0)]), "CastLike");
        foreach (string domain in (ReadOnlySpan<string>)["", "com.microsoft"])
        {
            rules.Add((domain, "LinearAttention"), LinearAttention);
            rules.Add((domain, "CausalConvWithState"), CausalConvolution);
        }

        rules.Add(Fourier, "DFT");
        rules.Add(ShortTime, "STFT");
        rules.AddContrib(context => Rows(context, "Rfft", context.Known.Shape(0)?[^1]), "Rfft");
        rules.AddContrib(context => Rows(context, "Irfft", context.Output?[^1]), "Irfft");
        rules.Add(context => context.As("RoiAlign", ("sampling_ratio", context.Known.Integer("sampling_ratio"))), "RoiAlign");
    }

    private static Translated Fourier(NodeContext context)
    {
        if (context.Known.Shape(0) is not { } x || context.Output is not { } output || SignalShapes.AxisOf(context.Known) is not { } axis)
            return context.As("DFT");
        // What is shorter or longer than the transform is cut or filled up.
        bool halves = context.Known.Flag("onesided") && !context.Known.Flag("inverse");
        long length = context.Known.Value(1)?.Single is { } given ? (long)given : halves ? x[axis] : output[axis];
        return context.As("DFT", ("length", length), ("transforms", x.Elements / x[^1] / x[axis]));
    }

    private static Translated ShortTime(NodeContext context)
    {
        return SignalShapes.FrameOf(context.Known) is { } frame && context.Output is { } output
            ? context.As("STFT", ("length", frame), ("transforms", output[0] * output[1]))
            : context.Keep();
    }

    private static Translated Rows(NodeContext context, string type, long? length) =>
        length is { } size and > 0 && context.Known.Shape(0) is { } x
            ? context.As(type, ("length", size), ("transforms",
                type == "Rfft" ? x.Elements / size : (context.Output?.Elements ?? 0) / size))
            : context.Keep();

    private static Translated LinearAttention(NodeContext context)
    {
        if (LinearAttentionSizes.Of(context.Known) is not { } sizes)
            return context.As("LinearAttention");
        string rule = context.Known.Text("update_rule") ?? "gated_delta";
        return context.As("LinearAttention", ("updates", sizes.Updates), ("answers", sizes.Answers),
            ("looks_back", rule.Contains("delta", StringComparison.Ordinal) ? 1L : 0L),
            ("decays", rule.StartsWith("gated", StringComparison.Ordinal) ? 1L : 0L));
    }

    /// <summary>A product of k for each element; SiLU, where it is fused, takes four more operations.</summary>
    private static Translated CausalConvolution(NodeContext context)
    {
        if (context.WeightOrInput(1) is not { Shape: { Rank: 3 } shape } weight)
            return context.As("CausalConvWithState");
        long activation = context.Known.Text("activation") is "silu" or "swish" ? 4 : 0;
        return NodeContext.Of(
            "CausalConvWithState", [context.Known.Input(0), weight, context.WeightOrInput(2), context.Known.Input(3)],
            ("reduction", shape[2]), ("epilogue", activation + (context.Known.Has(2) ? 1 : 0)));
    }
}
