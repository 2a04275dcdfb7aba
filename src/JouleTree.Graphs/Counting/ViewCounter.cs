using System.Globalization;
using JouleTree.Core.Errors;
using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Details;
using JouleTree.Graphs.Operators;
using JouleTree.Graphs.Operators.Control;
using JouleTree.Graphs.Operators.Movement;
using JouleTree.Graphs.Operators.Rules;

namespace JouleTree.Graphs.Counting;

/// <summary>Counts the nodes of a view, children first, and makes the tree.</summary>
internal sealed class ViewCounter
{
    private readonly Graph _graph;
    private readonly CountingRules _rules;
    private readonly Dictionary<string, NodeCounts> _counts;
    private readonly Dictionary<string, Operator> _operators;
    private readonly Dictionary<string, UncountedOperators> _uncounted = new(StringComparer.Ordinal);
    private readonly HashSet<Tensor> _shared;
    private readonly HashSet<Tensor> _met = [];
    private readonly HashSet<Tensor> _metActive = [];
    private readonly Dictionary<string, (long Elements, long Bytes)> _unused;
    private int _nextId;

    /// <summary>Prepares to count.</summary>
    /// <param name="graph">The graph behind the view.</param>
    /// <param name="rules">Rules to count by.</param>
    public ViewCounter(Graph graph, CountingRules rules)
    {
        _graph = graph;
        _rules = rules;
        _shared = GraphWeights.Shared(graph.Operators);
        _unused = GraphWeights.UnusedByModule(graph);
        int nodes = graph.Operators.Count + graph.Modules.Count;
        _counts = new Dictionary<string, NodeCounts>(nodes, StringComparer.Ordinal);
        _operators = new Dictionary<string, Operator>(graph.Operators.Count, StringComparer.Ordinal);
    }

    /// <summary>The counted tree below a root.</summary>
    /// <param name="root">The node of the model.</param>
    public GraphView Count(ViewNode root)
    {
        try
        {
            TreeNode node = Visit(root).Node;
            ModelTree tree = new()
            {
                ModelName = _graph.ModelName,
                BatchSize = _graph.Workload.BatchSize,
                SequenceLength = _graph.Workload.SequenceLength,
                Root = node,
                Details = new TreeDetails { Workload = Describe() },
            };
            return new GraphView(tree, _rules, [.. _uncounted.Values], _counts, _operators);
        }
        catch (OverflowException error)
        {
            throw new InputException(default, $"the counts of {_graph.ModelName} exceed 2^63 for this workload: choose smaller sizes",
                error);
        }
    }

    private (TreeNode Node, ViewSum Sum) Visit(ViewNode node)
    {
        // Ids are positions in the tree, parents before children.
        string id = _nextId++.ToString(CultureInfo.InvariantCulture);
        ViewSum sum = new();
        TreeNode[] children = node.Children.Count == 0 ? [] : new TreeNode[node.Children.Count];
        for (int index = 0; index < children.Length; index++)
        {
            (children[index], ViewSum below) = Visit(node.Children[index]);
            sum.Add(below);
        }

        if (node.Operator is { } leaf)
        {
            _operators.Add(id, leaf);
            Add(leaf, sum);
        }

        foreach (Operator op in node.OwnOperators)
            Add(op, sum);
        if (node.Terms != OperatorCounts.Nothing)
            sum.Add(node.Terms);
        // What belongs to no node of this view counts in the whole model, which comes last.
        if (node.Kind == NodeKind.Model)
        {
            foreach ((long elements, long bytes) in _unused.Values)
                sum.AddUnused(elements, bytes);
            // A model without operators computes nothing, which is known.
            if (_graph.Operators.Count == 0)
                sum.Add(OperatorCounts.Nothing);
        }
        else if (node.Operator is null && _unused.Remove(node.Scope.Path, out (long Elements, long Bytes) unused))
            sum.AddUnused(unused.Elements, unused.Bytes);
        NodeCounts counts = sum.ToCounts();
        _counts.Add(id, counts);
        TreeNode made = new()
        {
            Id = id,
            Scope = node.Scope,
            Kind = node.Kind,
            InstanceType = node.InstanceType,
            Children = children,
            Columns = default(NodeColumns)
                .With(NodeColumn.NumParameters, counts.Parameters)
                .With(NodeColumn.Flops, counts.Flops / 1e6)
                .With(NodeColumn.MemBytes, counts.Bytes / 1048576.0),
            Details = new NodeDetails
            {
                Parameters = counts.Parameters,
                SharedParameters = counts.SharedParameters > 0 ? counts.SharedParameters : null,
                ActiveParameters = counts.ActiveParameters,
                RoutedParameters = counts.RoutedParameters > 0 ? counts.RoutedParameters : null,
                Macs = counts.Macs,
                Flops = counts.Flops,
                Bytes = counts.Bytes,
                Operator = node.Operator is { } primitive ? FactsOf(primitive) : null,
                Inputs = node.Operator is { Inputs: var read } ? Shapes(read) : null,
                Outputs = node.Operator is { Outputs: var written } ? Shapes(written) : null,
                Notes = Notes(node, counts),
            },
        };
        return (made, sum);
    }

    private static List<string>? Notes(ViewNode node, NodeCounts counts)
    {
        if (node.Note is null && counts is { IsPartial: false, HasHiddenParameters: false, IsBound: false })
            return null;
        List<string> notes = [];
        if (node.Note is not null)
            notes.Add(node.Note);
        if (counts.IsPartial)
            notes.Add($"partial: {counts.Uncounted} operator(s) could not be counted");
        if (counts.HasHiddenParameters)
            notes.Add("at least: some parameters are kept where they cannot be counted");
        if (counts.IsBound)
            notes.Add($"at most: data decide the sizes of {counts.Bounded} operator(s), which count at their largest");
        return notes;
    }

    private void Add(Operator op, ViewSum sum)
    {
        OperatorFamily? family = OperatorFamilies.Find(op.Type);
        for (int index = 0; index < op.Inputs.Count; index++)
        {
            if (op.Inputs[index].Role == TensorRole.Parameter)
                AddWeight(op, index, family, sum);
        }

        if (op.Attributes.Integer("unknown_parameters") == 1)
            sum.HiddenParameters++;
        if (Activations(op) is { } activations)
        {
            sum.Activations = (sum.Activations ?? 0) + activations;
            for (int index = 0; activations > 0 && index < op.Outputs.Count; index++)
                sum.ActivationBytes = checked(sum.ActivationBytes + (op.Outputs[index].Bytes * op.Repetitions));
        }

        if (_rules.Count(op) is { } counts)
        {
            sum.Add(counts);
            if (op.Repetitions > 0 && (AnyBound(op.Inputs) || AnyBound(op.Outputs)))
            {
                sum.Bounded++;
                sum.BoundedMacs = checked(sum.BoundedMacs + counts.Macs);
            }

            return;
        }

        // What is in a branch that is not taken costs nothing, known or not.
        if (op.Repetitions == 0)
        {
            sum.Add(OperatorCounts.Nothing);
            return;
        }

        sum.Uncounted++;
        bool isKnown = op.Inputs.All(tensor => tensor.IsKnown) && op.Outputs.All(tensor => tensor.IsKnown);
        string reason = family is null || isKnown || !family.NeedsShapes
            ? family?.WhyNot(op) ?? $"the rule set {_rules.Name} has no rule for it"
            : "its shapes are not known";
        UncountedOperators known = _uncounted.GetValueOrDefault(op.Type) ?? new UncountedOperators(op.Type, 0, reason);
        _uncounted[op.Type] = known with { Occurrences = known.Occurrences + 1 };
    }

    private void AddWeight(Operator op, int index, OperatorFamily? family, ViewSum sum)
    {
        Tensor tensor = op.Inputs[index];
        // What is in a branch that is not taken multiplies nothing.
        long active = tensor.Shape is null || op.Repetitions == 0 ? 0 : family?.ActiveElements(op, index) ?? tensor.Elements;
        if (family?.IsRouted(op, index) == true)
            sum.Routed += tensor.Elements;
        else if (IsOfSharedExpert(op.Scope.Path))
            sum.SharedExperts += tensor.Elements;
        if (!_shared.Contains(tensor.Storage))
        {
            sum.Weights.Add(tensor.Elements);
            sum.WeightBytes.Add(tensor.Shape is null ? 0 : tensor.Bytes);
            sum.Active.Add(active);
            return;
        }

        // Of a weight that is looked up here and multiplied there, what is multiplied counts, where it is.
        bool isFirst = _met.Add(tensor.Storage);
        sum.Weights.AddShared(tensor.Storage, tensor.Storage.Elements, isFirst);
        sum.WeightBytes.AddShared(tensor.Storage, tensor.Storage.Bytes, isFirst);
        if (active > 0)
            sum.Active.AddShared(tensor.Storage, tensor.Storage.Elements, _metActive.Add(tensor.Storage));
    }

    // As libraries name them: Qwen2-MoE and Llama 4 have one, DeepSeek has them side by side in one layer.
    private static bool IsOfSharedExpert(string path) =>
        path.Contains(".shared_expert.", StringComparison.Ordinal) || path.Contains(".shared_experts.", StringComparison.Ordinal);

    /// <summary>Elements that an operator makes; a view makes none of its own. Null where a shape is not known.</summary>
    private static long? Activations(Operator op)
    {
        long elements = 0;
        foreach (Tensor output in op.Outputs)
        {
            if (output.Shape is null)
                return null;
            elements += output.Elements;
        }

        return OperatorFamilies.Find(op.Type) is ViewFamily or ControlFlowFamily ? 0 : checked(elements * op.Repetitions);
    }

    /// <summary>What an operator computes; null where nobody knows its type, or not all of its sizes.</summary>
    private OperatorDetails? FactsOf(Operator op)
    {
        if (OperatorFamilies.Find(op.Type) is not { } family || !AllKnown(op.Inputs) || !AllKnown(op.Outputs))
            return null;
        OperatorDetails facts = family.Describe(op);
        bool readsKept = _graph.Workload.Phase == GenerationPhase.Decode
            && facts.Family is OperationFamily.BatchedProduct or OperationFamily.Attention;
        return readsKept ? facts with { Kept = _graph.Types?.Kept.Name ?? facts.Activations } : facts;
    }

    private static bool AllKnown(IReadOnlyList<Tensor> tensors)
    {
        for (int index = 0; index < tensors.Count; index++)
        {
            if (!tensors[index].IsKnown)
                return false;
        }

        return true;
    }

    private static bool AnyBound(IReadOnlyList<Tensor> tensors)
    {
        for (int index = 0; index < tensors.Count; index++)
        {
            if (tensors[index].IsUpperBound)
                return true;
        }

        return false;
    }

    private WorkloadDetails Describe() => new()
    {
        Model = _graph.ModelName,
        Batch = _graph.Workload.BatchSize,
        Length = _graph.Workload.SequenceLength,
        Phase = _graph.Workload.Phase switch { GenerationPhase.Prefill => "prefill", GenerationPhase.Decode => "decode", _ => null },
        Past = _graph.Workload.PastLength,
        Tokens = _graph.Tokens,
        Inputs = _graph.Inputs.Where(input => input.Shape is not null)
            .ToDictionary(input => input.Name, input => (IReadOnlyList<long>)input.Shape!),
        DataType = _graph.Workload.FloatType.ToName(),
        Weights = _graph.IsNarrow ? _graph.Types!.Weights.Name : null,
        Activations = _graph.IsNarrow ? _graph.Types!.Activations.Name : null,
        Kept = _graph.IsNarrow ? _graph.Types!.Kept.Name : null,
        Attention = _graph.Workload.Attention == AttentionForm.Fused ? _graph.Workload.Attention.ToName() : null,
    };

    /// <summary>Known shapes of what is not stored with the model.</summary>
    private static List<IReadOnlyList<long>> Shapes(IReadOnlyList<Tensor> tensors)
    {
        List<IReadOnlyList<long>> shapes = new(tensors.Count);
        foreach (Tensor tensor in tensors)
        {
            if (!tensor.IsStored && tensor.Shape is { } shape)
                shapes.Add(shape);
        }

        return shapes;
    }
}
