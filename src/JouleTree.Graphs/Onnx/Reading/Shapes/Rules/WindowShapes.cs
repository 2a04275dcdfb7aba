using JouleTree.Graphs.Onnx.Reading.Values;

namespace JouleTree.Graphs.Onnx.Reading.Shapes.Rules;

/// <summary>Convolutions and pooling.</summary>
internal static class WindowShapes
{
    /// <summary>Adds the rules.</summary>
    public static void AddTo(Dictionary<(string, string), Func<ValueContext, Guess[]>> rules)
    {
        rules.Add(context => new Guess(context.Type(0), Convolved(context, 0, 1, 2)), "Conv");
        rules.Add(context => new Guess(context.Type(0), Deformed(context)), "DeformConv");
        rules.AddContrib(context =>
        {
            TensorShape? made = Convolved(context, 0, 1, 2);
            if (made is not null)
                context.RequireOneOf(3, "what is added", made);
            return new Guess(context.Type(0), made);
        }, "FusedConv", "NhwcFusedConv");
        rules.AddContrib(context => new Guess(context.Type(0), ConvolvedLast(context)), "NhwcConv");
        rules.Add(context =>
        {
            context.RequireSingle(2, "the zero point of the input");
            return new Guess(DataType.Int32, Convolved(context, 0, 1, null));
        }, "ConvInteger");
        rules.Add(QuantizedConvolution, "QLinearConv");
        rules.AddContrib(QuantizedConvolution, "QLinearConv");
        rules.Add(context => new Guess(context.Type(0), Transposed(context)), "ConvTranspose");
        foreach (string domain in (ReadOnlySpan<string>)["", "com.microsoft"])
            rules.Add((domain, "CausalConvWithState"), Causal);
        rules.Add(("", "MaxPool"), context =>
        {
            TensorShape? shape = Pooled(context);
            return [new Guess(context.Type(0), shape), new Guess(DataType.Int64, shape)];
        });
        rules.Add(context => new Guess(context.Type(0), Pooled(context)), "AveragePool", "LpPool");
        rules.AddContrib(context =>
        {
            QuantizedShapes.RequireSingles(context, 1, 2, 3, 4);
            return new Guess(context.Type(0), Pooled(context));
        }, "QLinearAveragePool");
        rules.AddContrib(context =>
        {
            if (context.Shape(0, 3, int.MaxValue) is { } x && context.Shape(1, x.Rank) is { } mask && !mask[2..].SequenceEqual(x[2..]))
                throw new ShapeConflictException($"a mask of shape {mask} for {x}");
            return new Guess(context.Type(0), Pooled(context));
        }, "MaxpoolWithMask");
        rules.Add(context => new Guess(context.Type(0), Global(context)), "GlobalAveragePool", "GlobalMaxPool", "GlobalLpPool");
        rules.AddContrib(context =>
        {
            QuantizedShapes.RequireSingles(context, 1, 2, 3, 4);
            return new Guess(context.Type(0), Global(context));
        }, "QLinearGlobalAveragePool");
        rules.Add(context => new Guess(context.Type(0), Col2Im(context)), "Col2Im");
        rules.Add(context => new Guess(context.Type(0), Unpooled(context)), "MaxUnpool");
    }

    private static TensorShape? Convolved(ValueContext context, int input, int weight, int? bias)
    {
        if (ChannelsSecond(context, context.Shape(input, 3, int.MaxValue)) is not { } x || context.Shape(weight) is not { } w)
            return null;
        long groups = context.Integer("group", 1);
        if (w.Rank != x.Rank)
            throw new ShapeConflictException($"input {x} and weight {w} have different numbers of dimensions");
        if (groups < 1 || w[0] % groups != 0)
            throw new ShapeConflictException($"{w[0]} output channels (weight {w}) do not make {groups} groups");
        if (x[1] != w[1] * groups)
            throw new ShapeConflictException($"input {x} has {x[1]} channels, but weight {w} in {groups} group(s) takes {w[1] * groups}");
        RequireKernel(context, w);
        if (bias is { } place)
        {
            context.RequireVector(place, "the bias");
            context.RequireLength(place, w[0], "the bias", "the output channels are");
        }

        return AsGiven(context, new Sliding(context, x.Rank - 2).Over(x, w[0], w[2..], roundUp: false));
    }

    /// <summary>Channels are in the last place.</summary>
    private static bool AreLast(ValueContext context) => context.Flag("channels_last") || context.Node.OpType == "NhwcFusedConv";

    /// <summary>An input with its channels in the second place, where an attribute says that they are in the last.</summary>
    private static TensorShape? ChannelsSecond(ValueContext context, TensorShape? x) =>
        x is null || !AreLast(context) ? x : new TensorShape([x[0], x[^1], .. x[1..^1]]);

    /// <summary>A result with its channels where those of the input are.</summary>
    private static TensorShape AsGiven(ValueContext context, TensorShape y) =>
        !AreLast(context) ? y : new TensorShape([y[0], .. y[2..], y[1]]);

    /// <summary>The input and the result have one scale and zero point, the weight one or one for each output channel.</summary>
    private static Guess QuantizedConvolution(ValueContext context)
    {
        QuantizedShapes.RequireSingles(context, 1, 2, 6, 7);
        foreach (int each in (ReadOnlySpan<int>)[4, 5])
        {
            if (context.Shape(each) is { } scales && (scales.Elements != 1 || scales.Rank > 1) && context.Shape(3) is { Rank: > 0 } weight)
            {
                context.RequireVector(each, $"input {each}, a scale or zero point,");
                context.RequireLength(each, weight[0], $"input {each}, a scale or zero point,", "the output channels are");
            }
        }

        return new Guess(context.Type(7), Convolved(context, 0, 3, 8));
    }

    private static void RequireKernel(ValueContext context, TensorShape weight)
    {
        if (context.List("kernel_shape") is { } kernel && !weight[2..].SequenceEqual(kernel))
            throw new ShapeConflictException($"the attribute kernel_shape is {string.Join('x', kernel)}, but the weight is {weight}");
    }

    /// <summary>Channels last: input [n, h, w, c], weight [m, k1, k2, c] with the same order.</summary>
    private static TensorShape? ConvolvedLast(ValueContext context)
    {
        if (context.Shape(0, 4) is not { } x || context.Shape(1, 4) is not { } w)
            return null;
        if (x[3] != w[3] * context.Integer("group", 1))
            throw new ShapeConflictException($"input {x} has {x[3]} channels, but weight {w} takes {w[3] * context.Integer("group", 1)}");
        TensorShape y = new Sliding(context, 2).Over(new TensorShape(x[0], x[3], x[1], x[2]), w[0], [w[1], w[2]], roundUp: false);
        return new TensorShape(y[0], y[2], y[3], y[1]);
    }

    /// <summary>One window for each channel that looks back only: input [n, channels, length], weight [channels, 1, k].</summary>
    private static Guess[] Causal(ValueContext context)
    {
        TensorShape? state = null;
        context.RequireWord("activation", "none", "silu", "swish");
        if (context.Shape(0, 3) is { } x && context.Shape(1, 3) is { } w)
        {
            if (w[0] != x[1] || w[1] != 1)
                throw new ShapeConflictException($"input {x} has {x[1]} channels, but the weight is {w}: expected {x[1]}x1xk");
            context.RequireLength(2, x[1], "the bias", "the channels are");
            state = new TensorShape(x[0], x[1], w[2] - 1);
            if (context.Shape(3) is { } past && !past.Equals(state))
                throw new ShapeConflictException($"the kept state is {past}: expected {state}");
        }

        return [ElementwiseShapes.Same(context), new Guess(context.Type(0), state)];
    }

    private static TensorShape? Pooled(ValueContext context)
    {
        if (ChannelsSecond(context, context.Shape(0, 3, int.MaxValue)) is not { } x || context.List("kernel_shape") is not { } kernel)
            return null;
        Sliding sliding = new(context, x.Rank - 2);
        if (kernel.Length == x.Rank - 2 && !sliding.KeepsSize
            && Enumerable.Range(0, sliding.Pads.Length).Any(index => sliding.Pads[index] >= kernel[index % kernel.Length]))
            throw new ShapeConflictException(
                $"padding of {string.Join(", ", sliding.Pads)} is not smaller than the window {string.Join('x', kernel)}");
        return AsGiven(context, sliding.Over(x, x[1], kernel, context.Integer("ceil_mode") == 1));
    }

    private static TensorShape? Global(ValueContext context)
    {
        if (context.Shape(0, 3, int.MaxValue) is not { } x)
            return null;
        return context.Flag("channels_last")
            ? new TensorShape([x[0], .. Enumerable.Repeat(1L, x.Rank - 2), x[^1]])
            : new TensorShape([x[0], x[1], .. Enumerable.Repeat(1L, x.Rank - 2)]);
    }

    private static TensorShape? Transposed(ValueContext context)
    {
        if (context.Shape(0, 3, int.MaxValue) is not { } x || context.Shape(1) is not { } w)
            return null;
        if (w.Rank != x.Rank || x[1] != w[0])
            throw new ShapeConflictException($"input {x} does not meet weight {w}: expected {x[1]} in its first of {x.Rank} dimensions");
        long groups = context.Integer("group", 1);
        if (groups < 1 || w[0] % groups != 0)
            throw new ShapeConflictException($"{w[0]} input channels (weight {w}) do not make {groups} groups");
        context.RequireLength(2, w[1] * groups, "the bias", "the output channels are");
        RequireKernel(context, w);
        int rank = x.Rank - 2;
        Sliding sliding = new(context, rank);
        long[] extra = context.List("output_padding") is { Length: > 0 } padding ? padding : new long[rank];
        long[]? given = context.List("output_shape");
        for (int index = 0; index < Math.Min(rank, extra.Length); index++)
        {
            if (extra[index] < 0 || extra[index] >= Math.Max(sliding.Strides[index], sliding.Dilations[index]))
                throw new ShapeConflictException(
                    $"output_padding {string.Join(", ", extra)} is negative, or not smaller than strides or dilations");
        }

        if (extra.Length != rank || (given is not null && given.Length != rank && given.Length != x.Rank))
            throw new ShapeConflictException($"output_padding or output_shape does not have the {rank} spatial dimension(s) of {x}");
        string? auto = context.Text("auto_pad");
        long[] sizes = new long[x.Rank];
        (sizes[0], sizes[1]) = (x[0], w[1] * groups);
        for (int index = 0; index < rank; index++)
        {
            long window = (sliding.Dilations[index] * (w[index + 2] - 1)) + 1;
            long full = (sliding.Strides[index] * (x[index + 2] - 1)) + extra[index] + window;
            sizes[index + 2] = given is not null ? given[given.Length - rank + index]
                : sliding.KeepsSize ? Math.Min(full, x[index + 2] * sliding.Strides[index])
                : auto == "VALID" ? full
                : full - sliding.Pads[index] - sliding.Pads[index + rank];
            // A convolution of the result must give the input back.
            long around = Math.Max(0, full - sizes[index + 2]);
            if (given is not null && ((sizes[index + 2] + around - window) / sliding.Strides[index]) + 1 != x[index + 2])
                throw new ShapeConflictException(
                    $"output_shape {string.Join(", ", given)} does not come of input {x} with weight {w} in steps of "
                    + $"{sliding.Strides[index]}");
            if (sizes[index + 2] < 1)
                throw new ShapeConflictException($"dimension {index + 2} of the result would be {sizes[index + 2]} for input {x}")
                {
                    IsShortInput = true,
                };
        }

        return ShapeArithmetic.Checked(sizes);
    }

    /// <summary>Columns of windows, [n, channels · window, windows], put together to a picture or volume.</summary>
    private static TensorShape? Col2Im(ValueContext context)
    {
        context.RequireVector(1, "the list of sizes");
        context.RequireVector(2, "the window");
        if (context.Shape(0, 3) is not { } x || context.Integers(1) is not { } image || context.Integers(2) is not { } block)
            return null;
        if (image.Length != block.Length)
            throw new ShapeConflictException($"a window of {block.Length} dimension(s) over {image.Length}");
        long window = ShapeArithmetic.Checked(block).Elements;
        if (window < 1 || x[1] % window != 0)
            throw new ShapeConflictException($"{x[1]} rows ({x}) do not make blocks of {string.Join('x', block)}");
        TensorShape windows = new Sliding(context, image.Length)
            .Over(ShapeArithmetic.Checked([x[0], 1, .. image]), 1, block, roundUp: false);
        return new TensorShape(windows[2..]).Elements == x[2]
            ? ShapeArithmetic.Checked([x[0], x[1] / window, .. image])
            : throw new ShapeConflictException(
                $"{x[2]} windows ({x}) for {string.Join('x', image)}, which has {new TensorShape(windows[2..]).Elements}");
    }

    /// <summary>Each group of offsets has two numbers, and one of a mask, for each place of a window and each result.</summary>
    private static TensorShape? Deformed(ValueContext context)
    {
        if (Convolved(context, 0, 1, 3) is not { } made || context.Shape(0) is not { } x || context.Shape(1) is not { } weight)
            return null;
        long groups = context.Integer("offset_group", 1);
        if (groups < 1 || x[1] % groups != 0)
            throw new ShapeConflictException($"{x[1]} channels ({x}) do not make {groups} groups of offsets");
        long places = groups * new TensorShape(weight[2..]).Elements;
        context.RequireOneOf(2, "the list of offsets", new TensorShape([x[0], (x.Rank - 2) * places, .. made[2..]]));
        context.RequireOneOf(4, "the mask", new TensorShape([x[0], places, .. made[2..]]));
        return made;
    }

    private static TensorShape? Unpooled(ValueContext context)
    {
        if (context.Shape(0) is { } values && context.Shape(1) is { } indices && !values.Equals(indices))
            throw new ShapeConflictException($"{indices} indices for {values} values: expected one for each");
        if (context.Shape(0) is { } x0)
            context.RequireLength(2, x0.Rank, "the list of sizes", $"the dimensions of {x0} are");
        if (context.Has(2))
        {
            if (context.Integers(2) is not { } given)
                return null;
            TensorShape wanted = ShapeArithmetic.Checked(given);
            if (Least(context) is { } least
                && (wanted.Rank != least.Rank || !wanted[..2].SequenceEqual(least[..2]) || wanted.Elements < least.Elements))
                throw new ShapeConflictException(
                    $"a result of shape {wanted}: expected at least as many elements as {least}, and its batch and channels");
            return wanted;
        }

        return Least(context);
    }

    /// <summary>The smallest result that has room for all windows.</summary>
    private static TensorShape? Least(ValueContext context)
    {
        if (context.Shape(0, 3, int.MaxValue) is not { } x || context.List("kernel_shape") is not { } kernel)
            return null;
        int rank = x.Rank - 2;
        if (kernel.Length != rank)
            throw new ShapeConflictException($"a window of {kernel.Length} dimension(s) over {x}: expected {rank}");
        Sliding sliding = new(context, rank);
        return ShapeArithmetic.Checked([x[0], x[1], .. kernel.Select((size, index) =>
            ((x[index + 2] - 1) * sliding.Strides[index]) - sliding.Pads[index] - sliding.Pads[index + rank] + size)]);
    }
}
