using JouleTree.Core.Errors;

namespace JouleTree.Graphs.Onnx.Format;

/// <summary>The outer messages of onnx.proto: models and functions, read field by field; unknown fields are passed over.</summary>
internal sealed class OnnxParser(ProtobufReader reader, string fileName)
{
    private readonly TensorParser _tensors = new(reader, fileName);

    /// <summary>A ModelProto that reaches to the end of the file, or null if it holds no graph.</summary>
    public OnnxModel? Model(long end)
    {
        GraphParser graphs = new(reader, _tensors);
        OnnxSubgraph? graph = null;
        long irVersion = 0;
        string producer = "";
        string producerVersion = "";
        Dictionary<string, long> opsets = new(StringComparer.Ordinal);
        List<OnnxFunction> functions = [];
        while (reader.Next(end, out int field, out int kind))
        {
            switch (field, kind)
            {
                case (1, 0): irVersion = reader.Integer(); break;
                case (2, 2): producer = reader.Text(end); break;
                case (3, 2): producerVersion = reader.Text(end); break;
                case (7, 2): graph = graphs.Graph(Within(end)); break;
                case (8, 2): Opset(Within(end), opsets); break;
                case (25, 2): functions.Add(Function(Within(end), graphs)); break;
                default: reader.SkipField(kind, end); break;
            }
        }

        if (graph is null)
            return null;
        if (irVersion < 1 || opsets.Count == 0)
            throw new InputException("states no version of the format or no operator set: expected an ONNX model");
        return new OnnxModel
        {
            IrVersion = irVersion,
            Producer = producer,
            ProducerVersion = producerVersion,
            Opsets = opsets,
            Functions = functions,
            Name = graph.Name,
            Nodes = graph.Nodes,
            Initializers = graph.Initializers,
            Inputs = graph.Inputs,
            Outputs = graph.Outputs,
            Values = graph.Values,
        };
    }

    private long Within(long end) => reader.Length(end) + reader.Position;

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

        opsets[GraphParser.Domain(domain)] = version;
    }

    private OnnxFunction Function(long end, GraphParser graphs)
    {
        string name = "";
        string domain = "";
        string overload = "";
        List<string> inputs = [];
        List<string> outputs = [];
        List<OnnxNode> nodes = [];
        List<OnnxAttribute> defaults = [];
        Dictionary<string, long> opsets = new(StringComparer.Ordinal);
        while (reader.Next(end, out int field, out int kind))
        {
            switch (field, kind)
            {
                case (1, 2): name = reader.Text(end); break;
                case (4, 2): inputs.Add(reader.Text(end)); break;
                case (5, 2): outputs.Add(reader.Text(end)); break;
                case (7, 2): nodes.Add(graphs.Node(Within(end))); break;
                case (9, 2): Opset(Within(end), opsets); break;
                case (10, 2): domain = reader.Text(end); break;
                case (11, 2): defaults.Add(graphs.Attribute(Within(end))); break;
                case (13, 2): overload = reader.Text(end); break;
                default: reader.SkipField(kind, end); break;
            }
        }

        return new OnnxFunction
        {
            Domain = GraphParser.Domain(domain),
            Name = name,
            Overload = overload,
            Inputs = inputs,
            Outputs = outputs,
            Defaults = defaults,
            Nodes = nodes,
            Opsets = opsets,
        };
    }
}
