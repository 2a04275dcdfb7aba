using JouleTree.Core.Errors;

namespace JouleTree.Graphs.Onnx.Format;

/// <summary>Graphs, nodes and attributes of onnx.proto, graphs inside nodes included.</summary>
internal sealed class GraphParser(ProtobufReader reader, TensorParser tensors)
{
    /// <summary>Graphs inside graphs deeper than this are refused; real ones have three or four levels.</summary>
    private const int DepthLimit = 32;

    private static readonly Dictionary<string, string> NoMetadata = [];
    private readonly ValueParser _values = new(reader);
    private int _depth;

    /// <summary>The name of a domain: the standard one has two.</summary>
    public static string Domain(string domain) => domain == "ai.onnx" ? "" : domain;

    /// <summary>A GraphProto.</summary>
    public OnnxSubgraph Graph(long end)
    {
        if (++_depth > DepthLimit)
            throw reader.Broken($"graphs are nested more than {DepthLimit} deep");
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
                case (5, 2): initializers.Add(tensors.Tensor(Within(end))); break;
                case (11, 2): inputs.Add(_values.Value(Within(end))); break;
                case (12, 2): outputs.Add(_values.Value(Within(end))); break;
                case (13, 2): values.Add(_values.Value(Within(end))); break;
                case (15, 2): initializers.Add(Sparse(Within(end))); break;
                default: reader.SkipField(kind, end); break;
            }
        }

        _depth--;
        return new OnnxSubgraph
        {
            Name = name,
            Nodes = nodes,
            Initializers = initializers,
            Inputs = inputs,
            Outputs = outputs,
            Values = values,
        };
    }

    /// <summary>A NodeProto.</summary>
    /// <exception cref="InputException">It has no operator type.</exception>
    public OnnxNode Node(long end)
    {
        List<string> inputs = [];
        List<string> outputs = [];
        List<OnnxAttribute> attributes = [];
        Dictionary<string, string>? metadata = null;
        string name = "";
        string type = "";
        string domain = "";
        string overload = "";
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
                case (8, 2): overload = reader.Text(end); break;
                case (9, 2): tensors.Entry(Within(end), metadata ??= new Dictionary<string, string>(StringComparer.Ordinal)); break;
                default: reader.SkipField(kind, end); break;
            }
        }

        if (type.Length == 0)
            throw new InputException(
                $"node {(name.Length > 0 ? name : "without a name")} has no operator type: the model is not well-formed");
        return new OnnxNode
        {
            Name = name,
            OpType = type,
            Domain = Domain(domain),
            Overload = overload,
            Inputs = inputs,
            Outputs = outputs,
            Attributes = attributes,
            Metadata = metadata ?? NoMetadata,
        };
    }

    /// <summary>An AttributeProto.</summary>
    public OnnxAttribute Attribute(long end)
    {
        string name = "";
        string? reference = null;
        object? value = null;
        List<long>? integers = null;
        List<double>? numbers = null;
        List<string>? texts = null;
        List<byte[]>? messages = null;
        int messageField = 0;
        long type = 0;
        while (reader.Next(end, out int field, out int kind))
        {
            switch (field, kind)
            {
                case (1, 2): name = reader.Text(end); break;
                case (2, 5): value = (double)reader.Float(); break;
                case (3, 0): value = reader.Integer(); break;
                case (4, 2): value = reader.Text(end); break;
                case (5, 2): value = tensors.Tensor(Within(end)); break;
                case (6, 2): value = Graph(Within(end)); break;
                case (7, 2 or 5): tensors.Floats(kind, end, numbers ??= []); break;
                case (8, 2 or 0): tensors.Integers(kind, end, integers ??= []); break;
                case (9, 2): (texts ??= []).Add(reader.Text(end)); break;
                case (10 or 11 or 14 or 15 or 22 or 23, 2):
                    messageField = field;
                    (messages ??= []).Add(reader.Bytes(end));
                    break;
                case (20, 0): type = reader.Integer(); break;
                case (21, 2): reference = reader.Text(end); break;
                default: reader.SkipField(kind, end); break;
            }
        }

        // Zero and empty values may be left out of the file; the type says what they are.
        value ??= type switch
        {
            1 => 0.0,
            2 => 0L,
            3 => "",
            6 => numbers?.ToArray() ?? [],
            7 => integers?.ToArray() ?? [],
            8 => texts?.ToArray() ?? [],
            _ when messages is not null => new OnnxUndecoded(messageField, type, messages),
            _ when integers is not null => integers.ToArray(),
            _ when texts is not null => texts.ToArray(),
            _ when numbers is not null => numbers.ToArray(),
            _ => new OnnxUndecoded(0, type, []),
        };
        return new OnnxAttribute(name, value) { Reference = reference };
    }

    /// <summary>A sparse tensor, known by the name and type of its values and by its dense shape.</summary>
    private OnnxTensor Sparse(long end)
    {
        OnnxTensor? values = null;
        List<long> dimensions = [];
        while (reader.Next(end, out int field, out int kind))
        {
            switch (field, kind)
            {
                case (1, 2): values = tensors.Tensor(Within(end)); break;
                case (3, 2 or 0): tensors.Integers(kind, end, dimensions); break;
                default: reader.SkipField(kind, end); break;
            }
        }

        return values is null
            ? throw reader.Broken("a sparse tensor has no values")
            : new OnnxTensor { Name = values.Name, Type = values.Type, Shape = new TensorShape([.. dimensions]), IsSparse = true };
    }

    private long Within(long end) => reader.Length(end) + reader.Position;
}
