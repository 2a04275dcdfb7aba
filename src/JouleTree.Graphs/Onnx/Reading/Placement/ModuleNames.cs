using System.Globalization;
using JouleTree.Core.Trees;
using JouleTree.Graphs.Onnx.Format;

namespace JouleTree.Graphs.Onnx.Reading.Placement;

/// <summary>The modules of a graph while it is made, and names that are still free in them.</summary>
internal sealed class ModuleNames
{
    private readonly NodePlacement _placement;
    private readonly List<GraphModule> _modules = [];
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly HashSet<string> _called;

    /// <param name="placement">Which modules are called, and their classes.</param>
    public ModuleNames(NodePlacement placement)
    {
        _placement = placement;
        _called = new HashSet<string>(placement.Called, StringComparer.Ordinal);
        _modules.Add(new GraphModule(Scope.Root, placement.Classes.GetValueOrDefault(Scope.Root.Path, "Model")));
        _known.Add(Scope.Root.Path);
    }

    /// <summary>The modules, parents before children.</summary>
    public IReadOnlyList<GraphModule> Modules => _modules;

    /// <summary>A node's own name, the last part of its name in the file; for one without a name, its type.</summary>
    /// <param name="node">The node.</param>
    /// <param name="type">Operator type.</param>
    public static string OwnName(OnnxNode node, string type) =>
        ScopeReader.OperatorOf(ScopeReader.NameOf(node)) is { Length: > 0 } own ? own : type;

    /// <summary>A scope for a function that its module calls; a dot in its name is no level of the tree.</summary>
    /// <param name="module">The module.</param>
    /// <param name="own">Name of the function.</param>
    public Scope Unique(Scope module, string own)
    {
#pragma warning disable CA1308 // Names of functions are lower case in scopes, as in the published trees.
        string name = own.ToLowerInvariant().Replace('.', '_');
#pragma warning restore CA1308
        Scope first = module.Child(name);
        Scope scope = first;
        // The last number is remembered: a graph of unnamed nodes has many of one type.
        int number = _numbers.GetValueOrDefault(first.Path);
        while (!_taken.Add(scope.Path))
            scope = module.Child(string.Create(CultureInfo.InvariantCulture, $"{name}_{++number}"));
        _numbers[first.Path] = number;
        return scope;
    }

    /// <summary>Adds a module with those above it, as far as they are not there.</summary>
    /// <param name="scope">Its path.</param>
    public void Add(Scope scope)
    {
        if (!_known.Add(scope.Path))
            return;
        Add(scope.Parent);
        bool isList = !_called.Contains(scope.Path);
        _modules.Add(new GraphModule(scope, isList ? "ModuleList" : _placement.Classes.GetValueOrDefault(scope.Path, "Module"), isList));
    }

    /// <summary>Adds a module that stands for a node which runs graphs, or for such a graph.</summary>
    /// <param name="scope">Its path.</param>
    /// <param name="className">Its class.</param>
    /// <returns>Its position among the modules.</returns>
    public int AddCalled(Scope scope, string className)
    {
        _known.Add(scope.Path);
        _called.Add(scope.Path);
        _modules.Add(new GraphModule(scope, className));
        return _modules.Count - 1;
    }

    /// <summary>Says what a reader should know of how a module is counted.</summary>
    /// <param name="position">Its position among the modules.</param>
    /// <param name="note">For people.</param>
    public void Note(int position, string note) => _modules[position] = _modules[position] with { Note = note };
}
