namespace JouleTree.Graphs.Onnx.Reading.Values;

/// <summary>Selecting, joining and reordering the elements of small known values.</summary>
internal static class Rearranging
{
    /// <summary>Elements picked along an axis.</summary>
    public static SmallValue? Gather(SmallValue data, SmallValue indices, long axisGiven)
    {
        if (ValueContext.Axis(axisGiven, data.Shape.Rank) is not { } axis)
            return null;
        long size = data.Shape[axis];
        (long outer, long inner) = Around(data.Shape, axis);
        TensorShape shape = new([.. data.Shape[..axis], .. indices.Shape, .. data.Shape[(axis + 1)..]]);
        if (shape.Elements > SmallValue.Limit)
            return null;
        List<double> result = [];
        for (long row = 0; row < outer; row++)
        {
            foreach (long given in indices.Integers)
            {
                long index = given < 0 ? given + size : given;
                if (index < 0 || index >= size)
                    return null;
                for (long column = 0; column < inner; column++)
                    result.Add(data.Numbers[(((row * size) + index) * inner) + column]);
            }
        }

        return new SmallValue(data.Type, shape, [.. result]);
    }

    /// <summary>Values joined along an axis.</summary>
    public static SmallValue? Concat(IReadOnlyList<SmallValue> parts, long axisGiven)
    {
        if (ValueContext.Axis(axisGiven, parts[0].Shape.Rank) is not { } axis)
            return null;
        (long outer, long inner) = Around(parts[0].Shape, axis);
        long total = 0;
        foreach (SmallValue part in parts)
        {
            if (part.Shape.Rank != parts[0].Shape.Rank || Around(part.Shape, axis) != (outer, inner))
                return null;
            total += part.Shape[axis];
        }

        TensorShape shape = new([.. parts[0].Shape[..axis], total, .. parts[0].Shape[(axis + 1)..]]);
        if (shape.Elements > SmallValue.Limit)
            return null;
        List<double> result = [];
        for (long row = 0; row < outer; row++)
        {
            foreach (SmallValue part in parts)
            {
                int run = (int)(part.Shape[axis] * inner);
                result.AddRange(part.Numbers.AsSpan((int)row * run, run));
            }
        }

        return new SmallValue(parts[0].Type, shape, [.. result]);
    }

    /// <summary>Part of a value: for each axis a start, an end and a step.</summary>
    public static SmallValue? Slice(SmallValue data, long[] starts, long[] ends, long[]? axes, long[]? steps)
    {
        SmallValue result = data;
        for (int index = 0; index < starts.Length; index++)
        {
            if (index >= ends.Length || ValueContext.Axis(axes is null ? index : axes[index], data.Shape.Rank) is not { } axis)
                return null;
            long size = result.Shape[axis];
            long[] picked = [.. Positions(starts[index], ends[index], steps is null ? 1 : steps[index], size)];
            if (Gather(result, SmallValue.Vector(picked), axis) is not { } part)
                return null;
            result = part;
        }

        return result;
    }

    /// <summary>The positions that a slice takes of a dimension.</summary>
    public static IEnumerable<long> Positions(long start, long end, long step, long size)
    {
        if (step == 0)
            yield break;
        long from = Math.Clamp(start < 0 ? start + size : start, step > 0 ? 0 : -1, step > 0 ? size : size - 1);
        long to = Math.Clamp(end < 0 ? (end < -size ? -1 : end + size) : end, step > 0 ? 0 : -1, size);
        if (step > 0)
        {
            for (long index = from; index < to; index += step)
                yield return index;
        }
        else
        {
            for (long index = from; index > to && index >= 0; index += step)
                yield return index;
        }
    }

    /// <summary>Dimensions in another order.</summary>
    public static SmallValue? Transpose(SmallValue data, long[]? order)
    {
        int rank = data.Shape.Rank;
        order ??= [.. Enumerable.Range(0, rank).Select(index => (long)(rank - 1 - index))];
        if (order.Length != rank || order.Distinct().Count() != rank || order.Any(axis => axis < 0 || axis >= rank))
            return null;
        long[] strides = new long[rank];
        long stride = 1;
        for (int axis = rank - 1; axis >= 0; axis--)
        {
            strides[axis] = stride;
            stride *= data.Shape[axis];
        }

        TensorShape shape = new([.. order.Select(axis => data.Shape[(int)axis])]);
        double[] result = new double[data.Numbers.Length];
        for (int index = 0; index < result.Length; index++)
        {
            long left = index;
            long source = 0;
            for (int axis = rank - 1; axis >= 0; axis--)
            {
                source += left % shape[axis] * strides[order[axis]];
                left /= shape[axis];
            }

            result[index] = data.Numbers[source];
        }

        return new SmallValue(data.Type, shape, result);
    }

    private static (long Outer, long Inner) Around(TensorShape shape, int axis) =>
        (new TensorShape(shape[..axis]).Elements, new TensorShape(shape[(axis + 1)..]).Elements);
}
