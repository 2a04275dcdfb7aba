using JouleTree.Graphs.Onnx.Format;

namespace JouleTree.Graphs.Onnx.Reading.Values;

/// <summary>Shapes that a file declares of its values, in numbers.</summary>
internal static class DeclaredShape
{
    /// <summary>A declared shape in numbers, or null where a dimension has no size here.</summary>
    /// <param name="declared">What the file declares.</param>
    /// <param name="sizes">Sizes of named dimensions.</param>
    public static TensorShape? Of(OnnxValue declared, IReadOnlyDictionary<string, long> sizes)
    {
        if (declared.Dimensions is not { } dimensions || declared.Type == DataType.Unknown)
            return null;
        long[] resolved = new long[dimensions.Count];
        for (int index = 0; index < resolved.Length; index++)
        {
            if (dimensions[index].Size is { } size)
                resolved[index] = size;
            else if (dimensions[index].Parameter is { } name && sizes.TryGetValue(name, out long bound))
                resolved[index] = bound;
            else
                return null;
        }

        return new TensorShape(resolved);
    }
}
