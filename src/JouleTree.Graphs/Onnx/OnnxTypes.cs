using System.Buffers.Binary;

namespace JouleTree.Graphs.Onnx;

/// <summary>The field's names for ONNX operators, with inputs and attributes as our operator families expect them.</summary>
internal static class OnnxTypes
{
    /// <summary>Type, inputs and attributes of a node.</summary>
    /// <param name="node">The node.</param>
    /// <param name="inputs">Its inputs, those of a joined bias last.</param>
    /// <param name="weighted">Its second input is a stored matrix.</param>
    /// <param name="constant">Stored tensors by name.</param>
    /// <param name="transpose">A stored matrix with its dimensions exchanged.</param>
    public static (string Type, Tensor[] Inputs, OperatorAttributes Attributes) Of(
        OnnxNode node, Tensor[] inputs, bool weighted, Func<string, OnnxTensor?> constant, Func<Tensor, Tensor> transpose)
    {
        OperatorAttributes same = Copy(node);
        int spatial = inputs.Length > 0 ? (inputs[0].Shape?.Rank ?? 4) - 2 : 2;
        switch (node.OpType)
        {
            case "MatMul" when weighted:
                return ("Linear", [inputs[0], transpose(inputs[1]), .. inputs[2..]], same);
            case "Gemm" when weighted && Integer(node, "transA") == 0:
                Tensor weight = Integer(node, "transB") == 1 ? inputs[1] : transpose(inputs[1]);
                return ("Linear", [inputs[0], weight, .. inputs[2..]], same);
            case "Gather" when inputs is [{ Role: TensorRole.Parameter, Shape.Rank: 2 }, _] && Integer(node, "axis") == 0:
                return ("Embedding", [inputs[1], inputs[0]], OperatorAttributes.None);
            case "Conv" when spatial is 1 or 2 or 3:
                return ($"Conv{spatial}d", inputs, same);
            case "BatchNormalization" when spatial is 1 or 2 or 3:
                return ($"BatchNorm{spatial}d", inputs, same);
            case "LayerNormalization":
                return ("LayerNorm", inputs, same);
            case "Clip" when inputs.Length == 3 && Scalar(constant(node.Inputs[1])) == 0 && Scalar(constant(node.Inputs[2])) == 6:
                return ("ReLU6", [inputs[0]], OperatorAttributes.None);
            case "MaxPool" when spatial == 2:
                return ("MaxPool2d", inputs, same);
            case "AveragePool" when spatial == 2:
                return ("AvgPool2d", inputs, same);
            case "GlobalAveragePool" when spatial == 2:
                return ("AdaptiveAvgPool2d", inputs, new OperatorAttributes(("output_size", new long[] { 1, 1 })));
            case "Flatten" when inputs[0].Shape is { } shape:
                int axis = (int)(Integer(node, "axis", 1) is var given && given < 0 ? given + shape.Rank : given);
                long rows = new TensorShape(shape[..axis]).Elements;
                return ("Flatten", inputs, new OperatorAttributes(("axis", (long)axis), ("shape", new[] { rows, rows == 0 ? 0 : shape.Elements / rows })));
            case "Reshape" when inputs.Length == 2 && inputs[0].Shape is { } before && IntegerFolding.Values(constant(node.Inputs[1])) is { } wanted
                && Resolve(wanted, before) is { } resolved:
                return ("Reshape", inputs, new OperatorAttributes(("shape", resolved)));
            case "Unsqueeze" or "Squeeze" when inputs[0].Shape is { } flat && Axes(node, constant) is { } axes:
                return (node.OpType, inputs, new OperatorAttributes(("shape", node.OpType == "Squeeze" ? Without(flat, axes) : With(flat, axes))));
            case "Expand" when IntegerFolding.Values(constant(node.Inputs[^1])) is { } full:
                return (node.OpType, inputs, new OperatorAttributes(("shape", full)));
            case "Split":
                long[]? sizes = node.Attribute("split") as long[] ?? (node.Inputs.Count > 1 ? IntegerFolding.Values(constant(node.Inputs[1])) : null);
                return (node.OpType, inputs, new OperatorAttributes(
                    ("axis", Integer(node, "axis")), sizes is null ? ("parts", (long)node.Outputs.Count) : ("sizes", sizes)));
            case "Relu":
                return ("ReLU", inputs, same);
            case "LeakyRelu":
                return ("LeakyReLU", inputs, new OperatorAttributes(("negative_slope", node.Attribute("alpha") as double? ?? 0.01)));
            case "Gelu":
                return (node.Attribute("approximate") as string == "tanh" ? "NewGELU" : "GELU", inputs, same);
            default:
                return (node.OpType, inputs, same);
        }
    }

    private static OperatorAttributes Copy(OnnxNode node) =>
        new([.. node.Attributes.Where(attribute => attribute.Value is long or double or string or long[]).Select(attribute => (attribute.Name, attribute.Value))]);

    private static long Integer(OnnxNode node, string name, long absent = 0) => node.Attribute(name) as long? ?? absent;

    private static long[]? Axes(OnnxNode node, Func<string, OnnxTensor?> constant) =>
        node.Attribute("axes") as long[] ?? (node.Inputs.Count > 1 ? IntegerFolding.Values(constant(node.Inputs[1])) : null);

    private static long[] Without(TensorShape shape, long[] axes) =>
        [.. shape.Where((_, index) => !axes.Contains(index) && !axes.Contains(index - shape.Rank))];

    private static long[] With(TensorShape shape, long[] axes)
    {
        int rank = shape.Rank + axes.Length;
        int next = 0;
        return [.. Enumerable.Range(0, rank).Select(index => axes.Contains(index) || axes.Contains(index - rank) || next >= shape.Rank ? 1 : shape[next++])];
    }

    /// <summary>A shape with ONNX's placeholders filled in: 0 keeps a size, -1 takes what is left. Null if it does not fit.</summary>
    private static long[]? Resolve(long[] wanted, TensorShape before)
    {
        long[] sizes = [.. wanted.Select((size, index) => size == 0 && index < before.Rank ? before[index] : size)];
        int open = Array.IndexOf(sizes, -1);
        if (open < 0)
            return sizes;
        long others = sizes.Where((_, index) => index != open).Aggregate(1L, (product, size) => product * size);
        if (others <= 0 || before.Elements % others != 0)
            return null;
        sizes[open] = before.Elements / others;
        return sizes;
    }

    private static double? Scalar(OnnxTensor? tensor) => tensor is { Type: DataType.Float32, Raw: { Length: 4 } raw }
        ? BinaryPrimitives.ReadSingleLittleEndian(raw.Span)
        : null;
}
