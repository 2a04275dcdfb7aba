using JouleTree.Core.Errors;
using JouleTree.Graphs.Onnx.Format;

namespace JouleTree.Graphs.Onnx.Reading.Values;

/// <summary>
/// Finds what is stored with a model: initializers, constants, and other names of both, also in the graphs inside its nodes.
/// </summary>
internal sealed class StoredValues
{
    private readonly StoredUses _uses;
    private long _scales;

    private StoredValues(OnnxModel model) => _uses = new StoredUses(model);

    /// <summary>The graph of a model with its stored values.</summary>
    /// <param name="model">A model without functions.</param>
    /// <exception cref="InputException">A Constant has no value.</exception>
    public static StoredGraph Of(OnnxModel model)
    {
        StoredValues pass = new(model);
        ValueTable values = new();
        foreach (OnnxTensor tensor in model.Initializers)
            pass.Store(values, tensor, tensor.Name, isConstant: false);
        return pass.Read(model.Nodes, model.Outputs, model.Values, values, null);
    }

    private StoredGraph Read(
        IReadOnlyList<OnnxNode> nodes, IReadOnlyList<OnnxValue> outputs, IReadOnlyList<OnnxValue> between, ValueTable values,
        OnnxNode? holder)
    {
        List<OnnxNode> computing = Computing(nodes, values);
        Dictionary<OnnxSubgraph, StoredGraph> inside = new(ReferenceEqualityComparer.Instance);
        foreach (OnnxNode node in computing.Where(node => node.RunsGraphs))
        {
            foreach (OnnxSubgraph graph in node.Subgraphs)
                inside[graph] = Inside(graph, node, values);
        }

        Dictionary<string, OnnxValue> declared = new(StringComparer.Ordinal);
        foreach (OnnxValue value in between.Concat(outputs))
            declared[value.Name] = value;
        return new StoredGraph
        {
            Holder = holder,
            Declared = declared,
            Scales = _scales,
            Values = values,
            Nodes = computing,
            Outputs = [.. outputs.Select(output => output.Name)],
            Inside = inside,
        };
    }

    private StoredGraph Inside(OnnxSubgraph graph, OnnxNode holder, ValueTable around)
    {
        ValueTable values = new(around);
        // What each run is given hides values of the same name around it.
        foreach (OnnxValue input in graph.Inputs)
            values.Set(input.Name, new Tensor { Name = input.Name, Type = input.Type, Shape = null, Role = TensorRole.Activation });
        foreach (OnnxTensor tensor in graph.Initializers)
            Store(values, tensor, tensor.Name, isConstant: false);
        return Read(graph.Nodes, graph.Outputs, graph.Values, values, holder);
    }

    /// <summary>
    /// Takes constants and other names of stored tensors out of some nodes; what is a stored tensor in another type or order
    /// stays a node, but is known as that weight.
    /// </summary>
    /// <param name="nodes">All nodes of a graph.</param>
    /// <param name="values">Its values.</param>
    /// <returns>The nodes that compute something.</returns>
    private List<OnnxNode> Computing(IReadOnlyList<OnnxNode> nodes, ValueTable values)
    {
        List<OnnxNode> computing = new(nodes.Count);
        foreach (OnnxNode node in nodes)
        {
            if (node.Domain.Length > 0 || node.Outputs.Count == 0)
            {
                computing.Add(node);
                continue;
            }

            switch (node.OpType)
            {
                case "Constant":
                    StoreConstant(node, values);
                    continue;
                case "Identity" when node.Inputs.Count > 0 && values.Find(node.Inputs[0]) is { IsStored: true } same:
                    values.Set(node.Outputs[0], same);
                    if (values.Number(node.Inputs[0]) is { } number)
                        values.SetNumber(node.Outputs[0], number);
                    continue;
                case "Cast" or "DequantizeLinear" when node.Inputs.Count > 0
                    && values.Stored(node.Inputs[0]) is { Role: TensorRole.Parameter } weight:
                    values.SetStored(node.Outputs[0], weight);
                    break;
                case "Transpose" when node.Inputs.Count > 0
                    && values.Stored(node.Inputs[0]) is { Role: TensorRole.Parameter, Shape.Rank: 2 } matrix
                    && node.Attribute("perm") is null or long[] and [1, 0]:
                    values.SetStored(node.Outputs[0], matrix.Transposed());
                    break;
            }

            computing.Add(node);
        }

        return computing;
    }

    private void StoreConstant(OnnxNode node, ValueTable values)
    {
        string name = node.Outputs[0];
        OnnxAttribute? attribute =
            node.Attributes.FirstOrDefault(attribute => attribute.Name.StartsWith("value", StringComparison.Ordinal)
                || attribute.Name == "sparse_value");
        switch (attribute?.Value)
        {
            case OnnxTensor tensor:
                Store(values, tensor, name, isConstant: true);
                break;
            case long number:
                StoreNumbers(values, name, SmallValue.Scalar(number));
                break;
            case long[] numbers:
                StoreNumbers(values, name, SmallValue.Vector(numbers));
                break;
            case double number:
                StoreNumbers(values, name, new SmallValue(DataType.Float32, TensorShape.Scalar, [number]));
                break;
            case double[] numbers:
                StoreNumbers(values, name, new SmallValue(DataType.Float32, new TensorShape(numbers.Length), numbers));
                break;
            case string:
                values.Set(name, new Tensor { Name = name, Type = DataType.Text, Shape = TensorShape.Scalar, Role = TensorRole.Buffer });
                break;
            case string[] texts:
                values.Set(name, new Tensor
                {
                    Name = name,
                    Type = DataType.Text,
                    Shape = new TensorShape(texts.Length),
                    Role = TensorRole.Buffer
                });
                break;
            case null:
                throw new InputException(new InputPlace(Node: node.Name), "is a Constant without a value: the model is not well-formed");
            default:
                values.Set(name, new Tensor { Name = name, Type = DataType.Unknown, Shape = null, Role = TensorRole.Buffer });
                break;
        }
    }

    private static void StoreNumbers(ValueTable values, string name, SmallValue number)
    {
        values.Set(name, new Tensor { Name = name, Type = number.Type, Shape = number.Shape, Role = TensorRole.Buffer });
        values.SetNumber(name, number);
    }

    private void Store(ValueTable values, OnnxTensor tensor, string name, bool isConstant)
    {
        bool learned = _uses.IsLearned(tensor, name, isConstant);
        if (!learned && _uses.IsScale(name))
            _scales = checked(_scales + tensor.Shape.Elements);
        values.Set(name, new Tensor
        {
            Name = name,
            Type = tensor.Type,
            Shape = tensor.Shape,
            Role = learned ? TensorRole.Parameter : TensorRole.Buffer
        });
        if (SmallValue.Of(tensor) is { } number)
            values.SetNumber(name, number);
    }
}
