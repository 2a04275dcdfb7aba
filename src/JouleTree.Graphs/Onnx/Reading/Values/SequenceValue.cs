namespace JouleTree.Graphs.Onnx.Reading.Values;

/// <summary>What is known of a sequence of tensors.</summary>
/// <param name="Type">Type of the elements of its tensors.</param>
/// <param name="Tensors">Shapes of its tensors in order, or null where not even their number is known.</param>
/// <param name="Each">The shape that every one has, or null where they differ or it is not known.</param>
internal sealed record SequenceValue(DataType Type, IReadOnlyList<TensorShape>? Tensors, TensorShape? Each)
{
    /// <summary>A sequence of known tensors.</summary>
    /// <param name="type">Type of the elements.</param>
    /// <param name="shapes">Shapes; null where one is not known.</param>
    public static SequenceValue Of(DataType type, IEnumerable<TensorShape?> shapes)
    {
        TensorShape?[] all = [.. shapes];
        return Array.TrueForAll(all, shape => shape is not null)
            ? new SequenceValue(type, all!, all.Distinct().Count() == 1 ? all[0] : null)
            : new SequenceValue(type, null, null);
    }

    /// <summary>All elements of all tensors in one row, as which a sequence is counted; null where they are not known.</summary>
    public TensorShape? Row => Tensors is null ? null : new TensorShape(Tensors.Sum(shape => shape.Elements));
}
