using JouleTree.Core.Errors;
using JouleTree.Core.Trees;
using JouleTree.Graphs.Operators;
using JouleTree.Graphs.Scopes;

namespace JouleTree.Graphs.Onnx;

/// <summary>Turns the nodes of one ONNX model into operators.</summary>
internal sealed class Raising
{
    private readonly OnnxModel _model;
    private readonly string _name;
    private readonly Workload _workload;
    private readonly Dictionary<string, Tensor> _values = new(StringComparer.Ordinal);
    private readonly Dictionary<Tensor, Tensor> _transposed = [];
    private readonly Dictionary<string, OnnxTensor> _constants = new(StringComparer.Ordinal);
    private readonly HashSet<string> _called = new(StringComparer.Ordinal);
    private readonly HashSet<string> _parents = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _nodesIn = new(StringComparer.Ordinal);
    private readonly List<Operator> _operators = [];
    private readonly Dictionary<string, TensorSpec> _given = new(StringComparer.Ordinal);

    public Raising(OnnxModel model, string name, Workload workload, IShapeSource? shapes)
    {
        (_model, _name, _workload) = (model, name, workload);
        foreach (OnnxTensor tensor in model.Initializers)
            Store(tensor, tensor.Name);
        Dictionary<string, TensorShape> inputs = InputShapes();
        foreach (OnnxValue value in model.Values.Concat(model.Outputs))
        {
            if (value.Type != DataType.Unknown && value.Dimensions is { } dimensions && dimensions.All(dimension => dimension.Size is not null))
                _given[value.Name] = new TensorSpec(value.Type, new TensorShape([.. dimensions.Select(dimension => dimension.Size!.Value)]));
        }

        if (shapes is not null)
        {
            foreach ((string value, TensorSpec spec) in shapes.ShapesOf(model, inputs))
                _given[value] = spec;
        }
    }

    public Graph Run()
    {
        foreach (OnnxNode node in _model.Nodes)
            Check(node);
        Fold();
        OnnxNode[] nodes = [.. _model.Nodes.Where(node => !node.Outputs.All(_values.ContainsKey))];
        foreach (OnnxNode node in nodes)
        {
            string module = ScopeReader.ModuleOf(node.Name, _called).Path;
            _nodesIn[module] = _nodesIn.GetValueOrDefault(module) + 1;
        }

        foreach (string module in _called)
            _parents.Add(new Scope(module).Parent.Path);
        OnnxGroups groups = new(_model, name => _values.GetValueOrDefault(name), name => _constants.GetValueOrDefault(name));
        HashSet<OnnxNode> taken = new(ReferenceEqualityComparer.Instance);
        foreach (OnnxNode node in nodes)
        {
            if (taken.Contains(node))
                continue;
            if (groups.StartingAt(node) is { } group && InOneModule(group) && !group.Nodes.Any(taken.Contains))
            {
                taken.UnionWith(group.Nodes);
                Tensor[] inputs = [.. group.Inputs.Select(ValueOf)];
                if (group.TransposedWeight)
                    inputs[1] = Transpose(inputs[1]);
                Emit(group.Type, group.Nodes, inputs, OperatorAttributes.None);
                continue;
            }

            FoldSizes(node);
            Tensor[] read = [.. node.Inputs.Where(input => input.Length > 0).Select(ValueOf)];
            (string type, read, OperatorAttributes attributes) =
                OnnxTypes.Of(node, read, IsWeight(node, 1), name => _constants.GetValueOrDefault(name), Transpose);
            Emit(type, [node], read, attributes);
        }

        return new Graph
        {
            ModelName = _name,
            Workload = _workload,
            Inputs = [.. _values.Values.Where(tensor => tensor.Role == TensorRole.Input)],
            Outputs = [.. _model.Outputs.Where(output => _values.ContainsKey(output.Name)).Select(output => _values[output.Name])],
            Operators = _operators,
            Modules = OnnxGraphReader.Modules(_operators, _called),
            UnusedParameters = Unused(),
        };
    }

    /// <summary>Weights that no node of the file reads.</summary>
    private Tensor[] Unused()
    {
        HashSet<string> read = [.. _model.Nodes.SelectMany(node => node.Inputs), .. _model.Outputs.Select(output => output.Name)];
        return [.. _model.Initializers.Where(tensor => !read.Contains(tensor.Name)).Select(tensor => _values[tensor.Name]).Where(tensor => tensor.Role == TensorRole.Parameter)];
    }

    /// <summary>Refuses a node without the inputs and outputs that its type cannot be without.</summary>
    private static void Check(OnnxNode node)
    {
        int least = node.OpType switch
        {
            "MatMul" or "Gemm" or "Conv" or "Gather" or "Add" or "Sub" or "Mul" or "Div" or "Pow" or "Where" => 2,
            "Constant" or "RandomNormal" or "RandomUniform" => 0,
            _ => 1,
        };
        if (node.Inputs.Count(input => input.Length > 0) < least || node.Outputs.Count == 0)
        {
            throw new InputException(
                new InputPlace(Node: node.Name), $"a {node.OpType} of {node.Inputs.Count} input(s) and {node.Outputs.Count} output(s): the model is not well-formed");
        }
    }

    /// <summary>Constants become stored values, and another name of a stored value is the same value (a shared weight).</summary>
    private void Fold()
    {
        foreach (OnnxNode node in _model.Nodes)
        {
            if (node.OpType == "Constant" && node.Attribute("value") is OnnxTensor tensor)
                Store(tensor, node.Outputs[0]);
            else if (node.OpType == "Identity" && _values.TryGetValue(node.Inputs[0], out Tensor? known) && known.IsStored)
                _values[node.Outputs[0]] = known;
        }
    }

    private void Store(OnnxTensor tensor, string name)
    {
        // Integers, truth values and single numbers are no learned weights: shapes, indices, masks, factors.
        bool learned = tensor.Type is DataType.Float32 or DataType.Float16 or DataType.BFloat16 or DataType.Float64 && tensor.Shape.Rank > 0 && !tensor.IsBuffer;
        _constants[name] = tensor;
        _values[name] = new Tensor
        {
            Name = name,
            Type = tensor.Type,
            Shape = tensor.Shape,
            Role = learned ? TensorRole.Parameter : TensorRole.Buffer,
        };
    }

    private Dictionary<string, TensorShape> InputShapes()
    {
        Dictionary<string, TensorShape> shapes = new(StringComparer.Ordinal);
        foreach (OnnxValue input in _model.Inputs.Where(input => !_values.ContainsKey(input.Name)))
        {
            TensorShape? shape = InputShape(input);
            if (shape is not null)
                shapes.Add(input.Name, shape);
            _values.Add(input.Name, new Tensor { Name = input.Name, Type = input.Type, Shape = shape, Role = TensorRole.Input });
        }

        string? unknown = _workload.InputShapes.Keys.FirstOrDefault(name => !shapes.ContainsKey(name));
        return unknown is null
            ? shapes
            : throw new InputException($"{_name} has no input {unknown}; its inputs are {string.Join(", ", shapes.Keys)}");
    }

    private TensorShape? InputShape(OnnxValue input)
    {
        if (_workload.InputShapes.TryGetValue(input.Name, out TensorShape? named))
            return named;
        if (input.Dimensions is null)
            return null;
        int free = 0;
        long[] sizes = new long[input.Dimensions.Count];
        for (int index = 0; index < sizes.Length; index++)
        {
            sizes[index] = input.Dimensions[index].Size ?? free++ switch
            {
                0 => _workload.BatchSize,
                1 => _workload.SequenceLength ?? throw new InputException($"input {input.Name} has a free dimension {input.Dimensions[index]}: give a sequence length, or its shape"),
                _ => throw new InputException($"input {input.Name} has several free dimensions: give its shape"),
            };
        }

        return new TensorShape(sizes);
    }

    private bool IsWeight(OnnxNode node, int input) =>
        node.Inputs.Count > input && _values.TryGetValue(node.Inputs[input], out Tensor? tensor) && tensor is { Role: TensorRole.Parameter, Shape.Rank: 2 };

    /// <summary>Arithmetic on sizes is computed, so that shapes that depend on it are known; its nodes stay operators.</summary>
    private void FoldSizes(OnnxNode node)
    {
        OnnxTensor? folded = IntegerFolding.Fold(
            node, name => _constants.GetValueOrDefault(name), name => _values.GetValueOrDefault(name)?.Shape);
        if (folded is null)
            return;
        _constants[folded.Name] = folded;
        _given.TryAdd(folded.Name, new TensorSpec(folded.Type, folded.Shape));
    }

    /// <summary>A group is a primitive of one module: what crosses modules only looks like one.</summary>
    private static bool InOneModule(OnnxGroup group)
    {
        Scope module = ScopeReader.ModuleOf(group.Nodes[0].Name);
        return group.Nodes.All(node => ScopeReader.ModuleOf(node.Name) == module);
    }

    private void Emit(string type, IReadOnlyList<OnnxNode> nodes, Tensor[] inputs, OperatorAttributes attributes)
    {
        IReadOnlyList<TensorSpec>? specs = Infer(type, inputs, attributes);
        Tensor[] outputs = new Tensor[nodes[^1].Outputs.Count];
        for (int index = 0; index < outputs.Length; index++)
        {
            string name = nodes[^1].Outputs[index];
            TensorSpec? spec = _given.TryGetValue(name, out TensorSpec given) ? given : specs is not null && index < specs.Count ? specs[index] : null;
            outputs[index] = new Tensor { Name = name, Type = spec?.Type ?? DataType.Unknown, Shape = spec?.Shape, Role = TensorRole.Activation };
            _values[name] = outputs[index];
        }

        Scope module = ScopeReader.ModuleOf(nodes[0].Name);
        // A module that holds these nodes and nothing else is the primitive itself: `/pooler/dense/Gemm` is `root.pooler.dense`.
        bool isModule = module != Scope.Root && !_parents.Contains(module.Path) && _nodesIn[module.Path] == nodes.Count;
        // A dot in a node's own name is no level of the tree.
        string own = nodes.Count > 1 ? type : ScopeReader.OperatorOf(nodes[0].Name.Length > 0 ? nodes[0].Name : type);
#pragma warning disable CA1308 // Names of functions are lower case in scopes, as in the published trees.
        Scope scope = isModule ? module : module.Child(own.ToLowerInvariant().Replace('.', '_'));
#pragma warning restore CA1308
        _operators.Add(new Operator
        {
            Type = type,
            Scope = scope,
            IsModule = isModule,
            Inputs = inputs,
            Outputs = outputs,
            Attributes = attributes,
            OnnxNodes = [.. nodes.Select(node => node.Name)],
        });
    }

    private Tensor ValueOf(string name) => _values.TryGetValue(name, out Tensor? tensor)
        ? tensor
        : throw new InputException(new InputPlace(Field: name), "is used before any node makes it: the model is not well-formed");

    private Tensor Transpose(Tensor tensor)
    {
        if (!_transposed.TryGetValue(tensor, out Tensor? transposed))
        {
            transposed = new Tensor { Name = tensor.Name, Type = tensor.Type, Shape = new TensorShape(tensor.Shape![1], tensor.Shape[0]), Role = tensor.Role };
            _transposed.Add(tensor, transposed);
        }

        return transposed;
    }

    /// <summary>Shapes by propagation, where all inputs are known and the type's shapes follow from them.</summary>
    private static IReadOnlyList<TensorSpec>? Infer(string type, Tensor[] inputs, OperatorAttributes attributes)
    {
        if (OperatorFamilies.Find(type) is not { } family || !Array.TrueForAll(inputs, input => input.IsKnown))
            return null;
        try
        {
            return family.Infer(type, inputs, attributes);
        }
        catch (InputException)
        {
            // Propagation is a help, not a check: what it cannot follow is unknown, and shown as such.
            return null;
        }
    }
}
