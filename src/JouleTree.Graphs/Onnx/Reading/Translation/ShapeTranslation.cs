namespace JouleTree.Graphs.Onnx.Reading.Translation;

/// <summary>Operators whose attributes our families want filled in, such as the shape that a Reshape makes.</summary>
internal static class ShapeTranslation
{
    /// <summary>Adds the rules.</summary>
    public static void AddTo(Dictionary<(string, string), Func<NodeContext, Translated>> rules)
    {
        rules.Add(context => context.Output is { } shape ? context.As(context.Node.OpType, ("shape", Sizes(shape))) : context.Keep(),
            "Reshape", "Unsqueeze", "Squeeze", "Expand");
        rules.AddContrib(context => context.Output is { } shape
            ? context.As("Unsqueeze", ("shape", Sizes(shape)))
            : context.As("Unsqueeze"), "ExpandDims");
        rules.Add(context => context.Output is { } shape && context.Known.Shape(0) is { } x
            ? context.As("Flatten", ("axis", Axis(context.Known.Integer("axis", 1), x.Rank)), ("shape", Sizes(shape)))
                : context.Keep(), "Flatten");
        rules.Add(context =>
        {
            long[]? sizes = context.Known.List("split") ?? context.Known.Integers(1);
            return context.As("Split", ("axis", context.Known.Integer("axis")),
                sizes is null ? ("parts", (long)context.Node.Outputs.Count) : ("sizes", sizes));
        }, "Split");
        rules.Add(Clip, "Clip");
        rules.Add(context => context.As("ReLU"), "Relu");
        rules.Add(context => context.As("PReLU") with { Inputs = [context.Inputs[0], .. context.Inputs.Skip(1)] }, "PRelu");
        rules.Add(context => context.As("ThresholdedReLU"), "ThresholdedRelu");
        rules.Add(context => context.As("LeakyReLU", ("negative_slope", context.Node.Attribute("alpha") as double? ?? 0.01)), "LeakyRelu");
        rules.Add(context => context.As(context.Known.Text("approximate") == "tanh" ? "NewGELU" : "GELU"), "Gelu");
        rules.Add(context => context.As("SiLU"), "Swish");
        rules.Add(context => Pool(context, "MaxPool"), "MaxPool");
        rules.Add(context => Pool(context, "AvgPool"), "AveragePool");
        rules.AddContrib(context => context.As("QLinearAveragePool"), "QLinearAveragePool");
        rules.Add(context => context.Known.Shape(0)?.Rank == 4
            ? context.As("AdaptiveAvgPool2d", ("output_size", new long[] { 1, 1 }))
            : context.As("GlobalAvgPool"), "GlobalAveragePool");
        rules.AddContrib(context => context.As("GlobalAvgPool"), "QLinearGlobalAveragePool");
        rules.Add(context => context.As("Resize", ("mode", context.Known.Text("mode") ?? "nearest"), ("dimensions", Changed(context))),
            "Resize", "Upsample");
        rules.Add(context => context.As("GridSample", ("mode", context.Known.Text("mode") ?? "linear"),
            ("dimensions", (long)((context.Known.Shape(0)?.Rank ?? 4) - 2))), "GridSample");
        rules.AddContrib(context => context.As("GridSample", ("mode", context.Known.Text("mode") ?? "linear"), ("dimensions", 2L)),
            "GridSample");
        rules.Add(context => context.As("ScatterElements"), "Scatter");
        rules.Add(context => context.Known.Shape(0) is { } x && context.Output is { } chosen
            ? context.As("TopK", ("k", chosen[(int)Axis(context.Known.Integer("axis", -1), x.Rank)])) : context.Keep(), "TopK");
    }

    private static long[] Sizes(TensorShape shape) => [.. shape];

    private static long Axis(long axis, int rank) => axis < 0 ? axis + rank : axis;

    private static Translated Clip(NodeContext context)
    {
        double? low = context.Known.Value(1)?.Single ?? context.Node.Attribute("min") as double?;
        double? high = context.Known.Value(2)?.Single ?? context.Node.Attribute("max") as double?;
        if (low == 0 && high == 6)
            return NodeContext.Of("ReLU6", [context.Known.Input(0)]);
        return NodeContext.Of("Clip", [context.Known.Input(0)]);
    }

    private static Translated Pool(NodeContext context, string name)
    {
        int spatial = (context.Known.Shape(0)?.Rank ?? (context.Known.List("kernel_shape")?.Length + 2) ?? 4) - 2;
        return spatial is >= 1 and <= 3 ? context.As($"{name}{spatial}d") : context.Keep();
    }

    private static long Changed(NodeContext context)
    {
        if (context.Known.Shape(0) is not { } before || context.Output is not { } after || before.Rank != after.Rank)
            return 2;
        return Enumerable.Range(0, before.Rank).LongCount(index => before[index] != after[index]);
    }
}
