using JouleTree.Graphs.Onnx.Reading.Values;

namespace JouleTree.Graphs.Onnx.Reading.Shapes.Rules;

/// <summary>Fourier transforms and their windows.</summary>
internal static class SignalShapes
{
    /// <summary>Adds the rules.</summary>
    public static void AddTo(Dictionary<(string, string), Func<ValueContext, Guess[]>> rules)
    {
        rules.Add(context => new Guess(context.Type(0), Fourier(context)), "DFT");
        rules.Add(context => new Guess(context.Type(0), ShortTime(context)), "STFT");
        rules.AddContrib(
            context => new Guess(context.Type(0), context.Shape(0, 1, int.MaxValue) is { } x
                ? new TensorShape([.. x[..^1], (x[^1] / 2) + 1, 2])
                : null), "Rfft");
        rules.AddContrib(
            context => new Guess(context.Type(0), context.Shape(0, 2, int.MaxValue) is { } x
                ? new TensorShape([.. x[..^2], 2 * (x[^2] - 1)])
                : null), "Irfft");
        rules.Add(
            context => new Guess((DataType)context.Integer("output_datatype", 1),
                LengthOf(context) is not { } size ? null
                    : size >= 1 ? new TensorShape((long)size)
                    : throw new ShapeConflictException($"a window of {size} numbers")),
            "HannWindow", "HammingWindow", "BlackmanWindow");
        rules.Add(
            context => new Guess(
                (DataType)context.Integer("output_datatype", 1),
                AreScalars(context) && context.Value(0)?.Single is { } bins && context.Value(1)?.Single is { } length
                    ? ShapeArithmetic.Checked([((long)length / 2) + 1, (long)bins])
                    : null),
            "MelWeightMatrix");
    }

    /// <summary>The length that a window is asked for: a scalar, for Blackman's also a vector of one element.</summary>
    private static double? LengthOf(ValueContext context)
    {
        if (context.Node.OpType == "BlackmanWindow")
            context.RequireSingle(0, "the length");
        else
            context.Shape(0, 0);
        return context.Value(0)?.Single;
    }

    private static bool AreScalars(ValueContext context)
    {
        for (int index = 0; index < context.Count; index++)
        {
            // Counts are scalars; of frequencies a vector of one element does, too.
            if (index < 3)
                context.Shape(index, 0);
            else
                context.RequireSingle(index, $"input {index}");
        }

        return true;
    }

    /// <summary>
    /// The axis that a DFT transforms: an attribute up to operator set 19, then an input; null where only a run knows it.
    /// </summary>
    /// <exception cref="ShapeConflictException">It is outside of the input, or is that of real and imaginary parts.</exception>
    public static int? AxisOf(ValueContext context)
    {
        if (context.Shape(0) is not { } x || (context.Has(2) && context.Value(2)?.Single is null))
            return null;
        long given = context.Value(2)?.Single is { } number ? (long)number : context.Integer("axis", context.Opset >= 20 ? -2 : 1);
        int axis = ValueContext.AxisOf(given, x);
        return axis < x.Rank - 1
            ? axis
            : throw new ShapeConflictException($"axis {given} of {x} holds real and imaginary parts: it cannot be transformed");
    }

    /// <summary>Length of the frames of an STFT: that of the window, where there is one.</summary>
    public static long? FrameOf(ValueContext context) =>
        (context.Shape(2) is { Rank: > 0 } window ? (long?)window[0] : null)
            ?? (context.Value(3)?.Single is { } given ? (long)given : null);

    private static TensorShape? Fourier(ValueContext context)
    {
        if (context.Shape(0, 2, int.MaxValue) is not { } x)
            return null;
        if (x[^1] is not (1 or 2))
            throw new ShapeConflictException($"{x} ends in {x[^1]} numbers: expected 1 (real) or 2 (complex)");
        bool isOneSided = context.Flag("onesided");
        bool isInverse = context.Flag("inverse");
        context.Shape(1, 0);
        context.Shape(2, 0);
        if (isOneSided && !isInverse && context.Opset >= 20 && x[^1] != 1)
            throw new ShapeConflictException($"one side of the spectrum of {x}, which is complex: expected real numbers");
        if (AxisOf(context) is not { } axis)
            // Where the length stays what it is, the axis does not matter.
            return isOneSided || context.Has(1) ? null : x.WithLast(2);
        if (context.Has(1) && context.Value(1)?.Single is null)
            return null;
        // Of a spectrum of real numbers half is stored; as many numbers come back as the whole has.
        long length = context.Value(1)?.Single is { } count ? (long)count
            : isOneSided && isInverse ? 2 * (x[axis] - 1)
            : x[axis];
        if (length < 1)
            throw new ShapeConflictException($"a transform of {length} point(s) along dimension {axis} of {x}");
        long[] sizes = [.. x];
        sizes[axis] = isOneSided && !isInverse ? (length / 2) + 1 : length;
        sizes[^1] = isOneSided && isInverse ? 1 : 2;
        return new TensorShape(sizes);
    }

    private static TensorShape? ShortTime(ValueContext context)
    {
        context.RequireVector(2, "the window");
        context.RequireSingle(1, "the step");
        context.Shape(3, 0);
        long? frame = FrameOf(context);
        if (context.Shape(0, 2, 3) is not { } x || context.Value(1)?.Single is not { } step || frame is not { } length)
            return null;
        if (x is [.., > 2] and { Rank: 3 } || (context.Value(3)?.Single is { } given && (long)given != length))
            throw new ShapeConflictException($"signals of shape {x} in frames of {context.Value(3)?.Single} under a window of {length}");
        if (step < 1 || length < 1 || length > x[1])
            throw new ShapeConflictException($"frames of {length} at steps of {step} do not fit into signals of {x[1]} ({x})")
            {
                IsShortInput = length > x[1],
            };
        long spectrum = context.Flag("onesided", absent: true) ? (length / 2) + 1 : length;
        return new TensorShape(x[0], ((x[1] - length) / (long)step) + 1, spectrum, 2);
    }
}
