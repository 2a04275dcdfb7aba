namespace JouleTree.Graphs.Onnx.Reading.Values;

/// <summary>Shapes from shapes: reshaping, adding and dropping dimensions, reducing.</summary>
internal static class ShapeArithmetic
{
    /// <summary>A shape of sizes, or null where one is negative.</summary>
    public static TensorShape? Of(long[] sizes) => Array.TrueForAll(sizes, size => size >= 0) ? new TensorShape(sizes) : null;

    /// <summary>A shape of sizes that follow from the inputs.</summary>
    /// <exception cref="ShapeConflictException">One is negative.</exception>
    public static TensorShape Checked(long[] sizes) => Of(sizes)
        ?? throw new ShapeConflictException($"a size of the result would be negative: {string.Join('x', sizes)}");

    /// <summary>A shape with ONNX's placeholders filled in: 0 keeps a size, -1 takes what is left. Null where it does not fit.</summary>
    public static TensorShape? Reshaped(TensorShape before, long[] wanted, bool zeroIsZero = false)
    {
        if (!zeroIsZero && Array.LastIndexOf(wanted, 0) >= before.Rank)
            return null;
        long[] sizes = [.. wanted.Select((size, index) => size == 0 && !zeroIsZero ? before[index] : size)];
        int open = Array.IndexOf(sizes, -1);
        if (open >= 0)
        {
            sizes[open] = 1;
            if (Of(sizes) is not { Elements: > 0 } others || before.Elements % others.Elements != 0)
                return null;
            sizes[open] = before.Elements / others.Elements;
        }

        return Of(sizes) is { } shape && shape.Elements == before.Elements ? shape : null;
    }

    /// <summary>A shape with dimensions of size 1 put in, or null where an axis is outside.</summary>
    public static TensorShape? Unsqueezed(TensorShape shape, long[] axes)
    {
        int rank = shape.Rank + axes.Length;
        HashSet<int> added = [];
        foreach (long axis in axes)
        {
            if (ValueContext.Axis(axis, rank) is not { } place || !added.Add(place))
                return null;
        }

        int next = 0;
        return new TensorShape([.. Enumerable.Range(0, rank).Select(index => added.Contains(index) ? 1 : shape[next++])]);
    }

    /// <summary>A shape without the dimensions named, or without all of size 1.</summary>
    public static TensorShape? Squeezed(TensorShape shape, long[]? axes)
    {
        HashSet<int> dropped = [];
        foreach (long axis in axes is { Length: > 0 }
            ? axes
            : [.. Enumerable.Range(0, shape.Rank).Where(index => shape[index] == 1).Select(index => (long)index)])
        {
            if (ValueContext.Axis(axis, shape.Rank) is not { } place || shape[place] != 1)
                return null;
            dropped.Add(place);
        }

        return new TensorShape([.. shape.Where((_, index) => !dropped.Contains(index))]);
    }

    /// <summary>A shape after a reduction over some axes, all where there are none.</summary>
    public static TensorShape? Reduced(TensorShape shape, long[]? axes, bool keep)
    {
        HashSet<int> reduced = [];
        foreach (long axis in axes is { Length: > 0 } ? axes : [.. Enumerable.Range(0, shape.Rank).Select(index => (long)index)])
        {
            if (ValueContext.Axis(axis, shape.Rank) is not { } place)
                return null;
            reduced.Add(place);
        }

        return new TensorShape([.. Enumerable.Range(0, shape.Rank).Where(index => keep || !reduced.Contains(index))
            .Select(index => reduced.Contains(index) ? 1 : shape[index])]);
    }

    /// <summary>The common shape of several operands, or null where one is not known.</summary>
    /// <exception cref="ShapeConflictException">They do not fit together.</exception>
    public static TensorShape? Broadcast(IEnumerable<TensorShape?> shapes)
    {
        TensorShape result = TensorShape.Scalar;
        bool isKnown = true;
        foreach (TensorShape? shape in shapes)
        {
            if (shape is null)
                isKnown = false;
            else
                result = Broadcast(result, shape);
        }

        return isKnown ? result : null;
    }

    /// <summary>The common shape of two operands.</summary>
    /// <exception cref="ShapeConflictException">They do not fit together.</exception>
    public static TensorShape Broadcast(TensorShape left, TensorShape right) => left.Broadcast(right)
        ?? throw new ShapeConflictException($"operands of shapes {left} and {right} do not fit together");

    /// <summary>Refuses an operand that would make another shape wider.</summary>
    /// <param name="narrow">The operand; one that is not known passes.</param>
    /// <param name="wide">What it must be broadcast to.</param>
    /// <param name="what">What the operand is, such as <c>the bias</c>.</param>
    /// <exception cref="ShapeConflictException">It does not fit.</exception>
    public static void RequireFits(TensorShape? narrow, TensorShape wide, string what)
    {
        if (narrow is not null && !wide.Equals(wide.Broadcast(narrow)))
            throw new ShapeConflictException($"{what} ({narrow}) does not fit {wide}");
    }
}
