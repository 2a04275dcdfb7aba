using System.Globalization;
using JouleTree.Core.Errors;
using JouleTree.Core.Trees;
using JouleTree.Graphs.Operators;
using JouleTree.Graphs.Operators.Rules;
using JouleTree.Graphs.Weights;

namespace JouleTree.Graphs.Building;

/// <summary>
/// Writes a network down as its modules call each other. Shapes follow at each step, so that what does not fit is refused
/// at the module where it happens. A module that is entered twice under one name shares its weights.
/// </summary>
/// <remarks>Not safe for use by several threads at once.</remarks>
internal sealed partial class GraphBuilder
{
    // Far beyond any model that is known, and as much as fits into a machine's memory.
    private const int MostOperators = 1 << 20;

    private readonly string _modelName;
    private readonly List<Tensor> _inputs = [];
    private readonly List<Operator> _operators = [];
    private readonly List<GraphModule> _modules = [];
    private readonly HashSet<string> _modulePaths = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Tensor> _stored = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _entered = new(StringComparer.Ordinal);
    private readonly List<Tensor> _unused = [];
    private readonly Dictionary<Tensor, string> _outputNames = [];
    private Scope _scope = Scope.Root;
    // Where weights belong: the scope without the numbers of repeated calls.
    private Scope _owner = Scope.Root;

    /// <summary>Starts a network.</summary>
    /// <param name="modelName">Name of the model.</param>
    /// <param name="className">Class of the whole model, such as <c>BertModel</c>.</param>
    /// <param name="workload">What it is built for.</param>
    public GraphBuilder(string modelName, string className, Workload workload)
    {
        ArgumentNullException.ThrowIfNull(workload);
        _modelName = modelName;
        Types = (workload.Numbers ?? new NumberTypes { Flowing = workload.FloatType == DataType.Unknown ? DataType.Float32 : null })
            .Resolve(workload.FloatType);
        Workload = workload.Checked() with { FloatType = Types.Flowing };
        Cache = workload.Phase == GenerationPhase.None ? null : new KeyValueCache(this, workload.PastLength ?? 0);
        Announce(new GraphModule(_scope, className));
    }

    /// <summary>What the network is built for.</summary>
    public Workload Workload { get; }

    /// <summary>Continuations to choose from for each item of the batch; each is a row of its own in the network.</summary>
    public int Choices { get; init; } = 1;

    /// <summary>What a reader should know of how the network's configuration was read. May be empty.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The weights of the model's files; null where there are none.</summary>
    public WeightMatcher? Files { get; init; }

    /// <summary>Keys and values kept between passes, or null where the workload is no part of a generation.</summary>
    public KeyValueCache? Cache { get; }

    /// <summary>Scope of the module whose body is being written, as the owner of weights: the same in every call of a module.</summary>
    public Scope Scope => _owner;

    /// <summary>A tensor that a forward pass is given; the workload may name another shape of the same rank.</summary>
    /// <param name="name">Name of the input.</param>
    /// <param name="type">Type of its elements.</param>
    /// <param name="shape">Shape, unless the workload names one.</param>
    /// <param name="range">Valid values of an integer input.</param>
    /// <param name="format">How it is stored where that is more than its type; else null.</param>
    /// <exception cref="InputException">The workload's shape has another rank or a size below 1.</exception>
    public Tensor Input(string name, DataType type, TensorShape shape, ValueRange? range = null, NumberFormat? format = null)
    {
        ArgumentNullException.ThrowIfNull(shape);
        if (Workload.InputShapes.TryGetValue(name, out TensorShape? wanted))
        {
            if (wanted.Rank != shape.Rank || wanted.Any(size => size < 1))
                throw new InputException(
                    $"input {name} of shape {wanted}: {_modelName} expects {shape.Rank} sizes of at least 1, such as {shape}");
            shape = wanted;
        }

        Tensor tensor = new() { Name = name, Type = type, Format = format, Shape = shape, Role = TensorRole.Input, Range = range };
        _inputs.Add(tensor);
        return tensor;
    }

    /// <summary>Writes a module and what it calls.</summary>
    /// <param name="name">Its name in its parent, such as <c>attention</c> or <c>0</c>.</param>
    /// <param name="className">Its class, such as <c>BertAttention</c>.</param>
    /// <param name="body">What it does; the result is the module's.</param>
    public T Module<T>(string name, string className, Func<T> body) => Enter(name, className, isList: false, body);

    /// <summary>Writes a mere list of modules (ModuleList), whose members its owner calls one by one.</summary>
    /// <param name="name">Its name in its parent, such as <c>layer</c>.</param>
    /// <param name="body">Calls of the members.</param>
    public T ModuleList<T>(string name, Func<T> body) => Enter(name, "ModuleList", isList: true, body);

    /// <summary>Passes a tensor through modules of a list that are numbered from 0 (ModuleList or Sequential).</summary>
    /// <param name="count">Number of modules.</param>
    /// <param name="className">Their class.</param>
    /// <param name="x">What the first one is given.</param>
    /// <param name="body">What each makes of its input.</param>
    public Tensor Repeat(int count, string className, Tensor x, Func<Tensor, Tensor> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        for (int index = 0; index < count; index++)
        {
            Tensor current = x;
            x = Module(index.ToString(CultureInfo.InvariantCulture), className, () => body(current));
        }

        return x;
    }

    /// <summary>Names a tensor that will be given back.</summary>
    /// <param name="tensor">The tensor.</param>
    /// <param name="name">Name for the outside.</param>
    public void NameOutput(Tensor tensor, string name) => _outputNames[tensor] = name;

    /// <summary>Writes an operator that is a module of its own, such as a Linear.</summary>
    /// <param name="type">Operator type.</param>
    /// <param name="name">Its name in the current module.</param>
    /// <param name="inputs">What it reads, weights included.</param>
    /// <param name="attributes">Its attributes.</param>
    public Tensor Leaf(string type, string name, IReadOnlyList<Tensor> inputs, OperatorAttributes? attributes = null) =>
        Emit(type, _scope.Child(name), isModule: true, inputs, attributes ?? OperatorAttributes.None)[0];

    /// <summary>Writes an operator that the current module calls as a function, such as a MatMul.</summary>
    /// <param name="type">Operator type.</param>
    /// <param name="inputs">What it reads.</param>
    /// <param name="attributes">Its attributes.</param>
    public Tensor Call(string type, IReadOnlyList<Tensor> inputs, OperatorAttributes? attributes = null) =>
        CallMany(type, inputs, attributes)[0];

    /// <summary>As <see cref="Call"/>, for an operator of several outputs.</summary>
    /// <param name="type">Operator type.</param>
    /// <param name="inputs">What it reads.</param>
    /// <param name="attributes">Its attributes.</param>
    /// <param name="formats">Formats of outputs, null for what follows from the inputs; null for all of those.</param>
    public IReadOnlyList<Tensor> CallMany(string type, IReadOnlyList<Tensor> inputs, OperatorAttributes? attributes = null,
        IReadOnlyList<NumberFormat?>? formats = null)
    {
        ArgumentNullException.ThrowIfNull(type);
#pragma warning disable CA1308 // Names of functions are lower case in scopes, as in the published trees.
        string path = Unique(_scope.Child(type.ToLowerInvariant()).Path);
#pragma warning restore CA1308
        return Emit(type, new Scope(path), isModule: false, inputs, attributes ?? OperatorAttributes.None, formats);
    }

    /// <summary>The finished graph.</summary>
    /// <param name="outputs">What a forward pass gives back.</param>
    /// <exception cref="InputException">The workload names an input that the model does not have.</exception>
    public Graph Build(params IReadOnlyList<Tensor> outputs)
    {
        foreach (string name in Workload.InputShapes.Keys)
        {
            if (!_inputs.Exists(input => input.Name == name))
                throw new InputException(
                    $"{_modelName} has no input {name}; its inputs are {string.Join(", ", _inputs.Select(input => input.Name))}");
        }

        MatchedWeights? matched = Files?.Report();
        return new Graph
        {
            ModelName = _modelName,
            Workload = Workload,
            Inputs = _inputs,
            Outputs = outputs,
            Operators = _operators,
            Modules = _modules,
            UnusedParameters = _unused,
            OutputNames = _outputNames,
            Kept = Cache?.Size,
            Notes = matched?.MissingNote is { } missing ? [.. Notes, missing] : Notes,
            Types = Types,
            Matched = matched,
            PastTurns = Cache?.Turns ?? [],
        };
    }

    private T Enter<T>(string name, string className, bool isList, Func<T> body)
    {
        (Scope outer, Scope outerOwner) = (_scope, _owner);
        (_scope, _owner) = (outer.Child(name), outerOwner.Child(name));
        _listDepth += isList ? 1 : 0;
        if (!isList)
        {
            // A module that is called again has the same weights, and a node of its own: 0_1 for the second call of 0.
            int calls = _entered.GetValueOrDefault(_scope.Path);
            _entered[_scope.Path] = calls + 1;
            if (calls > 0)
                _scope = outer.Child(string.Create(CultureInfo.InvariantCulture, $"{name}_{calls}"));
        }

        Announce(new GraphModule(_scope, className, isList));
        try
        {
            return body();
        }
        finally
        {
            (_scope, _owner) = (outer, outerOwner);
            _listDepth -= isList ? 1 : 0;
        }
    }

    private void Announce(GraphModule module)
    {
        if (_modulePaths.Add(module.Scope.Path))
            _modules.Add(module);
    }

    private Tensor[] Emit(string type, Scope scope, bool isModule, IReadOnlyList<Tensor> inputs, OperatorAttributes attributes,
        IReadOnlyList<NumberFormat?>? formats = null)
    {
        if (_operators.Count == MostOperators)
            throw new InputException(new InputPlace(Node: scope.Path),
                $"{_modelName} has more than {MostOperators} operators: networks as deep as that are not built");
        OperatorFamily family = OperatorFamilies.Find(type)
            ?? throw new ArgumentException($"no operator family knows {type}", nameof(type));
        try
        {
            IReadOnlyList<TensorSpec> specs = family.Infer(type, inputs, attributes);
            Tensor[] outputs = new Tensor[specs.Count];
            for (int index = 0; index < outputs.Length; index++)
            {
                (DataType made, NumberFormat? format) = Made(family, inputs, specs[index].Type, formats?[index]);
                outputs[index] = new Tensor
                {
                    Name = Unique($"{scope.Path}:{index}"),
                    Type = made,
                    Format = format,
                    Shape = specs[index].Shape,
                    Role = TensorRole.Activation,
                };
            }

            _operators.Add(new Operator
            {
                Type = type,
                Scope = scope,
                IsModule = isModule,
                Inputs = inputs,
                Outputs = outputs,
                Attributes = attributes
            });
            return outputs;
        }
        catch (InputException error) when (error.Place == default)
        {
            throw new InputException(new InputPlace(Node: scope.Path), error.Problem, error);
        }
    }

    private string Unique(string name)
    {
        int count = _names.GetValueOrDefault(name);
        _names[name] = count + 1;
        return count == 0 ? name : string.Create(CultureInfo.InvariantCulture, $"{name}_{count}");
    }

    private static string StateName(Scope scope) => scope.Path[(Scope.Root.Path.Length + 1)..];
}
