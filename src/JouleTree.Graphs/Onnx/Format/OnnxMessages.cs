namespace JouleTree.Graphs.Onnx.Format;

/// <summary>The messages of onnx.proto, field by field.</summary>
internal static class OnnxMessages
{
    public static ProtobufWriter Node(OnnxNode node)
    {
        ProtobufWriter message = new();
        foreach (string input in node.Inputs)
            message.Text(1, input);
        foreach (string output in node.Outputs)
            message.Text(2, output);
        message.Text(3, node.Name);
        message.Text(4, node.OpType);
        foreach (OnnxAttribute attribute in node.Attributes)
            message.Message(5, Attribute(attribute));
        if (node.Domain.Length > 0)
            message.Text(7, node.Domain);
        if (node.Overload.Length > 0)
            message.Text(8, node.Overload);
        foreach ((string key, string value) in node.Metadata)
            message.Message(9, Entry(key, value));
        return message;
    }

    public static ProtobufWriter Value(OnnxValue value)
    {
        if (value.Holder is { } holder)
        {
            ProtobufWriter held = new();
            held.Text(1, value.Name);
            held.Bytes(2, holder.Encoded);
            return held;
        }

        if (value.Type == DataType.Unknown)
        {
            // A value of a name only: whoever loads the model finds its type.
            ProtobufWriter untyped = new();
            untyped.Text(1, value.Name);
            return untyped;
        }

        ProtobufWriter tensor = new();
        tensor.Integer(1, (long)value.Type);
        if (value.Dimensions is { } dimensions)
        {
            ProtobufWriter shape = new();
            foreach (OnnxDimension dimension in dimensions)
            {
                ProtobufWriter size = new();
                if (dimension.Size is { } number)
                    size.Integer(1, number);
                else if (dimension.Parameter is { } parameter)
                    size.Text(2, parameter);
                shape.Message(1, size);
            }

            tensor.Message(2, shape);
        }

        ProtobufWriter type = new();
        type.Message(1, tensor);
        ProtobufWriter message = new();
        message.Text(1, value.Name);
        message.Message(2, type);
        return message;
    }

    /// <summary>A graph inside a node; its tensors must be small, as those that are lifted out of it are not.</summary>
    private static ProtobufWriter Subgraph(OnnxSubgraph graph)
    {
        ProtobufWriter message = new();
        foreach (OnnxNode node in graph.Nodes)
            message.Message(1, Node(node));
        message.Text(2, graph.Name);
        foreach (OnnxTensor tensor in graph.Initializers)
            message.Message(5, InlineTensor(tensor));
        foreach (OnnxValue input in graph.Inputs)
            message.Message(11, Value(input));
        foreach (OnnxValue output in graph.Outputs)
            message.Message(12, Value(output));
        foreach (OnnxValue value in graph.Values)
            message.Message(13, Value(value));
        return message;
    }

    /// <summary>A tensor without its values.</summary>
    public static ProtobufWriter TensorHead(OnnxTensor tensor)
    {
        ProtobufWriter message = new();
        foreach (long dimension in tensor.Shape)
            message.Integer(1, dimension);
        message.Integer(2, (long)tensor.Type);
        if (tensor.Name.Length > 0)
            message.Text(8, tensor.Name);
        if (tensor.IsBuffer)
            message.Text(12, OnnxTensor.BufferRemark);
        return message;
    }

    /// <summary>A tensor whose values are in a file.</summary>
    public static ProtobufWriter ExternalTensor(OnnxTensor tensor, OnnxDataPlace place)
    {
        ProtobufWriter message = TensorHead(tensor);
        message.Message(13, Entry("location", place.Location));
        message.Message(13, Entry("offset", FormattableString.Invariant($"{place.Offset}")));
        message.Message(13, Entry("length", FormattableString.Invariant($"{place.Length}")));
        message.Integer(14, 1);
        return message;
    }

    /// <summary>A tensor with its values, which are in memory.</summary>
    public static ProtobufWriter InlineTensor(OnnxTensor tensor)
    {
        byte[] raw = new byte[checked((int)tensor.Bytes)];
        tensor.CopyTo(raw);
        ProtobufWriter message = TensorHead(tensor);
        message.Bytes(9, raw);
        return message;
    }

    public static ProtobufWriter Opset(string domain, long version)
    {
        ProtobufWriter message = new();
        message.Text(1, domain);
        message.Integer(2, version);
        return message;
    }

    private static ProtobufWriter Entry(string key, string value)
    {
        ProtobufWriter message = new();
        message.Text(1, key);
        message.Text(2, value);
        return message;
    }

    private static ProtobufWriter Attribute(OnnxAttribute attribute)
    {
        ProtobufWriter message = new();
        message.Text(1, attribute.Name);
        switch (attribute.Value)
        {
            case double number:
                message.Float(2, (float)number);
                message.Integer(20, 1);
                break;
            case long integer:
                message.Integer(3, integer);
                message.Integer(20, 2);
                break;
            case string text:
                message.Text(4, text);
                message.Integer(20, 3);
                break;
            case OnnxTensor tensor:
                message.Message(5, InlineTensor(tensor));
                message.Integer(20, 4);
                break;
            case double[] numbers:
                foreach (double number in numbers)
                    message.Float(7, (float)number);
                message.Integer(20, 6);
                break;
            case long[] integers:
                foreach (long integer in integers)
                    message.Integer(8, integer);
                message.Integer(20, 7);
                break;
            case string[] texts:
                foreach (string text in texts)
                    message.Text(9, text);
                message.Integer(20, 8);
                break;
            case OnnxSubgraph graph:
                message.Message(6, Subgraph(graph));
                message.Integer(20, 5);
                break;
            case OnnxUndecoded undecoded:
                foreach (byte[] bytes in undecoded.Messages)
                    message.Bytes(undecoded.Field, bytes);
                message.Integer(20, undecoded.Type);
                break;
            default:
                throw new ArgumentException($"attribute {attribute.Name} of type {attribute.Value.GetType().Name} cannot be written",
                    nameof(attribute));
        }

        return message;
    }
}
