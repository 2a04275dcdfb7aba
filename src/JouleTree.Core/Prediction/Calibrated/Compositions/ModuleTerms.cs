using JouleTree.Core.Prediction.Calibrated.Terms;
using JouleTree.Core.Prediction.Calibrated.Workloads;
using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Details;

namespace JouleTree.Core.Prediction.Calibrated.Compositions;

/// <summary>
/// What explains the energy of a module beyond its primitives: its own quantities and, summed over everything below it,
/// those of the whole subtree. Because totals are sums, a model with more layers has more of every one of them.
/// </summary>
internal static class ModuleTerms
{
    /// <summary>Number of terms.</summary>
    public const int Count = 15;

    /// <summary>Terms before those of weights that have to come from memory.</summary>
    public const int PlainCount = 9;

    /// <summary>The primitives below, in joules; all other terms are facts of the architecture.</summary>
    public const int Primitives = 0;

    private const double Mebi = 1 << 20;
    private const int Calls = 1;
    private const int Leaves = 2;
    private const int Gigaflops = 3;
    private const int Mebibytes = 4;
    private const int AttentionMebibytes = 5;
    private const int HeadMebibytes = 6;
    private const int FusedHeadMebibytes = 7;
    private const int ScoreMebibytes = 8;
    private const int WeightMebibytes = 9;

    // Caches that weights may outgrow, in MiB: from a core's own to a large last level, an octave apart.
    private static readonly double[] Caches = [4, 8, 16, 32, 64];

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
        ("weights_mib", TermGroup.Bytes),
        ("weights_mib_beyond_4", TermGroup.Bytes),
        ("weights_mib_beyond_8", TermGroup.Bytes),
        ("weights_mib_beyond_16", TermGroup.Bytes),
        ("weights_mib_beyond_32", TermGroup.Bytes),
        ("weights_mib_beyond_64", TermGroup.Bytes),
    ];

    /// <summary>The terms of each node alone, primitives' joules left at 0.</summary>
    /// <param name="nodes">Nodes of a tree in preorder.</param>
    /// <returns><c>[nodes, <see cref="Count"/>]</c>, row-major.</returns>
    public static double[] Own(IReadOnlyList<WorkNode> nodes)
    {
        double[] own = new double[nodes.Count * Count];
        for (int index = 0; index < nodes.Count; index++)
        {
            if (nodes[index].IsPrimitive)
                own[(index * Count) + WeightMebibytes] = nodes[index].WeightBytes / Mebi;
            else
                FillOwn(nodes, nodes[index], own.AsSpan(index * Count, Count));
        }

        return own;
    }

    /// <summary>Turns own terms into those of the subtrees.</summary>
    /// <remarks>
    /// A primitive that is measured alone finds its weights in a cache; in a model whose weights outgrow the cache, each pass
    /// fetches all of them again. What is fetched for W of weights and a cache of C is taken as W/(1 + (C/W)⁴): nothing below half of
    /// C, all above twice C.
    /// </remarks>
    /// <param name="nodes">Nodes of a tree in preorder.</param>
    /// <param name="terms">Own terms <c>[nodes, <see cref="Count"/>]</c>, row-major; changed in place.</param>
    public static void Complete(IReadOnlyList<WorkNode> nodes, Span<double> terms)
    {
        for (int index = nodes.Count - 1; index >= 0; index--)
        {
            Span<double> row = terms.Slice(index * Count, Count);
            foreach (int child in nodes[index].Children)
                Add(terms.Slice(child * Count, WeightMebibytes + 1), row);
            // Weights that several parts share are fetched once.
            if (!nodes[index].IsPrimitive)
                row[WeightMebibytes] = Math.Min(row[WeightMebibytes], nodes[index].WeightBytes / Mebi);
            for (int cache = 0; cache < Caches.Length; cache++)
                row[WeightMebibytes + 1 + cache] = row[WeightMebibytes] > 0
                    ? row[WeightMebibytes] / (1 + Math.Pow(Caches[cache] / row[WeightMebibytes], 4))
                    : 0;
        }
    }

    /// <summary>What the terms of weights add to those of a node's children.</summary>
    /// <param name="nodes">Nodes of a tree in preorder.</param>
    /// <param name="index">Place of a node.</param>
    /// <param name="totals">Terms of the subtrees as of <see cref="Complete"/>.</param>
    /// <param name="own">The node's own terms; those of weights are filled in.</param>
    public static void FillOwnWeights(IReadOnlyList<WorkNode> nodes, int index, ReadOnlySpan<double> totals, Span<double> own)
    {
        for (int term = WeightMebibytes; term < Count; term++)
        {
            own[term] = totals[(index * Count) + term];
            foreach (int child in nodes[index].Children)
                own[term] -= totals[(child * Count) + term];
            own[term] = Math.Max(0, own[term]);
        }
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
                Add(terms.Slice(child * columns, columns), parent);
        }
    }

    /// <summary>How often attention's element-wise work passes over its scores, reading and writing; 0 without attention.</summary>
    /// <param name="terms">Terms of a subtree.</param>
    public static double ScorePasses(ReadOnlySpan<double> terms) =>
        terms[ScoreMebibytes] > 0 ? terms[AttentionMebibytes] / (2 * terms[ScoreMebibytes]) : 0;

    // A library's sum would be compiled at the start of every command for these few numbers.
    private static void Add(ReadOnlySpan<double> terms, Span<double> sums)
    {
        for (int term = 0; term < terms.Length; term++)
            sums[term] += terms[term];
    }

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
                embeddingWidth = Math.Max(embeddingWidth, child.Operation.Outer);
            }

            fused |= child.Operation.Family == OperationFamily.Dense && child.Operation.Outer > FusedRatio * child.Operation.Inner;
            if (child.Operation.Family == OperationFamily.BatchedProduct)
            {
                productBytes += child.Bytes;
                products++;
            }
            else if (child.Operation.Family == OperationFamily.Softmax)
            {
                scoreBytes = child.Operation.ScoreBytes;
            }
        }

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
