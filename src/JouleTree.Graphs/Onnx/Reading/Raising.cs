using System.Globalization;
using JouleTree.Core.Errors;
using JouleTree.Core.Trees;
using JouleTree.Graphs.Onnx.Format;
using JouleTree.Graphs.Onnx.Reading.Grouping;
using JouleTree.Graphs.Onnx.Reading.Placement;
using JouleTree.Graphs.Onnx.Reading.Shapes;
using JouleTree.Graphs.Onnx.Reading.Translation;
using JouleTree.Graphs.Onnx.Reading.Values;
using JouleTree.Graphs.Operators.Rules;

namespace JouleTree.Graphs.Onnx.Reading;

/// <summary>Turns the nodes of one ONNX model into operators.</summary>
internal sealed partial class Raising
{
    private readonly OnnxModel _model;
    private readonly string _name;
    private readonly Workload _workload;
    private readonly StoredUses _uses;
    private readonly ValueTable _main = new();
    private readonly Dictionary<string, TensorSpec> _given = new(StringComparer.Ordinal);
    private readonly List<Operator> _operators = [];
    private readonly List<GraphModule> _modules = [];
    private readonly HashSet<string> _moduleScopes = new(StringComparer.Ordinal);
    private readonly HashSet<string> _scopesTaken = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TensorShape?> _inputs;
    private readonly long _opset;
    private NodePlacement _placement = null!;
    private int _told;

    public Raising(OnnxModel model, string name, Workload workload, IShapeSource? shapes)
    {
        (_model, _name) = (model, name);
        _opset = model.Opsets.GetValueOrDefault("", 1);
        _uses = new StoredUses(model);
        foreach (OnnxTensor tensor in model.Initializers)
            Store(_main, tensor, tensor.Name, isConstant: false);
        InputBinding binding = new(model.Inputs.Where(input => !_main.Has(input.Name)), workload);
        _inputs = binding.Bind();
        _workload = binding.Workload;
        foreach (OnnxValue input in model.Inputs)
        {
            if (_inputs.TryGetValue(input.Name, out TensorShape? shape))
                _main.Set(input.Name, new Tensor { Name = input.Name, Type = input.Type, Shape = shape, Role = TensorRole.Input, Value = Given(workload, input.Name) });
        }

        SetInputValues(workload.InputValues);

        Dictionary<string, TensorShape> known = new(StringComparer.Ordinal);
        foreach ((string input, TensorShape? shape) in _inputs)
        {
            if (shape is not null)
                known.Add(input, shape);
        }

        foreach ((string value, TensorSpec spec) in shapes?.ShapesOf(model, known) ?? new Dictionary<string, TensorSpec>())
            _given[value] = spec;
    }

    /// <summary>Inputs whose numbers are given are known like constants, so that what depends on them is decided.</summary>
    private void SetInputValues(IReadOnlyDictionary<string, double> given)
    {
        foreach ((string name, double value) in given)
        {
            if (!_inputs.TryGetValue(name, out TensorShape? shape))
                throw new InputException($"there is no input {name} to fill with {value.ToString(CultureInfo.InvariantCulture)}; the inputs are {string.Join(", ", _inputs.Keys)}");
            if (shape is { Elements: <= SmallValue.Limit })
                _main.SetNumber(name, new SmallValue(_main.Find(name)!.Type, shape, [.. Enumerable.Repeat(value, (int)shape.Elements)]));
        }
    }

    private static double? Given(Workload workload, string input) => workload.InputValues.TryGetValue(input, out double value) ? value : null;

    public Graph Run()
    {
        List<OnnxNode> nodes = Prepare(_model.Nodes, _main);
        _placement = PlacementFinder.Of(nodes, name => _main.Stored(name) is { Role: TensorRole.Parameter } tensor ? tensor.Storage.Name : null);
        _placement.FindReuse(nodes, name => _main.Stored(name)?.Storage.Name);
        _modules.Add(new GraphModule(Scope.Root, _placement.Classes.GetValueOrDefault(Scope.Root.Path, "Model")));
        _moduleScopes.Add(Scope.Root.Path);
        Raise(nodes, _main, _model.Outputs.Select(output => output.Name), ScopeFor, 1);
        Graph graph = new()
        {
            ModelName = _name,
            Workload = _workload,
            Inputs = [.. _inputs.Keys.Select(input => _main.Find(input)!)],
            Outputs = [.. _model.Outputs.Select(output => _main.Find(output.Name)).OfType<Tensor>()],
            Operators = _operators,
            Modules = _modules,
            UnusedParameters = Unused(),
            MissingFiles = _model.MissingFiles,
            Notes = [$"scopes: {_placement.Description}", .. Told(), .. FileNotes.Of(_model, _main, _operators)],
        };
        return _placement.HasScopes ? graph : BlockGrouping.Apply(graph);

        Scope ScopeFor(OnnxNode node) => _placement.ModuleOf(node);
    }

    private string[] Told() => _told == 0 ? [] : [string.Create(CultureInfo.InvariantCulture, $"shapes of {_told} value(s) that our own rules do not know are the engine's")];

    /// <summary>Turns the nodes of a graph into operators.</summary>
    /// <param name="nodes">Nodes that compute something, in order.</param>
    /// <param name="values">Values of the graph; receives those that the nodes make.</param>
    /// <param name="outputs">Names of what the graph gives back.</param>
    /// <param name="moduleOf">The module of a node.</param>
    /// <param name="repetitions">How often one forward pass runs the graph.</param>
    private void Raise(List<OnnxNode> nodes, ValueTable values, IEnumerable<string> outputs, Func<OnnxNode, Scope> moduleOf, long repetitions)
    {
        Dictionary<string, int> membersOf = new(StringComparer.Ordinal);
        HashSet<string> parents = new(StringComparer.Ordinal);
        foreach (OnnxNode node in nodes)
        {
            Scope module = moduleOf(node);
            if (membersOf.TryGetValue(module.Path, out int members))
            {
                membersOf[module.Path] = members + 1;
                continue;
            }

            membersOf.Add(module.Path, 1);
            for (Scope above = module; above.Level > 0 && parents.Add(above.Parent.Path);)
                above = above.Parent;
        }

        NodeLinks links = new(nodes, outputs, values.Stored, values.Number);
        Dictionary<OnnxNode, NodeGroup> groups = PrimitiveFinder.Find(nodes, links, InOneModule);
        HashSet<OnnxNode> taken = new(ReferenceEqualityComparer.Instance);
        foreach (OnnxNode node in nodes)
        {
            if (taken.Contains(node))
                continue;
            Scope module = moduleOf(node);
            if (groups.TryGetValue(node, out NodeGroup? group) && Fits(group, values))
            {
                taken.UnionWith(group.Nodes);
                RaiseGroup(group, values, Place(module, group.Nodes, group.Type), repetitions);
            }
            else if (node.Domain.Length == 0 && node.OpType is "If" or "Loop" or "Scan" && node.Subgraphs.Any())
            {
                RaiseControl(node, values, module, moduleOf, repetitions);
            }
            else
            {
                RaiseNode(node, values, type => Place(module, [node], type), repetitions);
            }
        }

        // A group is a primitive of one module: what crosses modules only looks like one.
        bool InOneModule(NodeGroup group)
        {
            Scope module = moduleOf(group.Nodes[0]);
            return group.Nodes.All(node => moduleOf(node) == module);
        }

        (Scope, bool) Place(Scope module, IReadOnlyList<OnnxNode> members, string type)
        {
            // A module that holds these nodes and nothing else is the primitive itself: `/pooler/dense/Gemm` is `root.pooler.dense`.
            bool isModule = module != Scope.Root && !parents.Contains(module.Path) && membersOf[module.Path] == members.Count;
            if (isModule)
            {
                Scope registered = _placement.Registered(module);
                AddModules(registered.Parent);
                return (registered, true);
            }

            AddModules(module);
            return (Unique(module, members.Count > 1 ? type : OwnName(members[0], type)), false);
        }
    }

    /// <summary>Rows that are flattened and restored around a product are those of its input only if that ends in the size that is multiplied.</summary>
    private static bool Fits(NodeGroup group, ValueTable values) =>
        group.Nodes[0].OpType != "Reshape" || group.Type == "GroupNorm" || values.Find(group.Inputs[0])?.Shape is not { Rank: > 0 } x
        || values.Stored(group.Inputs[1])?.Shape is not { } weight || x[^1] == weight[group.Type == "Linear" ? 1 : 0];

    /// <summary>What a reshape at the end of a group makes, where that is known already.</summary>
    private static TensorShape? Restored(OnnxNode last, long elements, ValueTable values) =>
        last.OpType == "Reshape" && last.Inputs.Count > 1 && values.Number(last.Inputs[1])?.Integers is { } wanted && !wanted.Contains(0)
            ? ShapeArithmetic.Reshaped(new TensorShape(elements), wanted) : null;

    private void RaiseGroup(NodeGroup group, ValueTable values, (Scope, bool) place, long repetitions)
    {
        Tensor[] inputs = [.. group.Inputs.Select(input => values.Stored(input) ?? ValueOf(values, input, group.Nodes[0]))];
        if (group.TransposedWeight)
            inputs[1] = LayerTranslation.Transposed(inputs[1]);
        OnnxNode last = group.Nodes[^1];
        DataType type = inputs[0].Type;
        TensorShape? shape = group.Type switch
        {
            "Linear" or "Conv1D" when inputs[0].Shape is { Rank: > 0 } x && x.WithLast(inputs[1].Shape![group.Type == "Linear" ? 0 : 1]) is var made =>
                Restored(last, made.Elements, values) ?? made,
            "Linear" or "Conv1D" => null,
            _ => inputs[0].Shape,
        };
        bool isUpperBound = Array.Exists(inputs, input => input.IsUpperBound);
        Emit(new Translated(group.Type, inputs, OperatorAttributes.None), last, [new Guess(type, shape, isUpperBound)], values, place, repetitions, [.. group.Nodes.Select(node => node.Name)]);
    }

    private void RaiseNode(OnnxNode node, ValueTable values, Func<string, (Scope, bool)> place, long repetitions)
    {
        Check(node);
        Tensor?[] inputs = [.. node.Inputs.Select(input => input.Length == 0 ? null : ValueOf(values, input, node))];
        ValueContext context = new(node, inputs, [.. node.Inputs.Select(input => input.Length == 0 ? null : values.Number(input))], _opset);
        IReadOnlyList<Guess> guesses = ShapeRules.Of(context);
        bool fromBoundShape = Array.Exists(inputs, input => input?.IsUpperBound == true);
        bool fromBoundNumber = node.Inputs.Any(values.IsBoundNumber);
        if (node.Outputs.Count > 0 && ValueFolding.Fold(context) is { } number)
        {
            bool readsShape = node.OpType is "Shape" or "Size";
            guesses = [new Guess(number.Type, number.Shape, fromBoundShape && !readsShape), .. guesses.Skip(1)];
            if (!fromBoundNumber || readsShape || UpperBounds.Keeps(node, index => index < node.Inputs.Count && values.IsBoundNumber(node.Inputs[index])))
                values.SetNumber(node.Outputs[0], number, fromBoundNumber || (fromBoundShape && readsShape));
        }
        else if (fromBoundShape || fromBoundNumber)
        {
            // One element is one, whatever data say.
            guesses = [.. guesses.Select(guess => guess with { IsUpperBound = guess.IsUpperBound || guess.Shape is { Elements: > 1 } })];
        }

        NodeContext translation = new(context, index => index < node.Inputs.Count && values.Stored(node.Inputs[index]) is { Role: TensorRole.Parameter } weight ? weight : null, guesses);
        Translated translated = Translator.Translate(translation);
        Emit(translated, node, guesses, values, place(translated.Type), repetitions, [node.Name]);
    }

    private void Emit(
        Translated translated, OnnxNode last, IReadOnlyList<Guess> guesses, ValueTable values, (Scope Scope, bool IsModule) place, long repetitions, string[] names)
    {
        List<Tensor> outputs = new(last.Outputs.Count);
        for (int index = 0; index < last.Outputs.Count; index++)
        {
            string name = last.Outputs[index];
            if (name.Length == 0)
                continue;
            Guess guess = index < guesses.Count ? guesses[index] : default;
            if (_given.TryGetValue(name, out TensorSpec given) && ReferenceEquals(values, _main))
            {
                _told += guess.Shape is null ? 1 : 0;
                guess = new Guess(given.Type, given.Shape);
            }

            Tensor output = new() { Name = name, Type = guess.Type, Shape = guess.Shape, Role = TensorRole.Activation, IsUpperBound = guess.IsUpperBound && guess.Shape is not null };
            values.Set(name, output);
            outputs.Add(output);
        }

        _operators.Add(new Operator
        {
            Type = translated.Type,
            Scope = place.Scope,
            IsModule = place.IsModule,
            Inputs = translated.Inputs,
            Outputs = outputs,
            Attributes = translated.Attributes,
            Repetitions = repetitions,
            IsKnownBeforehand = last.Outputs.All(name => name.Length == 0 || values.Number(name) is not null),
            OnnxNodes = names,
        });
    }

    private static Tensor ValueOf(ValueTable values, string name, OnnxNode node) => values.Find(name)
        ?? throw new InputException(new InputPlace(Node: node.Name.Length > 0 ? node.Name : $"({node.OpType})"), $"reads the value {name} before any node makes it: the model is not well-formed");

    /// <summary>Refuses a node without the inputs and outputs that its type cannot be without.</summary>
    private static void Check(OnnxNode node)
    {
        int least = node.OpType switch
        {
            "MatMul" or "Gemm" or "Conv" or "Gather" or "Add" or "Sub" or "Mul" or "Div" or "Pow" or "Where" => 2,
            "Constant" or "RandomNormal" or "RandomUniform" or "SequenceEmpty" or "Optional" => 0,
            _ when node.Domain.Length > 0 => 0,
            _ => 1,
        };
        if (node.Inputs.Count(input => input.Length > 0) < least || node.Outputs.Count == 0)
        {
            throw new InputException(
                new InputPlace(Node: node.Name), $"a {node.OpType} of {node.Inputs.Count} input(s) and {node.Outputs.Count} output(s): the model is not well-formed");
        }
    }

    /// <summary>Weights that no operator reads.</summary>
    private Tensor[] Unused()
    {
        // By name, because a packed weight is another tensor than the one that an operator unpacks from it.
        HashSet<string> read = [.. _operators.SelectMany(op => op.Inputs).Select(tensor => tensor.Storage.Name)];
        HashSet<string> named = new(_model.Outputs.Select(output => output.Name), StringComparer.Ordinal);
        return
        [
            .. _model.Initializers.Select(tensor => _main.Find(tensor.Name)!)
                .Where(tensor => tensor.Role == TensorRole.Parameter && !read.Contains(tensor.Name) && !named.Contains(tensor.Name)).Distinct(),
        ];
    }
}
