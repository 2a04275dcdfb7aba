using JouleTree.Core.Errors;
using JouleTree.Graphs.Onnx.Format;

namespace JouleTree.Graphs.Onnx.Reading.Values;

/// <summary>
/// Computes what exporters write for dynamic shapes (Shape, Gather, Concat, arithmetic, Range, ...), so that the shapes that
/// depend on it are known. Only small values are followed.
/// </summary>
internal static class ValueFolding
{
    /// <summary>The numbers of a node's first output, or null where they are not known.</summary>
    /// <param name="context">The node.</param>
    public static SmallValue? Fold(ValueContext context)
    {
        if (context.Node.Domain.Length > 0)
            return null;
        try
        {
            return Compute(context);
        }
        catch (Exception error) when (error is InputException or IndexOutOfRangeException or ArgumentException or OverflowException
            or ShapeConflictException)
        {
            // Numbers that do not fit each other have no value; the rules need not check every way to be wrong.
            return null;
        }
    }

    /// <summary>The numbers of all parts of a Split, or none where they are not known.</summary>
    /// <param name="context">The node.</param>
    /// <param name="shapes">Shapes of the parts.</param>
    public static IReadOnlyList<SmallValue> Parts(ValueContext context, IEnumerable<TensorShape?> shapes)
    {
        if (context.Node.Domain.Length > 0 || context.Value(0) is not { } x
            || ValueContext.Axis(context.Integer("axis"), x.Shape.Rank) is not { } axis)
            return [];
        List<SmallValue> parts = [];
        long start = 0;
        foreach (TensorShape? shape in shapes)
        {
            if (shape is null || Rearranging.Slice(x, [start], [start + shape[axis]], [axis], null) is not { } part)
                return [];
            parts.Add(part);
            start += shape[axis];
        }

        return parts;
    }

    private static SmallValue? Compute(ValueContext context)
    {
        OnnxNode node = context.Node;
        switch (node.OpType)
        {
            case "Shape" when context.Shape(0) is { } shape:
                long[] sizes = [.. shape];
                int start = Place(context.Integer("start"), sizes.Length);
                int end = Place(context.Integer("end", sizes.Length), sizes.Length);
                return SmallValue.Vector(sizes[start..Math.Max(start, end)]);
            case "Size" when context.Shape(0) is { } shape:
                return SmallValue.Scalar(shape.Elements);
            case "SequenceLength" when context.Sequence(0)?.Tensors is { } tensors:
                return SmallValue.Scalar(tensors.Count);
            case "OptionalHasElement" when !context.Has(0):
                return new SmallValue(DataType.Bool, TensorShape.Scalar, [0]);
        }

        for (int index = 0; index < context.Count; index++)
        {
            if (context.Has(index) && context.Value(index) is null)
                return null;
        }

        return context.Value(0) is { } first ? Known(context, first) : null;
    }

    private static SmallValue? Known(ValueContext context, SmallValue x)
    {
        switch (context.Node.OpType)
        {
            case "Identity":
                return x;
            case "Cast" when context.Integer("to") is var to && Enum.IsDefined((DataType)to):
                DataType type = (DataType)to;
                SmallValue cast = x with { Type = type };
                return type == DataType.Bool ? cast with { Numbers = Array.ConvertAll(x.Numbers, value => value == 0 ? 0.0 : 1.0) }
                    : type == DataType.Float32 ? cast with { Numbers = Array.ConvertAll(x.Numbers, value => (double)(float)value) }
                    : cast.IsInteger ? cast with { Numbers = Array.ConvertAll(x.Numbers, Math.Truncate) } : cast;
            case "CastLike" when context.Type(1) is not DataType.Unknown and var like:
                return x with { Type = like };
            case "Gather" when context.Value(1) is { } indices:
                return Rearranging.Gather(x, indices, context.Integer("axis"));
            case "GatherElements" when context.Value(1) is { } indices && x.Shape.Rank == 1 && indices.Shape.Rank == 1:
                return Rearranging.Gather(x, indices, 0);
            case "Unsqueeze" when context.Axes(1) is { } axes:
                return Reshaped(x, ShapeArithmetic.Unsqueezed(x.Shape, axes));
            case "Squeeze":
                return Reshaped(x, ShapeArithmetic.Squeezed(x.Shape, context.Axes(1)));
            case "Reshape" when context.Integers(1) is { } wanted:
                return Reshaped(x, ShapeArithmetic.Reshaped(x.Shape, wanted, context.Integer("allowzero") == 1));
            case "Flatten":
                int rows = Place(context.Integer("axis", 1), x.Shape.Rank);
                return Reshaped(x, new TensorShape(new TensorShape(x.Shape[..rows]).Elements, new TensorShape(x.Shape[rows..]).Elements));
            case "Concat":
                return Rearranging.Concat([.. Enumerable.Range(0, context.Count).Select(context.Value).OfType<SmallValue>()],
                    context.Integer("axis"));
            case "Slice":
                long[]? starts = context.List("starts") ?? context.Integers(1);
                long[]? ends = context.List("ends") ?? context.Integers(2);
                return starts is null || ends is null
                    ? null
                    : Rearranging.Slice(x, starts, ends, context.List("axes") ?? context.Integers(3), context.Integers(4));
            case "Transpose":
                return Rearranging.Transpose(x, context.List("perm"));
            case "Where" when context.Value(1) is { } yes && context.Value(2) is { } no:
                return Arithmetic.Where(x, yes, no);
            case "Expand" when context.Integers(1) is { } wanted && ShapeArithmetic.Of(wanted) is { } shape:
                return Arithmetic.Expand(x, shape);
            case "Tile" when context.Integers(1) is [var times] && x.Shape.Rank == 1 && times >= 0
                && times * x.Numbers.Length <= SmallValue.Limit:
                return new SmallValue(x.Type, new TensorShape(times * x.Numbers.Length),
                    [.. Enumerable.Repeat(x.Numbers, (int)times).SelectMany(numbers => numbers)]);
            case "ConstantOfShape" when ShapeArithmetic.Of(x.Integers) is { Elements: <= SmallValue.Limit } shape:
                SmallValue? fill = context.Node.Attribute("value") is OnnxTensor value
                    ? SmallValue.Of(value)
                    : new SmallValue(DataType.Float32, TensorShape.Scalar, [0]);
                return fill?.Single is { } number
                    ? new SmallValue(fill.Type, shape, [.. Enumerable.Repeat(number, (int)shape.Elements)])
                    : null;
            case "Range" when context.Value(1)?.Single is { } limit && context.Value(2)?.Single is { } step && x.Single is { } from
                && step != 0:
                double count = Math.Max(0, Math.Ceiling((limit - from) / step));
                return count > SmallValue.Limit ? null
                    : new SmallValue(x.Type, new TensorShape((long)count),
                        [.. Enumerable.Range(0, (int)count).Select(index => from + (index * step))]);
            case "ReduceProd" or "ReduceSum" or "ReduceMax" or "ReduceMin" when x.Numbers.Length > 0 && x.Shape.Rank <= 1:
                double reduced = context.Node.OpType switch
                {
                    "ReduceProd" => x.Numbers.Aggregate(1.0, (product, number) => product * number),
                    "ReduceSum" => x.Numbers.Sum(),
                    "ReduceMax" => x.Numbers.Max(),
                    _ => x.Numbers.Min(),
                };
                return new SmallValue(x.Type, context.Integer("keepdims", 1) == 1 && x.Shape.Rank == 1
                    ? new TensorShape(1)
                    : TensorShape.Scalar, [reduced]);
            case "NonZero":
                return NonZero(x);
            case "CumSum" when x.Shape.Rank == 1 && context.Integer("exclusive") == 0 && context.Integer("reverse") == 0:
                double sum = 0;
                return x with { Numbers = Array.ConvertAll(x.Numbers, number => sum += number) };
            case "Split" or "TopK" or "Clip":
                return null;
            default:
                return context.Value(1) is { } second
                    ? context.Count == 2 ? Arithmetic.Binary(context.Node.OpType, x, second) : null
                    : Arithmetic.Unary(context.Node.OpType, x);
        }
    }

    private static SmallValue NonZero(SmallValue x)
    {
        long[] found = [.. Enumerable.Range(0, x.Numbers.Length).Where(index => x.Numbers[index] != 0).Select(index => (long)index)];
        List<double> rows = [];
        long stride = x.Shape.Elements;
        for (int axis = 0; axis < x.Shape.Rank; axis++)
        {
            stride = x.Shape[axis] == 0 ? 0 : stride / x.Shape[axis];
            foreach (long index in found)
                rows.Add(index / stride % x.Shape[axis]);
        }

        return new SmallValue(DataType.Int64, new TensorShape(x.Shape.Rank, found.Length), [.. rows]);
    }

    private static SmallValue? Reshaped(SmallValue x, TensorShape? shape) =>
        shape is not null && shape.Elements == x.Shape.Elements ? x with { Shape = shape } : null;

    private static int Place(long index, int rank) => (int)Math.Clamp(index < 0 ? index + rank : index, 0, rank);
}
