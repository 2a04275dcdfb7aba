using JouleTree.Core.Errors;
using JouleTree.Core.Trees;

namespace JouleTree.Graphs.Counting;

/// <summary>A graph as a model tree with its counts.</summary>
public sealed class GraphView
{
    private readonly IReadOnlyDictionary<string, NodeCounts> _counts;
    private readonly IReadOnlyDictionary<string, Operator> _operators;

    internal GraphView(
        ModelTree tree, CountingRules rules, IReadOnlyList<UncountedOperators> uncounted,
        IReadOnlyDictionary<string, NodeCounts> counts, IReadOnlyDictionary<string, Operator> operators)
    {
        Tree = tree;
        Rules = rules;
        Uncounted = uncounted;
        _counts = counts;
        _operators = operators;
    }

    /// <summary>
    /// The tree. Its columns are <c>num_parameters</c>, <c>flops</c> (millions) and <c>mem_bytes</c> (MiB); MACs and shapes
    /// are in the details. Columns that nothing is known of are absent; a partial sum says so in the node's notes.
    /// </summary>
    public ModelTree Tree { get; }

    /// <summary>The rules that it was counted by.</summary>
    internal CountingRules Rules { get; }

    /// <summary>Operators that could not be counted, by type; every sum above them is partial. Empty if all was counted.</summary>
    public IReadOnlyList<UncountedOperators> Uncounted { get; }

    /// <summary>The full view: every operator is a leaf, scopes are those of the model's own library.</summary>
    /// <param name="graph">A graph.</param>
    /// <param name="rules">Rules to count by; null for JouleTree's.</param>
    /// <exception cref="InputException">A count exceeds 2^63 - 1.</exception>
    internal static GraphView Full(Graph graph, CountingRules? rules = null) =>
        new ViewBuilder(graph, rules ?? CountingRules.JouleTree).Full();

    /// <summary>
    /// The view of the published IrEne trees: their seven primitives are leaves, every other operator counts in its
    /// module, and names of mere module lists are left out of scopes.
    /// </summary>
    /// <param name="graph">A graph.</param>
    /// <param name="rules">Rules to count by; null for those of the published data.</param>
    /// <exception cref="InputException">A count exceeds 2^63 - 1.</exception>
    internal static GraphView Irene(Graph graph, CountingRules? rules = null) =>
        new ViewBuilder(graph, rules ?? CountingRules.Irene).Irene();

    /// <summary>
    /// The view that predictors of the published kind were trained on: that of <see cref="Irene"/>, with operators that do not
    /// occur in the published data counted by our own rules. A model most of whose multiply-accumulates are in other operators
    /// than the seven primitives would be all glue in it (images, sound), so there it is the full view. Modules that hold nothing
    /// but what is known without running them cost nothing, and are no nodes.
    /// </summary>
    /// <param name="graph">A graph.</param>
    /// <exception cref="InputException">A count exceeds 2^63 - 1, or nothing is left to predict.</exception>
    internal static GraphView ForPrediction(Graph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        if (graph.Workload.SequenceLength is null)
            return FullForPrediction(graph);
        GraphView irene = Irene(graph, CountingRules.Prediction);
        long? inLeaves = irene.Tree.Root.SelfAndDescendants().Where(node => node.Kind == NodeKind.Primitive)
            .Sum(node => irene.CountsOf(node).Macs ?? 0);
        bool hasLeaves = irene.Tree.Root.Children.Count > 0;
        return hasLeaves && 2 * inLeaves >= (irene.CountsOf(irene.Tree.Root).Macs ?? 0) ? irene : Predictable(Full(graph));
    }

    /// <summary>The full view as predictors of single layers want it: without what is known without running it.</summary>
    /// <param name="graph">A graph.</param>
    /// <exception cref="InputException">A count exceeds 2^63 - 1, or nothing is left to predict.</exception>
    internal static GraphView FullForPrediction(Graph graph) => Predictable(Full(graph));

    /// <summary>
    /// The view without leaves that nothing can be predicted for (what is not counted, and what is known beforehand and costs
    /// nothing) and without modules that have no others.
    /// </summary>
    private static GraphView Predictable(GraphView view)
    {
        TreeNode root = view.Tree.Root.Rebuild(node =>
            node.Children.All(IsPredicted) ? node : node with { Children = [.. node.Children.Where(IsPredicted)] });
        return root.Children.Count > 0
            ? new GraphView(view.Tree with { Root = root }, view.Rules, view.Uncounted, view._counts, view._operators)
            : throw NothingLeft(view);

        // Children come before their parents, so that a module that loses all of them is lost itself.
        bool IsPredicted(TreeNode node) => view.CountsOf(node).Flops is not null
            && (node.Kind == NodeKind.Primitive ? view.OperatorOf(node) is not { IsKnownBeforehand: true } : node.Children.Count > 0);
    }

    private static InputException NothingLeft(GraphView view)
    {
        string[] uncounted = [.. view.Uncounted.Select(type => $"{type.Occurrences} x {type.Type}: {type.Reason}")];
        string why = uncounted.Length == 0 ? "" : $" (not counted: {string.Join("; ", uncounted)})";
        return new InputException(
            $"nothing of {view.Tree.ModelName} can be predicted: "
            + $"each of its operators is known without running it, or is not counted{why}");
    }

    /// <summary>The exact counts of a node.</summary>
    /// <param name="node">A node of <see cref="Tree"/>.</param>
    public NodeCounts CountsOf(TreeNode node)
    {
        ArgumentNullException.ThrowIfNull(node);
        return _counts[node.Id];
    }

    /// <summary>The operator that a leaf stands for, or null for a module.</summary>
    /// <param name="node">A node of <see cref="Tree"/>.</param>
    internal Operator? OperatorOf(TreeNode node)
    {
        ArgumentNullException.ThrowIfNull(node);
        return _operators.GetValueOrDefault(node.Id);
    }
}

/// <summary>Operators of one type that could not be counted.</summary>
/// <param name="Type">Operator type.</param>
/// <param name="Occurrences">How many there are.</param>
/// <param name="Reason">Why: no rule for the type, or shapes that are not known.</param>
public sealed record UncountedOperators(string Type, int Occurrences, string Reason);
