using System.Buffers.Binary;

namespace JouleTree.Graphs.Onnx;

/// <summary>
/// Recognises the groups of nodes into which exporters decompose primitives: by how they are connected, not by their names,
/// and only where nothing outside a group reads what is between its nodes.
/// </summary>
internal sealed class OnnxGroups
{
    private readonly Dictionary<string, List<OnnxNode>> _readers = new(StringComparer.Ordinal);
    private readonly HashSet<string> _outputs;
    private readonly Func<string, Tensor?> _value;
    private readonly Func<string, OnnxTensor?> _constant;

    /// <summary>Prepares to recognise groups of a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="value">Values that are known so far, by name.</param>
    /// <param name="constant">Stored tensors by name.</param>
    public OnnxGroups(OnnxModel model, Func<string, Tensor?> value, Func<string, OnnxTensor?> constant)
    {
        (_value, _constant) = (value, constant);
        _outputs = [.. model.Outputs.Select(output => output.Name)];
        foreach (OnnxNode node in model.Nodes)
        {
            foreach (string input in node.Inputs.Distinct())
            {
                if (!_readers.TryGetValue(input, out List<OnnxNode>? readers))
                    _readers.Add(input, readers = []);
                readers.Add(node);
            }
        }
    }

    /// <summary>The group whose first node this is, or null.</summary>
    /// <param name="node">A node, in order of execution.</param>
    public OnnxGroup? StartingAt(OnnxNode node) => node.OpType switch
    {
        "MatMul" => Linear(node),
        "Reshape" => Conv1D(node) ?? SharedLinear(node),
        "ReduceMean" => LayerNorm(node),
        "Div" => Gelu(node),
        "Mul" or "Pow" => NewGelu(node) ?? RmsNorm(node),
        "Sigmoid" => Silu(node),
        _ => null,
    };

    private OnnxGroup? Linear(OnnxNode product) =>
        IsStored(product.Inputs[1], 2) && Only(product, "Add") is { } sum && Other(sum, product) is { } bias && IsStored(bias, 1)
            ? new OnnxGroup("Linear", [product, sum], [product.Inputs[0], product.Inputs[1], bias], TransposedWeight: true)
            : null;

    /// <summary>The GPTs' linear layer: rows flattened, a product with a weight [k, m], rows restored.</summary>
    private OnnxGroup? Conv1D(OnnxNode flatten) =>
        Only(flatten, "Gemm") is { Inputs.Count: 3 } product && product.Inputs[0] == flatten.Outputs[0] && IsStored(product.Inputs[1], 2)
        && product.Attribute("transB") is not 1L && Only(product, "Reshape") is { } restore
            ? new OnnxGroup("Conv1D", [flatten, product, restore], [flatten.Inputs[0], product.Inputs[1], product.Inputs[2]])
            : null;

    /// <summary>A linear layer that reads a weight [m, k] as it lies, between rows flattened and restored.</summary>
    private OnnxGroup? SharedLinear(OnnxNode flatten) =>
        Only(flatten, "Gemm") is { Inputs.Count: 2 or 3 } product && product.Inputs[0] == flatten.Outputs[0] && IsStored(product.Inputs[1], 2)
        && product.Attribute("transB") is 1L && Only(product, "Reshape") is { } restore
            ? new OnnxGroup("Linear", [flatten, product, restore], [flatten.Inputs[0], .. product.Inputs.Skip(1)])
            : null;

    /// <summary>weight · (x · 1 / √(mean(x²) + ε))</summary>
    private OnnxGroup? RmsNorm(OnnxNode square)
    {
        string x = square.Inputs[0];
        if (square.OpType != "Pow" || Scalar(square.Inputs[1]) != 2 || Only(square, "ReduceMean") is not { } mean || Only(mean, "Add") is not { } shifted
            || Only(shifted, "Sqrt") is not { } root || Only(root, "Reciprocal") is not { } inverse || Only(inverse, "Mul") is not { } scaled
            || Other(scaled, inverse) != x || Only(scaled, "Mul") is not { } weighted || Other(weighted, scaled) is not { } weight || !IsStored(weight, 1))
        {
            return null;
        }

        return new OnnxGroup("RMSNorm", [square, mean, shifted, root, inverse, scaled, weighted], [x, weight]);
    }

    private OnnxGroup? LayerNorm(OnnxNode mean)
    {
        string x = mean.Inputs[0];
        if (Only(mean, "Sub") is not { } centred || centred.Inputs[0] != x || Readers(centred) is not { Count: 2 } readers)
            return null;
        OnnxNode? square = readers.FirstOrDefault(node => node.OpType == "Pow" && Scalar(node.Inputs[1]) == 2);
        OnnxNode? scaled = readers.FirstOrDefault(node => node.OpType == "Div" && node.Inputs[0] == centred.Outputs[0]);
        if (square is null || scaled is null || Only(square, "ReduceMean") is not { } variance || Only(variance, "Add") is not { } shifted
            || Only(shifted, "Sqrt") is not { } deviation || Only(deviation, "Div") != scaled
            || Only(scaled, "Mul") is not { } weighted || Only(weighted, "Add") is not { } biased
            || Other(weighted, scaled) is not { } weight || !IsStored(weight, 1) || Other(biased, weighted) is not { } bias || !IsStored(bias, 1))
        {
            return null;
        }

        return new OnnxGroup("LayerNorm", [mean, centred, square, variance, shifted, deviation, scaled, weighted, biased], [x, weight, bias]);
    }

    /// <summary>x · (1 + erf(x / √2)) · ½</summary>
    private OnnxGroup? Gelu(OnnxNode divided)
    {
        string x = divided.Inputs[0];
        return Scalar(divided.Inputs[1]) is > 1.414 and < 1.4143 && Only(divided, "Erf") is { } error && Only(error, "Add") is { } sum
            && Only(sum, "Mul") is { } product && Other(product, sum) == x && Only(product, "Mul") is { } half
            && Other(half, product) is { } factor && Scalar(factor) == 0.5
            ? new OnnxGroup("GELU", [divided, error, sum, product, half], [x])
            : null;
    }

    /// <summary>½ · x · (1 + tanh(√(2/π) · (x + 0.044715 · x³))); the halving may stand before or after the rest.</summary>
    private OnnxGroup? NewGelu(OnnxNode first)
    {
        string x = first.Inputs[0];
        OnnxNode? cubed = first.OpType == "Pow" ? first : ReadersOf(x).FirstOrDefault(node => node.OpType == "Pow" && node.Inputs[0] == x);
        OnnxNode? halved = first.OpType == "Mul" ? first : ReadersOf(x).FirstOrDefault(node => node.OpType == "Mul" && Other(node, x) is { } factor && Scalar(factor) == 0.5);
        if (cubed is null || halved is null || Scalar(cubed.Inputs[1]) != 3 || Other(halved, x) is not { } half || Scalar(half) != 0.5
            || Only(cubed, "Mul") is not { } small || Only(small, "Add") is not { } sum || Other(sum, small) != x
            || Only(sum, "Mul") is not { } scaled || Only(scaled, "Tanh") is not { } bent || Only(bent, "Add") is not { } raised
            || Only(raised, "Mul") is not { } product || Only(halved, "Mul") != product)
        {
            return null;
        }

        return new OnnxGroup("NewGELU", [cubed, halved, small, sum, scaled, bent, raised, product], [x]);
    }

    private OnnxGroup? Silu(OnnxNode gate)
    {
        string x = gate.Inputs[0];
        return Only(gate, "Mul") is { } product && Other(product, gate) == x ? new OnnxGroup("SiLU", [gate, product], [x]) : null;
    }

    private List<OnnxNode> ReadersOf(string value) => _readers.GetValueOrDefault(value) ?? [];

    /// <summary>The readers of a node's only output, or null where it is an output of the model.</summary>
    private List<OnnxNode>? Readers(OnnxNode node) =>
        node.Outputs.Count == 1 && !_outputs.Contains(node.Outputs[0]) ? ReadersOf(node.Outputs[0]) : null;

    /// <summary>The one reader of a node's output, if it is of a type.</summary>
    private OnnxNode? Only(OnnxNode node, string opType) => Readers(node) is [{ } reader] && reader.OpType == opType ? reader : null;

    /// <summary>The other operand of a node of two operands.</summary>
    private static string? Other(OnnxNode node, OnnxNode operand) => Other(node, operand.Outputs[0]);

    private static string? Other(OnnxNode node, string operand) =>
        node.Inputs.Count != 2 ? null : node.Inputs[0] == operand ? node.Inputs[1] : node.Inputs[1] == operand ? node.Inputs[0] : null;

    private bool IsStored(string name, int rank) =>
        _value(name) is { Role: TensorRole.Parameter, Shape: { } shape } && shape.Rank == rank;

    private double? Scalar(string name) => _constant(name) switch
    {
        { Type: DataType.Float32, Raw: { Length: 4 } raw } => BinaryPrimitives.ReadSingleLittleEndian(raw.Span),
        { Type: DataType.Float16, Raw: { Length: 2 } raw } => (double)BinaryPrimitives.ReadHalfLittleEndian(raw.Span),
        { Type: DataType.Float64, Raw: { Length: 8 } raw } => BinaryPrimitives.ReadDoubleLittleEndian(raw.Span),
        _ => null,
    };
}
