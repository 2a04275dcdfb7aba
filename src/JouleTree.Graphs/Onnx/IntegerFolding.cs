using System.Buffers.Binary;

namespace JouleTree.Graphs.Onnx;

/// <summary>
/// Computes the arithmetic on sizes that exporters write for dynamic shapes (Shape, Gather, Unsqueeze, Concat, ...), so that
/// the shapes that depend on it are known. Only vectors and single numbers of integers are computed.
/// </summary>
internal static class IntegerFolding
{
    /// <summary>The value of a node's output, or null where it is not known or no integer vector.</summary>
    /// <param name="node">A node.</param>
    /// <param name="constant">Known values by name.</param>
    /// <param name="shapeOf">Known shapes by name.</param>
    public static OnnxTensor? Fold(OnnxNode node, Func<string, OnnxTensor?> constant, Func<string, TensorShape?> shapeOf)
    {
        if (node.Outputs.Count != 1)
            return null;
        if (node.OpType == "Shape")
            return node.Attributes.Count == 0 && shapeOf(node.Inputs[0]) is { } shape ? Make(node, [.. shape], isVector: true) : null;
        OnnxTensor?[] inputs = [.. node.Inputs.Select(constant)];
        if (inputs.Length == 0 || Values(inputs[0]) is not { } first)
            return null;
        long[]? second = inputs.Length > 1 ? Values(inputs[1]) : null;
        bool isVector = inputs[0]!.Shape.Rank == 1;
        switch (node.OpType)
        {
            case "Identity":
            case "Cast" when node.Attribute("to") is 6L or 7L:
                return Make(node, first, isVector);
            case "Gather" when isVector && second is not null && second.All(index => Math.Abs(index) <= first.Length - (index < 0 ? 0 : 1)):
                return Make(node, [.. second.Select(index => first[index < 0 ? index + first.Length : index])], inputs[1]!.Shape.Rank == 1);
            case "Unsqueeze" when !isVector:
                return Make(node, first, isVector: true);
            case "Squeeze" when first.Length == 1:
                return Make(node, first, isVector: false);
            case "Concat" when isVector && Array.TrueForAll(inputs, input => Values(input) is not null):
                return Make(node, [.. inputs.SelectMany(input => Values(input)!)], isVector: true);
            case "Slice" when isVector && Bounds(node, inputs) is { } bounds:
                int start = Position(bounds.Start, first.Length);
                return Make(node, first[start..Math.Max(start, Position(bounds.End, first.Length))], isVector: true);
            case "Add" or "Sub" or "Mul" or "Div" when second is not null && (first.Length == second.Length || first.Length == 1 || second.Length == 1):
                return Arithmetic(node, first, second, isVector || inputs[1]!.Shape.Rank == 1);
            default:
                return null;
        }
    }

    /// <summary>The integers of a known value, or null where it is of another type or not in memory.</summary>
    /// <param name="tensor">A stored or computed value.</param>
    public static long[]? Values(OnnxTensor? tensor)
    {
        if (tensor is not { Type: DataType.Int64 or DataType.Int32, Raw: { } raw, Shape.Rank: <= 1 })
            return null;
        int size = tensor.Type.Bytes();
        long[] values = new long[raw.Length / size];
        for (int index = 0; index < values.Length; index++)
        {
            ReadOnlySpan<byte> bytes = raw.Span[(size * index)..];
            values[index] = size == 8 ? BinaryPrimitives.ReadInt64LittleEndian(bytes) : BinaryPrimitives.ReadInt32LittleEndian(bytes);
        }

        return values;
    }

    private static OnnxTensor? Arithmetic(OnnxNode node, long[] left, long[] right, bool isVector)
    {
        long[] result = new long[Math.Max(left.Length, right.Length)];
        for (int index = 0; index < result.Length; index++)
        {
            long a = left[left.Length == 1 ? 0 : index];
            long b = right[right.Length == 1 ? 0 : index];
            if (node.OpType == "Div" && b == 0)
                return null;
            result[index] = node.OpType switch
            {
                "Add" => a + b,
                "Sub" => a - b,
                "Mul" => a * b,
                _ => a / b,
            };
        }

        return Make(node, result, isVector);
    }

    /// <summary>Where a slice of a vector begins and ends: attributes in older operator sets, inputs in newer ones.</summary>
    private static (long Start, long End)? Bounds(OnnxNode node, OnnxTensor?[] inputs)
    {
        if (node.Attribute("starts") is long[] { Length: 1 } starts && node.Attribute("ends") is long[] { Length: 1 } ends)
            return (starts[0], ends[0]);
        bool isPlain = inputs.Length < 5 || Values(inputs[4]) is [1];
        return isPlain && inputs.Length >= 3 && Values(inputs[1]) is [var start] && Values(inputs[2]) is [var end] ? (start, end) : null;
    }

    private static int Position(long index, int length) => (int)Math.Clamp(index < 0 ? index + length : index, 0, length);

    private static OnnxTensor Make(OnnxNode node, long[] values, bool isVector)
    {
        byte[] raw = new byte[8 * values.Length];
        for (int index = 0; index < values.Length; index++)
            BinaryPrimitives.WriteInt64LittleEndian(raw.AsSpan(8 * index), values[index]);
        return new OnnxTensor
        {
            Name = node.Outputs[0],
            Type = DataType.Int64,
            Shape = isVector ? new TensorShape(values.Length) : TensorShape.Scalar,
            Raw = raw,
        };
    }
}
