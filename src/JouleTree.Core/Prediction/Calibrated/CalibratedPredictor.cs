using System.Globalization;
using JouleTree.Core.Errors;
using JouleTree.Core.Prediction.Calibrated.Fits;
using JouleTree.Core.Prediction.Calibrated.Intervals;
using JouleTree.Core.Prediction.Calibrated.Training;
using JouleTree.Core.Prediction.Calibrated.Workloads;
using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Details;

namespace JouleTree.Core.Prediction.Calibrated;

/// <summary>
/// Predicts from physical terms with coefficients of at least 0 and kernel corrections, with an interval and the terms of
/// every prediction (docs/how-we-predict.md). Immutable and thread-safe.
/// </summary>
public sealed class CalibratedPredictor : IEnergyPredictor
{
    /// <summary>Name of the method.</summary>
    public const string MethodName = "calibrated";

    /// <summary>How the notes of a node outside the training range begin.</summary>
    public const string Extrapolating = "extrapolating: ";

    /// <summary>How the notes of a node with a type that was never trained begin.</summary>
    public const string UnknownType = "unknown type: ";

    /// <summary>How the notes of a node begin whose interval is missing.</summary>
    internal const string NoInterval = "no interval: ";

    /// <summary>Half the widest interval of ln(E/Ê) that is stated: a factor of a thousand either way says nothing.</summary>
    /// <remarks>
    /// Wider ones come of training data so few that left-out models were fitted without an error to judge by: their errors are divided by
    /// a difficulty of nearly 0, and the factor learned of them has no meaning.
    /// </remarks>
    internal static readonly double WidestHalf = Math.Log(1000);

    internal CalibratedPredictor(
        CalibratedOptions options,
        bool usesGpuEnergy,
        CalibratedFits fits,
        IntervalFactors factors,
        TrainingProvenance training,
        MachineDrift? drift)
    {
        Options = options;
        UsesGpuEnergy = usesGpuEnergy;
        Fits = fits;
        Factors = factors;
        Training = training;
        Drift = drift;
        Columns = options.Access.Columns();
        if (options.Access != FeatureAccess.Static && !usesGpuEnergy)
            Columns = Columns.Without(NodeColumn.GpuEnergyMean);
    }

    /// <inheritdoc/>
    public string Method => MethodName;

    /// <inheritdoc/>
    public ColumnSet Columns { get; }

    /// <summary>How it was fitted; the ridges are those that were chosen.</summary>
    public CalibratedOptions Options { get; }

    /// <summary>What may be known about a model to be predicted.</summary>
    public FeatureAccess Access => Options.Access;

    /// <summary>True where the GPU energy of the run belongs to the features.</summary>
    public bool UsesGpuEnergy { get; }

    /// <summary>What it was trained on.</summary>
    public TrainingProvenance Training { get; }

    /// <summary>The workloads trained on, in words: <c>batch size 8 to 32, ...</c>.</summary>
    public string RangeText => Fits.Range.ToString();

    /// <summary>True if a primitive type was trained on, or needs not be.</summary>
    /// <param name="type">Instance type in lower case.</param>
    public bool Knows(string type) => Fits.Knows(type);

    /// <summary>The fits.</summary>
    internal CalibratedFits Fits { get; }

    /// <summary>Factors on the stated difficulty.</summary>
    internal IntervalFactors Factors { get; }

    /// <summary>
    /// How far the machine drifts between runs, which every interval contains; null where the training data state nothing.
    /// </summary>
    internal MachineDrift? Drift { get; }

    /// <summary>
    /// The same with intervals that leave the drift between runs out: what left-out parts of one measurement are judged by, which shared
    /// the state that the machine was in.
    /// </summary>
    internal CalibratedPredictor WithinRun() => Drift is null ? this : new(Options, UsesGpuEnergy, Fits, Factors, Training, drift: null);

    /// <inheritdoc/>
    /// <remarks>
    /// A primitive of unknown type is filled in from its FLOPs and bytes under <see cref="UnknownPrimitives.Mean"/>, with a wide
    /// interval and a note. Intervals, terms and notes are in the nodes' details; the root's notes name what lies
    /// outside the training range. A node has no interval, and a note that says so, where the training data are too few to learn one.
    /// </remarks>
    public ModelTree Predict(ModelTree tree, UnknownPrimitives unknown = UnknownPrimitives.Error, PredictionLog? log = null)
    {
        ArgumentNullException.ThrowIfNull(tree);
        WorkTree work = WorkTree.Of(tree, Access, UsesGpuEnergy);
        CheckTypes(work, unknown, log);
        NodeEstimate[] estimates = Fits.Estimate(work, zeroUnknown: unknown == UnknownPrimitives.Zero);
        double[] halves = HalfWidths(work, estimates);
        IReadOnlyList<string> outside = Fits.Range.Describe(work.Workload);
        int next = 0;
        return tree with { Root = Rebuild(tree.Root) };

        // Nodes were numbered in preorder.
        TreeNode Rebuild(TreeNode node)
        {
            NodeEstimate estimate = estimates[next];
            WorkNode seen = work.Nodes[next];
            double half = halves[next++];
            TreeNode[] children = new TreeNode[node.Children.Count];
            for (int index = 0; index < children.Length; index++)
                children[index] = Rebuild(node.Children[index]);
            return Fill(node with { Children = children }, half, estimate, WasRun(node.Kind) && estimate.OctavesOutside > 0
                ? [.. outside, .. Fits.Law!.Describe(seen)]
                : outside);
        }
    }

    /// <inheritdoc/>
    public ModelTree Explain(ModelTree tree, UnknownPrimitives unknown = UnknownPrimitives.Error, PredictionLog? log = null) =>
        Predict(tree, unknown, log);

    // Half widths of the intervals of ln(E/Ê), with the machine's drift added as squares. A module's own factor was learned on modules of
    // known types; what is unknown about its primitives comes on top, each by its share of the energy, as if they all erred together.
    private double[] HalfWidths(WorkTree work, NodeEstimate[] estimates)
    {
        double[] halves = new double[estimates.Length];
        double[] unknown = new double[estimates.Length];
        for (int index = halves.Length - 1; index >= 0; index--)
        {
            WorkNode node = work.Nodes[index];
            double half = Factors.Of(node.Node.Kind, IntervalGroups.Of(node, work)) * estimates[index].Difficulty;
            if (node.IsPrimitive)
            {
                unknown[index] = estimates[index].IsUnknownType ? half : 0;
            }
            else if (estimates[index].IsUnknownType)
            {
                double sum = node.Children.Sum(child => estimates[child].Joules);
                unknown[index] = sum > 0 ? node.Children.Sum(child => unknown[child] * estimates[child].Joules) / sum : 0;
                half += unknown[index];
            }

            halves[index] = half + (Options.WideningPerOctave * estimates[index].OctavesOutside);
            if (Drift is not null)
                halves[index] = double.Hypot(halves[index], Drift.Of(node.Node.Kind));
        }

        return halves;
    }

    private TreeNode Fill(TreeNode node, double half, in NodeEstimate estimate, IReadOnlyList<string> outside)
    {
        bool hasInterval = half <= WidestHalf;
        NodeDetails details = (node.Details ?? new NodeDetails()) with
        {
            Prediction = new PredictionDetails
            {
                Joules = estimate.Joules,
                Low = hasInterval ? estimate.Joules * Math.Exp(-half) : null,
                High = hasInterval ? estimate.Joules * Math.Exp(half) : null,
                Level = hasInterval ? Options.IntervalLevel : null,
                Terms = Terms(estimate, node.Kind),
                Notes = Notes(node, estimate, outside, hasInterval),
            },
        };
        return node.With(NodeColumn.PredictedEnergy, estimate.Joules) with { Details = details };
    }

    private bool WasRun(NodeKind kind) =>
        Access == FeatureAccess.Full || (Access == FeatureAccess.Leaves && kind == NodeKind.Primitive);

    private Dictionary<string, double> Terms(in NodeEstimate estimate, NodeKind kind)
    {
        Dictionary<string, double> terms = [];
        if (WasRun(kind))
        {
            if (UsesGpuEnergy)
                terms["gpu"] = estimate.GpuJoules;
            terms["rest_of_machine"] = estimate.RestJoules;
        }
        else
        {
            if (kind != NodeKind.Primitive)
                terms["children"] = estimate.ChildrenJoules;
            terms["own_flops"] = estimate.FlopsJoules;
            terms["own_bytes"] = estimate.BytesJoules;
            terms["call_overhead"] = estimate.CallJoules;
        }

        terms["correction"] = estimate.CorrectionJoules;
        return terms;
    }

    private static List<string>? Notes(TreeNode node, in NodeEstimate estimate, IReadOnlyList<string> outside, bool hasInterval)
    {
        List<string> notes = [];
        if (estimate.IsUnknownType)
        {
            notes.Add(node.Kind == NodeKind.Primitive
                ? $"{UnknownType}no {node.InstanceType} was in the training data; estimated from FLOPs and bytes alone"
                : UnknownType + "contains primitives of a type that was not in the training data");
        }

        if (estimate.OctavesOutside > 0)
        {
            notes.Add(outside.Count > 0
                ? $"{Extrapolating}{string.Join("; ", outside)}"
                : string.Create(CultureInfo.InvariantCulture,
                    $"{Extrapolating}{estimate.OctavesOutside:0.0} octaves outside the training range of its type"));
        }

        if (!hasInterval)
            notes.Add($"{NoInterval}the training data are too few to tell how wrong this may be");
        return notes.Count > 0 ? notes : null;
    }

    private void CheckTypes(WorkTree work, UnknownPrimitives unknown, PredictionLog? log)
    {
        foreach (WorkNode node in work.Nodes)
        {
            if (!node.IsPrimitive || Fits.Knows(node.Type))
                continue;
            if (unknown == UnknownPrimitives.Error)
            {
                throw new InputException(
                    work.Tree.PlaceOf(node.Node, "instance_type"),
                    $"found '{node.Node.InstanceType}', which was not in the training data; known are "
                        + $"{string.Join(", ", Fits.Primitives.Select(fit => fit.Type))}");
            }

            log?.FillIn(node.Type);
        }
    }
}
