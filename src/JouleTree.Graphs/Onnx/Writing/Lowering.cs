using System.Globalization;
using JouleTree.Core.Errors;
using JouleTree.Graphs.Onnx.Format;

namespace JouleTree.Graphs.Onnx.Writing;

/// <summary>Writes the operators of one graph as ONNX nodes.</summary>
internal sealed class Lowering
{
    // The format's version of the operator set that is written: newer ones add nothing that we write, and older readers refuse them.
    private const long IrVersion = 8;

    private static readonly string[] WithoutBFloat16 =
        ["Conv1d", "Conv2d", "Conv3d", "MaxPool2d", "AvgPool2d", "AdaptiveAvgPool2d", "Einsum", "CumSum"];

    private readonly Graph _graph;
    private readonly int _seed;
    private readonly ExporterNames _scopes;
    private readonly List<OnnxNode> _nodes = [];
    private readonly Dictionary<string, OnnxTensor> _initializers = new(StringComparer.Ordinal);
    private readonly Dictionary<Tensor, string> _values = [];
    private readonly List<OnnxValue> _known = [];
    private readonly HashSet<Tensor> _shared = [];
    private readonly Dictionary<string, int> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _calls = new(StringComparer.Ordinal);
    private readonly Dictionary<Operator, IReadOnlyList<string>> _nodesOf = [];
    private readonly Dictionary<string, QuantizedValue> _quantized = new(StringComparer.Ordinal);
    private readonly HashSet<string> _domains = new(StringComparer.Ordinal) { "" };

    public Lowering(Graph graph, int seed)
    {
        ArgumentNullException.ThrowIfNull(graph);
        if (graph.Workload.Attention == AttentionForm.Fused)
            throw new InputException(new InputPlace(Argument: nameof(Workload.Attention)),
                $"`{nameof(Workload.Attention)}` fused is for counting: what is written or run has its attention eager");
        if (graph.IsNarrow)
            NarrowForms.Check(graph);
        if (graph.Workload.FloatType == DataType.BFloat16
            && graph.Operators.FirstOrDefault(op => WithoutBFloat16.Contains(op.Type)) is { } without)
        {
            throw new InputException(new InputPlace(Node: without.Scope.Path, Argument: nameof(Workload.FloatType)),
                $"{graph.ModelName} is of bfloat16, in which operator set {OnnxModel.CurrentOpset} has no {without.Type}; "
                + $"`{nameof(Workload.FloatType)}` float32 or float16 writes and runs the same network")
            {
                Arguments = [nameof(Workload.FloatType)],
            };
        }

        (_graph, _seed, _scopes) = (graph, seed, new ExporterNames(graph.Modules));
    }

    public OnnxExport Run()
    {
        foreach (Tensor input in _graph.Inputs)
            _values.Add(input, input.Name);
        FindShared();
        foreach (Operator op in _graph.Operators)
            Write(op);
        foreach (Tensor unused in _graph.UnusedParameters)
            ValueOf(unused);
        NameOutputs();
        OnnxModel model = new()
        {
            Name = _graph.ModelName,
            IrVersion = IrVersion,
            Opsets = _domains.ToDictionary(domain => domain, domain => domain.Length == 0 ? OnnxModel.CurrentOpset : 1),
            Nodes = _nodes,
            Initializers = [.. _initializers.Values],
            Inputs = [.. _graph.Inputs.Select(tensor => Describe(tensor, tensor.Name))],
            Outputs = [.. _graph.Outputs.Select(tensor => Describe(tensor, _values[tensor]))],
            Values = [.. _known.Where(value => !_graph.Outputs.Any(output => _values[output] == value.Name))],
        };
        return new OnnxExport(model, _nodesOf);
    }

    /// <summary>True for a weight that operators of different kinds read: it must be stored as both want it.</summary>
    internal bool IsShared(Tensor tensor) => _shared.Contains(tensor);

    /// <summary>Gives values that are outputs of a name of their own that name, wherever they are read.</summary>
    private void NameOutputs()
    {
        if (_graph.OutputNames.Count == 0)
            return;
        Dictionary<string, string> names = new(StringComparer.Ordinal);
        foreach ((Tensor tensor, string name) in _graph.OutputNames)
        {
            names.Add(_values[tensor], name);
            _values[tensor] = name;
        }

        for (int index = 0; index < _nodes.Count; index++)
        {
            OnnxNode node = _nodes[index];
            if (node.Inputs.Any(names.ContainsKey) || node.Outputs.Any(names.ContainsKey))
                _nodes[index] = node with { Inputs = [.. node.Inputs.Select(Renamed)], Outputs = [.. node.Outputs.Select(Renamed)] };
        }

        for (int index = 0; index < _known.Count; index++)
            _known[index] = _known[index] with { Name = Renamed(_known[index].Name) };

        string Renamed(string value) => names.GetValueOrDefault(value, value);
    }

    private void FindShared()
    {
        HashSet<Tensor> rows = [];
        foreach (Operator op in _graph.Operators)
        {
            if (op.Type == "Embedding")
                rows.Add(op.Inputs[1]);
        }

        _shared.UnionWith(_graph.Operators.Where(op => op.Type == "Linear" && rows.Contains(op.Inputs[1])).Select(op => op.Inputs[1]));
    }

    private void Write(Operator op)
    {
        string scope = _scopes.Of(op.IsModule ? op.Scope : op.Scope.Parent);
        if (op.IsModule)
        {
            // A module that is called again gets a number behind its name, as in /layer1/layer1.0/relu_1.
            int calls = _calls.GetValueOrDefault(scope);
            _calls[scope] = calls + 1;
            scope = calls == 0 ? scope : string.Create(CultureInfo.InvariantCulture, $"{scope}_{calls}");
        }

        int first = _nodes.Count;
        IReadOnlyList<string> outputs = OnnxForms.Write(op, new LoweringContext(this, op, scope));
        for (int index = 0; index < outputs.Count; index++)
        {
            _values.Add(op.Outputs[index], outputs[index]);
            OnnxValue known = Describe(op.Outputs[index], outputs[index]);
            _known.Add(_quantized.ContainsKey(outputs[index]) ? known with { Type = DataType.UInt8 } : known);
        }

        _nodesOf.Add(op, [.. _nodes.Skip(first).Select(node => node.Name)]);
    }

    /// <summary>Adds a node and gives the names of its outputs.</summary>
    internal string[] Add(string scope, string opType,
        IReadOnlyList<string> inputs, int outputCount, IReadOnlyList<OnnxAttribute> attributes, string domain = "")
    {
        _domains.Add(domain);
        string name = Unique($"{scope}/{opType}");
        string[] outputs = [.. Enumerable.Range(0, outputCount)
            .Select(index => string.Create(CultureInfo.InvariantCulture, $"{name}_output_{index}"))];
        _nodes.Add(new OnnxNode
        {
            Name = name,
            OpType = opType,
            Domain = domain,
            Inputs = inputs,
            Outputs = outputs,
            Attributes = attributes,
        });
        return outputs;
    }

    /// <summary>Says that a value holds numbers of 8 bits, and what turns them back.</summary>
    internal void Quantize(QuantizedValue value)
    {
        _quantized.Add(value.Name, value);
        _known.Add(new OnnxValue(value.Scale, DataType.Float32, []));
        _known.Add(new OnnxValue(value.Zero, DataType.UInt8, []));
    }

    /// <summary>What turns the numbers of 8 bits of an operator's input back.</summary>
    internal QuantizedValue Quantized(Tensor tensor) => _quantized[ValueOf(tensor)];

    /// <summary>A part of a narrow weight: its values, its scales or its zero points; made once, however many operators read it.</summary>
    internal string Part(Tensor weight, string part, DataType type, TensorShape shape, TensorFill fill, double scale = 1)
    {
        string name = $"{weight.Storage.Name}.{part}";
        _initializers.TryAdd(name, new OnnxTensor
        {
            Name = name,
            Type = type,
            Shape = shape,
            // Scales are no parameters: the values that they turn back are.
            IsBuffer = fill != TensorFill.Random,
            Generator = new SeededValues(name, type, shape, fill, _seed) { Scale = scale },
        });
        return name;
    }

    /// <summary>The value of an operator's input; a weight becomes an initializer at its first use.</summary>
    internal string ValueOf(Tensor tensor)
    {
        if (_values.TryGetValue(tensor, out string? known))
            return known;
        if (!tensor.IsStored)
            throw new ArgumentException($"tensor {tensor.Name} is used before it is made", nameof(tensor));
        Store(tensor.Name, tensor, tensor.Shape!);
        _values.Add(tensor, tensor.Name);
        return tensor.Name;
    }

    /// <summary>A weight stored the other way round, as the exporter does for matrix products.</summary>
    internal string TransposedValueOf(Tensor tensor)
    {
        string name = _values.ContainsKey(tensor) ? tensor.Name + ".transposed" : tensor.Name;
        if (!_initializers.ContainsKey(name))
            Store(name, tensor, new TensorShape(tensor.Shape![1], tensor.Shape[0]));
        return name;
    }

    /// <summary>A small constant.</summary>
    internal string Constant(string scope, DataType type, TensorShape shape, byte[] raw)
    {
        string name = Unique($"{scope}/Constant") + "_output_0";
        _initializers.Add(name, new OnnxTensor
        {
            Name = name,
            Type = type,
            Shape = shape,
            Raw = raw,
            IsBuffer = shape.Rank > 0 && type == DataType.Float32
        });
        return name;
    }

    private void Store(string name, Tensor tensor, TensorShape shape) => _initializers.Add(name, new OnnxTensor
    {
        Name = name,
        Type = tensor.Type,
        Shape = shape,
        IsBuffer = tensor.Role == TensorRole.Buffer,
        Generator = new SeededValues(name, tensor.Type, shape, tensor.Fill, _seed, tensor.Range),
    });

    private string Unique(string name)
    {
        int count = _names.GetValueOrDefault(name);
        _names[name] = count + 1;
        return count == 0 ? name : string.Create(CultureInfo.InvariantCulture, $"{name}_{count}");
    }

    private static OnnxValue Describe(Tensor tensor, string name) =>
        new(name, tensor.Type, [.. tensor.Shape!.Select(size => new OnnxDimension(size))]);
}
