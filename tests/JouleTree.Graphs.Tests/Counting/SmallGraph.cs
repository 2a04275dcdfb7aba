using JouleTree.Core.Trees;
using JouleTree.Graphs.Counting;
using JouleTree.Graphs.Tests.Operators;

namespace JouleTree.Graphs.Tests.Counting;

/// <summary>Graphs of a few operators, whose counts are worked out by hand.</summary>
internal static class SmallGraph
{
    /// <summary>An operator at a path, its tensors in the words of <see cref="OperatorCase"/>.</summary>
    public static Operator Op(
        string path, string type, string inputs, string outputs, string attributes = "", long repetitions = 1, bool isModule = false,
            bool isKnown = false) =>
        Op(path, type, OperatorCase.Tensors(inputs), outputs, attributes, repetitions, isModule, isKnown);

    /// <summary>An operator of given inputs, which it may share with others.</summary>
    public static Operator Op(
        string path, string type, IReadOnlyList<Tensor> inputs, string outputs, string attributes = "", long repetitions = 1,
            bool isModule = false,
        bool isKnown = false) => new()
        {
            Type = type,
            Scope = new Scope(path),
            IsModule = isModule,
            Inputs = inputs,
            Outputs = OperatorCase.Tensors(outputs),
            Attributes = OperatorCase.Attributes(attributes),
            Repetitions = repetitions,
            IsKnownBeforehand = isKnown,
        };

    /// <summary>A graph of operators; each module above one has its name for its class.</summary>
    public static Graph Of(params Operator[] operators) => Of(new Workload(), [], operators);

    /// <summary>A graph whose modules are in part given.</summary>
    public static Graph Of(Workload workload, GraphModule[] modules, params Operator[] operators) => new()
    {
        ModelName = "small",
        Workload = workload,
        Inputs = [],
        Outputs = [],
        Operators = operators,
        Modules = Modules(modules, operators),
    };

    /// <summary>All modules that hold operators, and those that are given.</summary>
    public static IReadOnlyList<GraphModule> Modules(GraphModule[] given, IReadOnlyList<Operator> operators)
    {
        SortedDictionary<string, GraphModule> modules = new(StringComparer.Ordinal);
        foreach (GraphModule module in given)
            modules.Add(module.Scope.Path, module);
        foreach (Operator op in operators)
        {
            for (Scope scope = op.Scope.Parent; scope.Path.Length > 0; scope = scope.Parent)
                modules.TryAdd(scope.Path, new GraphModule(scope, scope.Name));
        }

        return [.. modules.Values];
    }

    /// <summary>The node of a path.</summary>
    public static TreeNode Node(this GraphView view, string path) =>
        view.Tree.Root.SelfAndDescendants().First(node => node.Scope.Path == path);

    /// <summary>The counts of the node of a path.</summary>
    public static NodeCounts At(this GraphView view, string path) => view.CountsOf(view.Node(path));

    /// <summary>Paths and classes of all nodes, parents before children.</summary>
    public static string[] Nodes(this GraphView view) =>
        [.. view.Tree.Root.SelfAndDescendants().Select(node => $"{node.Scope} {node.InstanceType}")];
}
