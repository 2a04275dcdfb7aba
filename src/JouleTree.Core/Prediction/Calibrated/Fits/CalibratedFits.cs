using JouleTree.Core.Prediction.Calibrated.Compositions;
using JouleTree.Core.Prediction.Calibrated.Operations;
using JouleTree.Core.Prediction.Calibrated.Primitives;
using JouleTree.Core.Prediction.Calibrated.Terms;
using JouleTree.Core.Prediction.Calibrated.Workloads;

namespace JouleTree.Core.Prediction.Calibrated.Fits;

/// <summary>All fits of a predictor, without its intervals: what turns a tree into estimates. Immutable.</summary>
internal sealed class CalibratedFits
{
    /// <summary>A parent never costs less than this share of its dearest child: below it the difference is noise.</summary>
    public const double LeastShareOfChild = 0.95;

    private readonly Dictionary<string, PrimitiveFit> _byType;

    /// <summary>Some fits.</summary>
    public CalibratedFits(
        IReadOnlyList<PrimitiveFit> primitives, PrimitiveFit? fallback, RunLaw? law, CompositionFit? composition, WorkloadRange range)
    {
        Primitives = primitives;
        Fallback = fallback;
        Law = law;
        Composition = composition;
        Range = range;
        _byType = primitives.ToDictionary(fit => fit.Type, StringComparer.Ordinal);
    }

    /// <summary>Fits of the primitive types; empty where primitives are run.</summary>
    public IReadOnlyList<PrimitiveFit> Primitives { get; }

    /// <summary>Fit for types that were never trained on, or null where primitives are run.</summary>
    public PrimitiveFit? Fallback { get; }

    /// <summary>The law of nodes that are run, or null where nothing is.</summary>
    public RunLaw? Law { get; }

    /// <summary>The composition, or null where every node is run.</summary>
    public CompositionFit? Composition { get; }

    /// <summary>The workloads trained on.</summary>
    public WorkloadRange Range { get; }

    /// <summary>True if a primitive type was trained on, or needs not be.</summary>
    public bool Knows(string type) => Law is not null || _byType.ContainsKey(type);

    /// <summary>The estimates of all nodes of a tree.</summary>
    /// <param name="tree">A tree.</param>
    /// <param name="zeroUnknown">True to count primitives of unknown type as 0 joules.</param>
    /// <param name="own">Its own terms as of <see cref="ModuleTerms.Own"/>; null to compute them.</param>
    public NodeEstimate[] Estimate(WorkTree tree, bool zeroUnknown = false, double[]? own = null)
    {
        WorkNode[] nodes = tree.Nodes;
        NodeEstimate[] estimates = new NodeEstimate[nodes.Length];
        EstimatePrimitives(nodes, estimates, zeroUnknown);
        double outside = Range.OctavesOutside(tree.Workload);
        // A primitive may look familiar by itself, but a workload outside the range is new to all of its nodes.
        for (int index = 0; outside > 0 && index < estimates.Length; index++)
        {
            if (nodes[index].IsPrimitive)
                estimates[index] = estimates[index] with
                {
                    OctavesOutside = Law?.OctavesOutside(nodes[index], outside) ?? Math.Max(estimates[index].OctavesOutside, outside),
                };
        }

        if (Composition is null)
            EstimateRun(nodes, estimates, outside);
        else
            EstimateModules(tree, own ?? ModuleTerms.Own(nodes), estimates);
        return estimates;
    }

    /// <summary>The estimates of a tree's primitives; other nodes are left as they are.</summary>
    public void EstimatePrimitives(WorkNode[] nodes, NodeEstimate[] estimates, bool zeroUnknown = false)
    {
        Dictionary<(string, Operation), NodeEstimate> known = [];
        for (int index = 0; index < nodes.Length; index++)
        {
            WorkNode node = nodes[index];
            if (!node.IsPrimitive)
                continue;
            if (Law is not null)
            {
                estimates[index] = OfRun(node, workloadOctaves: 0);
                continue;
            }

            if (!known.TryGetValue((node.Type, node.Operation), out NodeEstimate estimate))
                known[(node.Type, node.Operation)] = estimate = OfCounts(node, zeroUnknown);
            estimates[index] = estimate;
        }
    }

    private NodeEstimate OfCounts(WorkNode node, bool zeroUnknown)
    {
        bool isKnown = _byType.TryGetValue(node.Type, out PrimitiveFit? fit);
        if (!isKnown && zeroUnknown)
            return new NodeEstimate { IsUnknownType = true };
        fit ??= Fallback!;
        PrimitiveEstimate estimate = fit.Estimate(
            node.Operation.Family == fit.Family ? node.Operation : node.Operation with { Family = fit.Family });
        return new NodeEstimate
        {
            Joules = estimate.Joules,
            CallJoules = estimate.CallJoules,
            FlopsJoules = estimate.FlopsJoules,
            BytesJoules = estimate.BytesJoules,
            CorrectionJoules = estimate.CorrectionJoules,
            Difficulty = estimate.Difficulty,
            OctavesOutside = estimate.OctavesOutside,
            IsUnknownType = !isKnown,
        };
    }

    private NodeEstimate OfRun(WorkNode node, double workloadOctaves)
    {
        double gpu = Law!.GpuFactor * node.GpuJoules;
        double rest = Law.RestWatts * node.Seconds;
        return new NodeEstimate
        {
            Joules = gpu + rest,
            GpuJoules = gpu,
            RestJoules = rest,
            Difficulty = Law.Noise,
            OctavesOutside = Law.OctavesOutside(node, workloadOctaves),
        };
    }

    private void EstimateRun(WorkNode[] nodes, NodeEstimate[] estimates, double workloadOctaves)
    {
        for (int index = nodes.Length - 1; index >= 0; index--)
        {
            if (!nodes[index].IsPrimitive)
                estimates[index] = Bounded(OfRun(nodes[index], workloadOctaves), nodes[index], estimates);
        }
    }

    private void EstimateModules(WorkTree tree, double[] own, NodeEstimate[] estimates)
    {
        WorkNode[] nodes = tree.Nodes;
        double[] totals = (double[])own.Clone();
        for (int index = 0; index < nodes.Length; index++)
        {
            if (nodes[index].IsPrimitive)
                totals[(index * ModuleTerms.Count) + ModuleTerms.Primitives] = estimates[index].Joules;
        }

        ModuleTerms.Complete(nodes, totals);
        Dictionary<double[], (double Log, double Difficulty)> known = new(PointComparer.Instance);
        double outside = Range.OctavesOutside(tree.Workload);
        Span<double> ownRow = stackalloc double[ModuleTerms.Count];
        for (int index = nodes.Length - 1; index >= 0; index--)
        {
            if (nodes[index].IsPrimitive)
                continue;
            ReadOnlySpan<double> row = totals.AsSpan(index * ModuleTerms.Count, ModuleTerms.Count);
            ModuleLevel level = ModuleLevels.Of(nodes[index], nodes);
            (double log, double difficulty) = CorrectionOf(level, row, tree.Workload, known);
            own.AsSpan(index * ModuleTerms.Count, ModuleTerms.Count).CopyTo(ownRow);
            ModuleTerms.FillOwnWeights(nodes, index, totals, ownRow);
            NodeEstimate parts = OwnParts(ownRow) with
            {
                Joules = Composition!.Physical(row) * Math.Exp(log),
                Difficulty = difficulty,
                OctavesOutside = outside,
            };
            estimates[index] = Bounded(parts, nodes[index], estimates);
        }
    }

    private (double Log, double Difficulty) CorrectionOf(
        ModuleLevel level, ReadOnlySpan<double> terms, in WorkloadQuantities workload, Dictionary<double[], (double, double)> known)
    {
        // A level that was never seen has no correction; the greatest difficulty of the others stands for it.
        LogCorrection? correction = Composition!.Corrections[(int)level];
        if (correction is null)
            return (0, Composition.Corrections.Max(other => other is null ? 0 : other.Noise + other.Spread));
        double[] key = new double[CompositionFit.Dimensions + 1];
        Span<double> point = key.AsSpan(0, CompositionFit.Dimensions);
        Composition.FillPoint(terms, workload, point);
        key[^1] = (double)level;
        if (known.TryGetValue(key, out (double, double) found))
            return found;
        double log = correction.At(point, out double difficulty);
        return known[key] = (log, difficulty);
    }

    private NodeEstimate OwnParts(ReadOnlySpan<double> own)
    {
        double call = 0;
        double flops = 0;
        double bytes = 0;
        for (int term = ModuleTerms.Primitives + 1; term < ModuleTerms.Count; term++)
        {
            double joules = own[term] * Composition!.Weights[term];
            switch (ModuleTerms.Columns[term].Group)
            {
                case TermGroup.Flops:
                    flops += joules;
                    break;
                case TermGroup.Bytes:
                    bytes += joules;
                    break;
                default:
                    call += joules;
                    break;
            }
        }

        return new NodeEstimate { CallJoules = call, FlopsJoules = flops, BytesJoules = bytes };
    }

    // Adds what the children say: their sum, the least that a parent may cost, and how far outside they are.
    private static NodeEstimate Bounded(NodeEstimate estimate, WorkNode node, NodeEstimate[] estimates)
    {
        double sum = 0;
        double dearest = 0;
        double outside = estimate.OctavesOutside;
        bool unknown = false;
        foreach (int child in node.Children)
        {
            sum += estimates[child].Joules;
            dearest = Math.Max(dearest, estimates[child].Joules);
            outside = Math.Max(outside, estimates[child].OctavesOutside);
            unknown |= estimates[child].IsUnknownType;
        }

        double joules = Math.Max(estimate.Joules, LeastShareOfChild * dearest);
        bool wasRun = estimate.GpuJoules + estimate.RestJoules > 0;
        double children = wasRun ? 0 : sum;
        double explained = children + estimate.CallJoules + estimate.FlopsJoules + estimate.BytesJoules + estimate.GpuJoules
            + estimate.RestJoules;
        return estimate with
        {
            Joules = joules,
            ChildrenJoules = children,
            CorrectionJoules = joules - explained,
            // What was run itself owes nothing to what is known of its children.
            OctavesOutside = wasRun ? estimate.OctavesOutside : outside,
            IsUnknownType = unknown,
        };
    }
}
