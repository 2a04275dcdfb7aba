using JouleTree.Graphs.Onnx.Reading.Values;

namespace JouleTree.Graphs.Onnx.Reading.Shapes;

/// <summary>Convolutions, pooling and resizing.</summary>
internal static class WindowShapes
{
    /// <summary>Adds the rules.</summary>
    public static void AddTo(Dictionary<(string, string), Func<ValueContext, Guess[]>> rules)
    {
        rules.Add(context => new Guess(context.Type(0), Convolved(context, 0, 1)), "Conv", "DeformConv");
        rules.AddContrib(context => new Guess(context.Type(0), Convolved(context, 0, 1)), "FusedConv");
        rules.AddContrib(context => new Guess(context.Type(0), ConvolvedLast(context)), "NhwcConv", "NhwcFusedConv");
        rules.Add(context => new Guess(DataType.Int32, Convolved(context, 0, 1)), "ConvInteger");
        rules.Add(context => new Guess(context.Type(7), Convolved(context, 0, 3)), "QLinearConv");
        rules.Add(context => new Guess(context.Type(0), Transposed(context)), "ConvTranspose");
        rules.Add(("", "MaxPool"), context =>
        {
            TensorShape? shape = Pooled(context);
            return [new Guess(context.Type(0), shape), new Guess(DataType.Int64, shape)];
        });
        rules.Add(context => new Guess(context.Type(0), Pooled(context)), "AveragePool", "LpPool");
        rules.AddContrib(context => new Guess(context.Type(0), Pooled(context)), "QLinearAveragePool", "MaxpoolWithMask");
        rules.Add(context => new Guess(context.Type(0), Global(context)), "GlobalAveragePool", "GlobalMaxPool", "GlobalLpPool");
        rules.AddContrib(context => new Guess(context.Type(0), Global(context)), "QLinearGlobalAveragePool");
        rules.Add(context => new Guess(context.Type(0), Resizing.Shape(context)), "Resize", "Upsample");
        rules.Add(context => new Guess(context.Type(0),
            context.Shape(0) is { } x && context.Shape(1) is { } grid ? new TensorShape([x[0], x[1], .. grid[1..^1]]) : null),
            "GridSample");
        rules.AddContrib(context =>
            new Guess(context.Type(0), context.Shape(0) is { } x && context.Shape(1) is { } grid
                ? new TensorShape([x[0], x[1], .. grid[1..^1]])
                : null), "GridSample");
        rules.Add(context => new Guess(context.Type(0),
            context.Integers(1) is { Length: >= 4 } size ? new TensorShape([size[0], .. size[2..], size.Length - 2]) : null),
            "AffineGrid");
        rules.Add(context => new Guess(context.Type(0), context.Shape(0) is { Rank: 4 } x && context.Shape(1) is { Rank: 2 } rois
            ? new TensorShape(rois[0], x[1], context.Integer("output_height", 1), context.Integer("output_width", 1)) : null), "RoiAlign");
        rules.Add(context => new Guess(context.Type(0),
            context.Shape(0) is { Rank: 4 } x && context.Shape(1) is { } rois && context.List("pooled_shape") is { } size
            ? new TensorShape([rois[0], x[1], .. size]) : null), "MaxRoiPool");
        rules.Add(context => new Guess(context.Type(0), Col2Im(context)), "Col2Im");
        rules.Add(context => new Guess(context.Type(0), Unpooled(context)), "MaxUnpool");
    }

    private static TensorShape? Convolved(ValueContext context, int input, int weight)
    {
        if (context.Shape(input) is not { Rank: >= 3 } x || context.Shape(weight == 3 ? 3 : weight) is not { } w || w.Rank != x.Rank)
            return null;
        return Slid(context, x, w[0], [.. w.Skip(2)], roundUp: false);
    }

    /// <summary>Channels last: input [n, h, w, c], weight [m, k1, k2, c] with the same order.</summary>
    private static TensorShape? ConvolvedLast(ValueContext context)
    {
        if (context.Shape(0) is not { Rank: 4 } x || context.Shape(1) is not { Rank: 4 } w)
            return null;
        TensorShape first = new(x[0], x[3], x[1], x[2]);
        return Slid(context, first, w[0], [w[1], w[2]], roundUp: false) is { } y ? new TensorShape(y[0], y[2], y[3], y[1]) : null;
    }

    private static TensorShape? Pooled(ValueContext context) =>
        context.Shape(0) is { Rank: >= 3 } x && context.List("kernel_shape") is { } kernel
            ? Slid(context, x, x[1], kernel, context.Integer("ceil_mode") == 1)
            : null;

    private static TensorShape? Global(ValueContext context)
    {
        if (context.Shape(0) is not { Rank: >= 2 } x)
            return null;
        bool last = context.Integer("channels_last") == 1;
        return last
            ? new TensorShape([x[0], .. Enumerable.Repeat(1L, x.Rank - 2), x[^1]])
            : new TensorShape([x[0], x[1], .. Enumerable.Repeat(1L, x.Rank - 2)]);
    }

    private static TensorShape? Slid(ValueContext context, TensorShape x, long channels, long[] kernel, bool roundUp)
    {
        int rank = x.Rank - 2;
        if (kernel.Length != rank)
            return null;
        long[] sizes = new long[x.Rank];
        (sizes[0], sizes[1]) = (x[0], channels);
        long[] strides = context.List("strides") ?? Ones(rank);
        long[] dilations = context.List("dilations") ?? Ones(rank);
        long[] pads = context.List("pads") ?? new long[2 * rank];
        string? auto = context.Text("auto_pad");
        for (int index = 0; index < rank; index++)
        {
            long size = x[index + 2];
            long window = (dilations[index] * (kernel[index] - 1)) + 1;
            if (auto is "SAME_UPPER" or "SAME_LOWER")
            {
                sizes[index + 2] = (size + strides[index] - 1) / strides[index];
                continue;
            }

            long before = auto == "VALID" ? 0 : pads[index];
            long room = size + before + (auto == "VALID" ? 0 : pads[index + rank]) - window;
            if (room < 0 || strides[index] < 1)
                return null;
            long steps = roundUp ? (room + strides[index] - 1) / strides[index] : room / strides[index];
            // A window that would start in the padding at the end is left out.
            if (roundUp && steps * strides[index] >= size + before)
                steps--;
            sizes[index + 2] = steps + 1;
        }

        return new TensorShape(sizes);
    }

    private static TensorShape? Transposed(ValueContext context)
    {
        if (context.Shape(0) is not { Rank: >= 3 } x || context.Shape(1) is not { } w || w.Rank != x.Rank)
            return null;
        int rank = x.Rank - 2;
        long[] strides = context.List("strides") ?? Ones(rank);
        long[] dilations = context.List("dilations") ?? Ones(rank);
        long[] pads = context.List("pads") ?? new long[2 * rank];
        long[] extra = context.List("output_padding") ?? new long[rank];
        long[]? given = context.List("output_shape");
        string? auto = context.Text("auto_pad");
        long[] sizes = new long[x.Rank];
        (sizes[0], sizes[1]) = (x[0], w[1] * context.Integer("group", 1));
        for (int index = 0; index < rank; index++)
        {
            long window = (dilations[index] * (w[index + 2] - 1)) + 1;
            long full = (strides[index] * (x[index + 2] - 1)) + extra[index] + window;
            sizes[index + 2] = given is not null ? given[given.Length - rank + index]
                : auto is "SAME_UPPER" or "SAME_LOWER" ? x[index + 2] * strides[index]
                : full - pads[index] - pads[index + rank];
        }

        return ShapeArithmetic.Of(sizes);
    }

    private static TensorShape? Col2Im(ValueContext context)
    {
        if (context.Shape(0) is not { Rank: 3 } x || context.Integers(1) is not { } image || context.Integers(2) is not { } block)
            return null;
        return new TensorShape([x[0], x[1] / new TensorShape(block).Elements, .. image]);
    }

    private static TensorShape? Unpooled(ValueContext context)
    {
        if (context.Has(2))
            return context.Integers(2) is { } given ? ShapeArithmetic.Of(given) : null;
        if (context.Shape(0) is not { Rank: >= 3 } x || context.List("kernel_shape") is not { } kernel)
            return null;
        int rank = kernel.Length;
        long[] strides = context.List("strides") ?? Ones(rank);
        long[] pads = context.List("pads") ?? new long[2 * rank];
        return new TensorShape([x[0], x[1], .. kernel.Select((size, index) => ((x[index + 2] - 1) * strides[index]) - pads[index]
            - pads[index + rank] + size)]);
    }

    private static long[] Ones(int count)
    {
        long[] ones = new long[count];
        Array.Fill(ones, 1);
        return ones;
    }
}
