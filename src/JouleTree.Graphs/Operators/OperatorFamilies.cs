using JouleTree.Graphs.Operators.Control;
using JouleTree.Graphs.Operators.Elementwise;
using JouleTree.Graphs.Operators.Movement;
using JouleTree.Graphs.Operators.Normalization;
using JouleTree.Graphs.Operators.Products;
using JouleTree.Graphs.Operators.Reductions;
using JouleTree.Graphs.Operators.Rules;
using JouleTree.Graphs.Operators.Sequences;
using JouleTree.Graphs.Operators.Spatial;

namespace JouleTree.Graphs.Operators;

/// <summary>All operator families, by operator type.</summary>
internal static class OperatorFamilies
{
    private static readonly Dictionary<string, OperatorFamily> ByType = Index(
        new LinearFamily(), new Conv1DFamily(), new ConvolutionFamily(), new MatMulFamily(), new EmbeddingFamily(),
        new LayerNormFamily(), new RmsNormFamily(), new EinsumFamily(), new BatchNormFamily(), new SoftmaxFamily(), new ActivationFamily(),
            new ElementwiseFamily(),
        new ComparisonFamily(), new SelectionFamily(), new CumulativeSumFamily(), new PoolingFamily(), new AdaptivePoolingFamily(),
        new ViewFamily(), new CopyFamily(), new CastFamily(), new NumberChangeFamily(), new DataMovementFamily(), new ReductionFamily(),
        new ElementCostFamily(), new FusedElementFamily(), new ContractionFamily(), new TransposedConvolutionFamily(),
            new RecurrentFamily(), new StateSpaceFamily(), new AttentionFamily(), new FusedAttentionFamily(),
        new ResamplingFamily(), new WindowPoolingFamily(), new SignalFamily(), new RearrangementFamily(), new ControlFlowFamily(),
            new FindingFamily(), new RandomFamily(),
            new ListFamily(), new LinearAttentionFamily(), new LossFamily(), new UncountedFamily(),
            new OptimizerFamily(), new ExpertsFamily());

    /// <summary>The family of an operator type, or null for a type that is not known.</summary>
    /// <param name="type">An operator type, such as <c>Linear</c>.</param>
    public static OperatorFamily? Find(string type) => ByType.GetValueOrDefault(type);

    /// <summary>All operator types that have a rule, in alphabetical order.</summary>
    public static IEnumerable<string> Types => ByType.Keys.Order(StringComparer.Ordinal);

    private static Dictionary<string, OperatorFamily> Index(params ReadOnlySpan<OperatorFamily> families)
    {
        Dictionary<string, OperatorFamily> byType = [];
        foreach (OperatorFamily family in families)
        {
            foreach (string type in family.Types)
                byType.Add(type, family);
        }

        return byType;
    }
}
