using JouleTree.Graphs.Onnx.Format;

namespace JouleTree.Graphs.Tests.Onnx.Fuzzing;

/// <summary>Changes a valid model in its graph, from a seed: a dimension, a rank, a type, an attribute or an edge.</summary>
internal sealed class GraphMutator(int seed)
{
    private readonly Random _random = new(seed);

    /// <summary>One or two changes.</summary>
    public RunnableModel Mutate(RunnableModel source)
    {
        RunnableModel model = _random.Next(4) > 0 ? source.WithStoredNumbers() : source;
        int changes = _random.Next(1, 3);
        for (int change = 0; change < changes; change++)
        {
            model = _random.Next(6) switch
            {
                0 or 1 => WithGiven(model),
                2 => WithStored(model),
                3 or 4 => WithAttribute(model),
                _ => WithEdge(model),
            };
        }

        return model;
    }

    private RunnableModel WithGiven(RunnableModel model)
    {
        if (model.Given.Count == 0)
            return model;
        int place = _random.Next(model.Given.Count);
        OnnxTensor changed = Changed(model.Given[place]);
        return model with
        {
            Given = [.. model.Given.Select((tensor, index) => index == place ? changed : tensor)],
            Model = model.Model with
            {
                Inputs = [.. model.Model.Inputs.Select(input => input.Name == changed.Name ? input with { Type = changed.Type } : input)],
            },
        };
    }

    private RunnableModel WithStored(RunnableModel model)
    {
        IReadOnlyList<OnnxTensor> stored = model.Model.Initializers;
        if (stored.Count == 0)
            return WithGiven(model);
        int place = _random.Next(stored.Count);
        OnnxTensor changed = _random.Next(2) == 0 ? Changed(stored[place]) : Renumbered(stored[place]);
        return model with
        {
            Model = model.Model with { Initializers = [.. stored.Select((tensor, index) => index == place ? changed : tensor)] },
        };
    }

    /// <summary>A tensor with a dimension or the rank changed, and its values repeated to fill it; sometimes of another type.</summary>
    private OnnxTensor Changed(OnnxTensor tensor)
    {
        List<long> sizes = [.. tensor.Shape];
        switch (_random.Next(8))
        {
            case 0:
                sizes.Insert(_random.Next(sizes.Count + 1), _random.Next(1, 4));
                break;
            case 1 when sizes.Count > 0:
                sizes.RemoveAt(_random.Next(sizes.Count));
                break;
            case 2 when sizes.Count > 1:
                int place = _random.Next(sizes.Count - 1);
                (sizes[place], sizes[place + 1]) = (sizes[place + 1], sizes[place]);
                break;
            case 3:
                DataType[] types = [DataType.Float32, DataType.Int64, DataType.Int32, DataType.Float64, DataType.UInt8, DataType.Bool];
                return Resized(tensor with { Type = types[_random.Next(types.Length)] }, sizes);
            default:
                if (sizes.Count > 0)
                    sizes[_random.Next(sizes.Count)] = _random.Next(1, 9);
                break;
        }

        return Resized(tensor, sizes);
    }

    private static OnnxTensor Resized(OnnxTensor tensor, List<long> sizes)
    {
        TensorShape shape = new([.. sizes]);
        if (tensor.Type == DataType.Text || tensor.Raw is not { } raw || tensor.Type.BytesOf(shape.Elements) > 1 << 16)
            return tensor;
        byte[] values = new byte[tensor.Type.BytesOf(shape.Elements)];
        for (int index = 0; index < values.Length && raw.Length > 0; index++)
            values[index] = raw.Span[index % raw.Length];
        return tensor with { Shape = shape, Raw = values };
    }

    /// <summary>A tensor of integers with one of them changed.</summary>
    private OnnxTensor Renumbered(OnnxTensor tensor)
    {
        if (tensor.Raw is not { Length: > 0 } raw || tensor.Type is not (DataType.Int64 or DataType.Int32))
            return Changed(tensor);
        byte[] values = raw.ToArray();
        int size = tensor.Type.Bytes();
        int place = _random.Next(values.Length / size) * size;
        BitConverter.GetBytes((long)Number()).AsSpan(0, size).CopyTo(values.AsSpan(place));
        return tensor with { Raw = values };
    }

    private RunnableModel WithAttribute(RunnableModel model)
    {
        IReadOnlyList<OnnxNode> nodes = model.Model.Nodes;
        OnnxNode[] some = [.. nodes.Where(node => node.Attributes.Any(attribute => attribute.Value is long or long[] or string))];
        if (some.Length == 0)
            return WithGiven(model);
        OnnxNode node = some[_random.Next(some.Length)];
        OnnxAttribute[] choices = [.. node.Attributes.Where(attribute => attribute.Value is long or long[] or string)];
        OnnxAttribute old = choices[_random.Next(choices.Length)];
        OnnxAttribute? changed = _random.Next(10) == 0 ? null : old with { Value = Changed(old.Value) };
        OnnxNode other = node with
        {
            Attributes = [.. node.Attributes.Select(attribute => attribute == old ? changed : attribute).OfType<OnnxAttribute>()],
        };
        return model with { Model = model.Model with { Nodes = [.. nodes.Select(one => ReferenceEquals(one, node) ? other : one)] } };
    }

    private object Changed(object value)
    {
        switch (value)
        {
            case long:
                return (long)Number();
            case long[] numbers:
                List<long> list = [.. numbers];
                if (list.Count > 0 && _random.Next(4) > 0)
                    list[_random.Next(list.Count)] = Number();
                else if (list.Count > 0 && _random.Next(2) == 0)
                    list.RemoveAt(_random.Next(list.Count));
                else
                    list.Add(Number());
                return list.ToArray();
            default:
                string[] texts =
                    ["SAME_UPPER", "SAME_LOWER", "VALID", "NOTSET", "none", "mean", "sum", "reverse", "bidirectional", "ij,jk->ik"];
                return texts[_random.Next(texts.Length)];
        }
    }

    private int Number() => _random.Next(5) == 0 ? _random.Next(-9, 33) : _random.Next(-2, 5);

    private RunnableModel WithEdge(RunnableModel model)
    {
        IReadOnlyList<OnnxNode> nodes = model.Model.Nodes;
        int at = _random.Next(nodes.Count);
        OnnxNode node = nodes[at];
        if (node.Inputs.Count == 0)
            return model;
        string[] known = [.. model.Given.Select(tensor => tensor.Name), .. model.Model.Initializers.Select(tensor => tensor.Name),
            .. nodes.Take(at).SelectMany(before => before.Outputs).Where(name => name.Length > 0)];
        List<string> inputs = [.. node.Inputs];
        int place = _random.Next(inputs.Count);
        switch (_random.Next(4))
        {
            case 0 when inputs.Count > 1:
                int other = _random.Next(inputs.Count);
                (inputs[place], inputs[other]) = (inputs[other], inputs[place]);
                break;
            case 1 when place > 0:
                inputs[place] = "";
                break;
            case 2 when inputs.Count > 1:
                inputs.RemoveAt(inputs.Count - 1);
                break;
            default:
                if (known.Length > 0)
                    inputs[place] = known[_random.Next(known.Length)];
                break;
        }

        OnnxNode changed = node with { Inputs = inputs };
        return model with { Model = model.Model with { Nodes = [.. nodes.Select((one, index) => index == at ? changed : one)] } };
    }
}
