using System.Numerics.Tensors;
using JouleTree.Core.Trees;

namespace JouleTree.Core.Prediction.Calibrated.Internal;

/// <summary>
/// What explains the energy of a module beyond its primitives: its own quantities and, summed over everything below it,
/// those of the whole subtree. Because totals are sums, a model with more layers has more of every one of them.
/// </summary>
internal static class ModuleTerms
{
    /// <summary>Number of terms.</summary>
    public const int Count = 9;

    /// <summary>The primitives below, in joules; all other terms are facts of the architecture.</summary>
    public const int Primitives = 0;

    private const int Calls = 1;
    private const int Leaves = 2;
    private const int Gigaflops = 3;
    private const int Mebibytes = 4;
    private const int AttentionMebibytes = 5;
    private const int HeadMebibytes = 6;
    private const int FusedHeadMebibytes = 7;
    private const int ScoreMebibytes = 8;

    // Calls of an attention that have no leaf: three reshapes into heads with the copies that the matrix products ask for, the
    // copy back, the scale and the mask. The number is nominal; only its ratio to other calls matters.
    private const double AttentionCalls = 9;

    // Every attention scales its scores and masks them. Where the counts hold fewer operations, the rest is a selection, which
    // reads and writes the scores without any FLOP.
    private const double ScoreOperations = 2;

    // Calls that make position ids from token ids (RoBERTa: compare, cast, cumulative sum, cast, add, multiply, cast, add).
    private const double PositionIdCalls = 8;

    // A projection this much wider than its input makes queries, keys and values at once.
    private const double FusedRatio = 2.5;

    /// <summary>Names of the terms, with the groups that explained predictions show.</summary>
    public static IReadOnlyList<(string Name, TermGroup Group)> Columns { get; } =
    [
        ("primitives_j", TermGroup.CallOverhead),
        ("calls", TermGroup.CallOverhead),
        ("leaves", TermGroup.CallOverhead),
        ("gflop", TermGroup.Flops),
        ("mib", TermGroup.Bytes),
        ("attention_mib", TermGroup.Bytes),
        ("heads_mib", TermGroup.Bytes),
        ("heads_of_fused_projection_mib", TermGroup.Bytes),
        ("scores_mib", TermGroup.Bytes),
    ];

    /// <summary>The terms of each node alone, primitives' joules left at 0.</summary>
    /// <param name="nodes">Nodes of a tree in preorder.</param>
    /// <returns><c>[nodes, <see cref="Count"/>]</c>, row-major.</returns>
    public static double[] Own(IReadOnlyList<WorkNode> nodes)
    {
        double[] own = new double[nodes.Count * Count];
        for (int index = 0; index < nodes.Count; index++)
        {
            if (!nodes[index].IsPrimitive)
                FillOwn(nodes, nodes[index], own.AsSpan(index * Count, Count));
        }

        return own;
    }

    /// <summary>Adds each node's row to its parent's, so that own terms become the subtree's.</summary>
    /// <param name="nodes">Nodes of a tree in preorder.</param>
    /// <param name="terms"><c>[nodes, columns]</c>, row-major; changed in place.</param>
    /// <param name="columns">Number of columns.</param>
    public static void SumUp(IReadOnlyList<WorkNode> nodes, Span<double> terms, int columns)
    {
        for (int index = nodes.Count - 1; index >= 0; index--)
        {
            Span<double> parent = terms.Slice(index * columns, columns);
            foreach (int child in nodes[index].Children)
                TensorPrimitives.Add(parent, terms.Slice(child * columns, columns), parent);
        }
    }

    /// <summary>How often attention's element-wise work passes over its scores, reading and writing; 0 without attention.</summary>
    /// <param name="terms">Terms of a subtree.</param>
    public static double ScorePasses(ReadOnlySpan<double> terms) =>
        terms[ScoreMebibytes] > 0 ? terms[AttentionMebibytes] / (2 * terms[ScoreMebibytes]) : 0;

    private static void FillOwn(IReadOnlyList<WorkNode> nodes, WorkNode node, Span<double> own)
    {
        double flops = node.Flops;
        double bytes = node.Bytes;
        int leaves = 0;
        double productBytes = 0;
        int products = 0;
        double scoreBytes = 0;
        bool fused = false;
        double embeddingWidth = 0;
        double tokens = 1;
        foreach (int index in node.Children)
        {
            WorkNode child = nodes[index];
            flops -= child.Flops;
            bytes -= child.Bytes;
            if (!child.IsPrimitive)
                continue;
            leaves++;
            if (child.Type == "embedding")
            {
                tokens = child.Operation.Rows;
                embeddingWidth = Math.Max(embeddingWidth, Math.Round(((child.Bytes / tokens) - 8) / 4));
            }

            fused |= child.Operation.Family == OperationFamily.Dense && child.Operation.Outer > FusedRatio * child.Operation.Inner;
            if (child.Operation.Family == OperationFamily.BatchedProduct)
            {
                productBytes += child.Bytes;
                products++;
            }
            else if (child.Operation.Family == OperationFamily.Softmax)
            {
                // A softmax moves its scores three times.
                scoreBytes = child.Bytes / 3;
            }
        }

        const double Mebi = 1 << 20;
        bool isAttention = products > 0 && scoreBytes > 0;
        bool computes = flops > 1;
        own[Calls] = (computes ? 1 : 0)
            + (products > 0 ? AttentionCalls : 0)
            + (ComputesIds(node, flops, tokens, embeddingWidth) ? PositionIdCalls : 0);
        own[Leaves] = leaves;
        own[Gigaflops] = Math.Max(0, flops) / 1e9;
        own[isAttention ? AttentionMebibytes : Mebibytes] = Math.Max(0, bytes) / Mebi;
        if (isAttention)
        {
            // What the products move beside the scores are heads: queries, keys, values and the context.
            own[HeadMebibytes] = Math.Max(0, productBytes - (products * scoreBytes)) / Mebi;
            own[FusedHeadMebibytes] = fused ? own[HeadMebibytes] : 0;
            own[ScoreMebibytes] = scoreBytes / Mebi;
            double scoreOperations = Math.Floor((flops / (scoreBytes / 4)) + 1e-6);
            own[AttentionMebibytes] += Math.Max(0, ScoreOperations - scoreOperations) * 2 * scoreBytes / Mebi;
        }
    }

    // Additions of embeddings cost whole widths of FLOPs a token; what is left over is arithmetic on ids.
    private static bool ComputesIds(WorkNode node, double flops, double tokens, double width)
    {
        if (node.Node.Kind != NodeKind.Module || !(width > 1))
            return false;
        double perToken = flops / tokens;
        return perToken - (Math.Floor((perToken / width) + 1e-6) * width) > 0.5;
    }
}
