using JouleTree.Core.Errors;
using JouleTree.Core.Trees.Details;
using JouleTree.Graphs.Operators.Rules;

namespace JouleTree.Graphs.Operators.Movement;

/// <summary>
/// Operators that place elements and compute nothing, and whose output shapes mostly depend on values: of files, those
/// must be given; the zoo states them by attributes (<c>Slice</c>: <c>axis</c>, <c>start</c>, <c>end</c>; <c>OneHot</c>: <c>depth</c>;
/// <c>Expand</c>: <c>shape</c>). No FLOPs; bytes: what is written, and as much read (<c>Shape</c> and <c>Size</c> read nothing).
/// </summary>
internal sealed class DataMovementFamily : OperatorFamily
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Types { get; } =
    [
        "Shape", "Size", "Gather", "GatherElements", "GatherND", "Slice", "Expand", "Tile", "Pad", "ConstantOfShape", "Range",
        "ScatterElements", "ScatterND", "OneHot", "Trilu", "Crop", "DynamicSlice", "ConstantFill",
    ];

    /// <inheritdoc/>
    public override bool TakesTexts => true;

    /// <inheritdoc/>
    public override IReadOnlyList<TensorSpec> Infer(string type, IReadOnlyList<Tensor> inputs, OperatorAttributes attributes)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(attributes);
        if (type == "Gather")
        {
            TensorShape data = ShapeOf(inputs[0]);
            int axis = (int)(attributes.Integer("axis") is { } given ? given < 0 ? given + data.Rank : given : 0);
            return [new TensorSpec(inputs[0].Type, new TensorShape([.. data[..axis], .. ShapeOf(inputs[1]), .. data[(axis + 1)..]]))];
        }

        if (type == "Slice" && attributes.Integer("axis") is { } sliced && attributes.Integer("start") is { } start
            && attributes.Integer("end") is { } end)
        {
            long[] sizes = [.. ShapeOf(inputs[0])];
            if (start < 0 || end < start || end > sizes[sliced])
                throw new InputException(
                    $"positions {start} to {end} of dimension {sliced} of a tensor of shape {inputs[0].Shape} do not exist");
            sizes[sliced] = end - start;
            return [new TensorSpec(inputs[0].Type, new TensorShape(sizes))];
        }

        if (type == "OneHot" && attributes.Integer("depth") is { } depth)
            return [new TensorSpec(DataType.Float32, new TensorShape([.. ShapeOf(inputs[0]), depth]))];
        if (type == "GatherElements")
            return [new TensorSpec(inputs[0].Type, ShapeOf(inputs[1]))];
        TensorShape? wanted = attributes.Integers("shape") is { } full ? new TensorShape([.. full]) : null;
        TensorShape? shape = type == "Expand" && wanted is not null ? ShapeOf(inputs[0]).Broadcast(wanted) : null;
        return shape is not null
            ? [new TensorSpec(inputs[0].Type, shape)]
            : throw new InputException($"the shape that {type} makes depends on values and is not known");
    }

    /// <inheritdoc/>
    public override OperatorDetails Describe(Operator op) => Facts(op, OperationFamily.Movement);

    /// <inheritdoc/>
    public override OperatorCounts? Count(Operator op)
    {
        long written = op.Outputs.Sum(output => output.Bytes);
        return new OperatorCounts(
            0, 0, op.Type is "Shape" or "Size" or "ConstantOfShape" or "Range" or "ConstantFill" ? written : 2 * written);
    }
}
