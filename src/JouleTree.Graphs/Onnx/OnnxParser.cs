using System.Text;

namespace JouleTree.Graphs.Onnx;

/// <summary>The messages of onnx.proto down to nodes and values, read field by field; unknown fields are passed over.</summary>
internal sealed class OnnxParser(ProtobufReader reader, string fileName)
{
    private readonly TensorParser _tensors = new(reader, fileName);

    /// <summary>A ModelProto that reaches to the end of the file, or null if it holds no graph.</summary>
    public OnnxModel? Model(long end)
    {
        OnnxModel? graph = null;
        long irVersion = 0;
        string producer = "";
        string producerVersion = "";
        Dictionary<string, long> opsets = new(StringComparer.Ordinal);
        while (reader.Next(end, out int field, out int kind))
        {
            switch (field, kind)
            {
                case (1, 0): irVersion = reader.Integer(); break;
                case (2, 2): producer = reader.Text(end); break;
                case (3, 2): producerVersion = reader.Text(end); break;
                case (7, 2): graph = Graph(Within(end)); break;
                case (8, 2): Opset(Within(end), opsets); break;
                default: reader.SkipField(kind, end); break;
            }
        }

        return graph is null ? null : graph with { IrVersion = irVersion, Producer = producer, ProducerVersion = producerVersion, Opsets = opsets };
    }

    private long Within(long end) => reader.Length(end) + reader.Position;

    private OnnxModel Graph(long end)
    {
        string name = "";
        List<OnnxNode> nodes = [];
        List<OnnxTensor> initializers = [];
        List<OnnxValue> inputs = [];
        List<OnnxValue> outputs = [];
        List<OnnxValue> values = [];
        while (reader.Next(end, out int field, out int kind))
        {
            switch (field, kind)
            {
                case (1, 2): nodes.Add(Node(Within(end))); break;
                case (2, 2): name = reader.Text(end); break;
                case (5, 2): initializers.Add(_tensors.Tensor(Within(end))); break;
                case (11, 2): inputs.Add(Value(Within(end))); break;
                case (12, 2): outputs.Add(Value(Within(end))); break;
                case (13, 2): values.Add(Value(Within(end))); break;
                default: reader.SkipField(kind, end); break;
            }
        }

        return new OnnxModel { Name = name, Nodes = nodes, Initializers = initializers, Inputs = inputs, Outputs = outputs, Values = values };
    }

    private void Opset(long end, Dictionary<string, long> opsets)
    {
        string domain = "";
        long version = 0;
        while (reader.Next(end, out int field, out int kind))
        {
            switch (field, kind)
            {
                case (1, 2): domain = reader.Text(end); break;
                case (2, 0): version = reader.Integer(); break;
                default: reader.SkipField(kind, end); break;
            }
        }

        opsets[domain == "ai.onnx" ? "" : domain] = version;
    }

    private OnnxNode Node(long end)
    {
        List<string> inputs = [];
        List<string> outputs = [];
        List<OnnxAttribute> attributes = [];
        Dictionary<string, string> metadata = new(StringComparer.Ordinal);
        string name = "";
        string type = "";
        string domain = "";
        while (reader.Next(end, out int field, out int kind))
        {
            switch (field, kind)
            {
                case (1, 2): inputs.Add(reader.Text(end)); break;
                case (2, 2): outputs.Add(reader.Text(end)); break;
                case (3, 2): name = reader.Text(end); break;
                case (4, 2): type = reader.Text(end); break;
                case (5, 2): attributes.Add(Attribute(Within(end))); break;
                case (7, 2): domain = reader.Text(end); break;
                case (9, 2): _tensors.Entry(Within(end), metadata); break;
                default: reader.SkipField(kind, end); break;
            }
        }

        return new OnnxNode
        {
            Name = name,
            OpType = type,
            Domain = domain == "ai.onnx" ? "" : domain,
            Inputs = inputs,
            Outputs = outputs,
            Attributes = attributes,
            Metadata = metadata,
        };
    }

    private OnnxAttribute Attribute(long end)
    {
        string name = "";
        object? value = null;
        List<long> integers = [];
        List<double> numbers = [];
        long type = 0;
        while (reader.Next(end, out int field, out int kind))
        {
            switch (field, kind)
            {
                case (1, 2): name = reader.Text(end); break;
                case (2, 5): value = (double)reader.Float(); break;
                case (3, 0): value = reader.Integer(); break;
                case (4, 2): value = Encoding.UTF8.GetString(reader.Bytes(end)); break;
                case (5, 2): value = _tensors.Tensor(Within(end)); break;
                case (6 or 9 or 10 or 11, 2): value = reader.Bytes(end); break;
                case (7, _): _tensors.Floats(kind, end, numbers); break;
                case (8, _): _tensors.Integers(kind, end, integers); break;
                case (20, 0): type = reader.Integer(); break;
                default: reader.SkipField(kind, end); break;
            }
        }

        // Zero and empty values may be left out of the file; the type says what they are.
        value ??= type switch
        {
            1 => 0.0,
            2 => 0L,
            3 => "",
            6 => numbers.ToArray(),
            7 => integers.ToArray(),
            _ => integers.Count > 0 ? integers.ToArray() : numbers.ToArray(),
        };
        return new OnnxAttribute(name, value);
    }

    private OnnxValue Value(long end)
    {
        string name = "";
        (DataType Type, IReadOnlyList<OnnxDimension>? Dimensions) known = (DataType.Unknown, null);
        while (reader.Next(end, out int field, out int kind))
        {
            switch (field, kind)
            {
                case (1, 2): name = reader.Text(end); break;
                case (2, 2): known = Type(Within(end)); break;
                default: reader.SkipField(kind, end); break;
            }
        }

        return new OnnxValue(name, known.Type, known.Dimensions);
    }

    private (DataType, IReadOnlyList<OnnxDimension>?) Type(long end)
    {
        (DataType Type, IReadOnlyList<OnnxDimension>? Dimensions) known = (DataType.Unknown, null);
        while (reader.Next(end, out int field, out int kind))
        {
            if ((field, kind) != (1, 2))
            {
                reader.SkipField(kind, end);
                continue;
            }

            long tensorEnd = Within(end);
            while (reader.Next(tensorEnd, out field, out kind))
            {
                switch (field, kind)
                {
                    case (1, 0): known.Type = TensorParser.TypeOf(reader.Integer()); break;
                    case (2, 2): known.Dimensions = Shape(Within(tensorEnd)); break;
                    default: reader.SkipField(kind, tensorEnd); break;
                }
            }
        }

        return known;
    }

    private List<OnnxDimension> Shape(long end)
    {
        List<OnnxDimension> dimensions = [];
        while (reader.Next(end, out int field, out int kind))
        {
            if ((field, kind) != (1, 2))
            {
                reader.SkipField(kind, end);
                continue;
            }

            long dimensionEnd = Within(end);
            OnnxDimension dimension = default;
            while (reader.Next(dimensionEnd, out field, out kind))
            {
                switch (field, kind)
                {
                    case (1, 0): dimension = new OnnxDimension(reader.Integer()); break;
                    case (2, 2): dimension = new OnnxDimension(null, reader.Text(dimensionEnd)); break;
                    default: reader.SkipField(kind, dimensionEnd); break;
                }
            }

            dimensions.Add(dimension);
        }

        return dimensions;
    }
}
