using JouleTree.Core.Errors;
using JouleTree.Graphs.Operators;
using JouleTree.Graphs.Operators.Rules;

namespace JouleTree.Graphs.Counting;

/// <summary>A set of counting rules: what each operator costs.</summary>
internal sealed class CountingRules
{
    private readonly Func<OperatorFamily, Operator, OperatorCounts?> _count;
    private readonly Func<GraphModule, OperatorCounts>? _moduleTerms;

    private CountingRules(
        string name, Func<OperatorFamily, Operator, OperatorCounts?> count, Func<GraphModule, OperatorCounts>? moduleTerms = null)
    {
        Name = name;
        _count = count;
        _moduleTerms = moduleTerms;
    }

    /// <summary>JouleTree's own rules (docs/counting.md).</summary>
    public static CountingRules JouleTree { get; } = new("jouletree", (family, op) => family.Count(op));

    /// <summary>The rules by which the published IrEne data were counted.</summary>
    public static CountingRules Irene { get; } = new("irene", (family, op) => family.CountIrene(op), IreneModuleTerms.Of);

    /// <summary>
    /// Those of the published data, and JouleTree's own for operators that do not occur there: for predictors that were trained
    /// on the former and are asked about other networks.
    /// </summary>
    public static CountingRules Prediction { get; } =
        new("irene, others by jouletree", (family, op) => family.CountIrene(op) ?? family.Count(op), IreneModuleTerms.Of);

    /// <summary>
    /// MACs as recorded in the layer-wise measurements of Getzner et al. (2023), where biases, comparisons and activations
    /// count too; FLOPs and bytes by our own rules.
    /// </summary>
    public static CountingRules Layerwise { get; } = new("layerwise", (family, op) =>
        family.CountLayerwiseMacs(op) is { } macs && family.Count(op) is { } counts ? counts with { Macs = macs } : null);

    /// <summary>Name on the command line.</summary>
    public string Name { get; }

    /// <summary>The rules of a name, or null for any other text.</summary>
    /// <param name="name"><c>jouletree</c>, <c>irene</c> or <c>layerwise</c>.</param>
    public static CountingRules? Find(string name) => name switch
    {
        "jouletree" => JouleTree,
        "irene" => Irene,
        "layerwise" => Layerwise,
        _ => null,
    };

    /// <summary>What an operator costs, or null where the rules do not know its type or its shapes are not known.</summary>
    /// <param name="op">An operator.</param>
    /// <exception cref="InputException">A count exceeds 2^63 - 1.</exception>
    public OperatorCounts? Count(Operator op)
    {
        ArgumentNullException.ThrowIfNull(op);
        if (OperatorFamilies.Find(op.Type) is not { } family
            || (family.NeedsShapes && (!AllKnown(op.Inputs, family.TakesTexts) || !AllKnown(op.Outputs, family.TakesTexts))))
            return null;
        try
        {
            return op.Repetitions == 1 ? _count(family, op) : _count(family, op)?.Times(op.Repetitions);
        }
        catch (OverflowException error)
        {
            throw new InputException(new InputPlace(Node: op.Scope.Path),
                $"a {op.Type} of these sizes counts more than 2^63: choose smaller sizes", error);
        }
    }

    /// <summary>What a module costs beyond its operators.</summary>
    /// <param name="module">A module.</param>
    internal OperatorCounts ModuleTerms(GraphModule module) =>
        _moduleTerms?.Invoke(module) ?? OperatorCounts.Nothing;

    private static bool AllKnown(IReadOnlyList<Tensor> tensors, bool takesTexts)
    {
        foreach (Tensor tensor in tensors)
        {
            if (!tensor.IsKnown || (tensor.Type == DataType.Text && !takesTexts))
                return false;
        }

        return true;
    }
}
