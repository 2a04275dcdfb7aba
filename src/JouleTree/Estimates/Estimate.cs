using JouleTree.Core.Errors;
using JouleTree.Core.Prediction;
using JouleTree.Core.Prediction.Calibrated;
using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Details;
using JouleTree.Devices;
using JouleTree.Graphs.Counting;

namespace JouleTree.Estimates;

/// <summary>A model's tree as estimated on a device: joules and intervals of every node, and what a reader must know.</summary>
public sealed class Estimate
{
    // An interval whose ends are a factor of this apart tells no more than an order of magnitude.
    private const double WidestFigure = 10;

    private Estimate(string device, ModelTree tree, EstimateFit fit, IReadOnlyList<EstimateRemark> remarks,
        IReadOnlyDictionary<string, int> unknownTypes)
    {
        Device = device;
        Tree = tree;
        Fit = fit;
        Remarks = remarks;
        UnknownTypes = unknownTypes;
    }

    /// <summary>Name of the device.</summary>
    public string Device { get; }

    /// <summary>The tree with predictions, intervals, terms, notes and provenance.</summary>
    public ModelTree Tree { get; }

    /// <summary>How far the device's measurements carry it.</summary>
    public EstimateFit Fit { get; }

    /// <summary>Joules of one forward pass of the whole model, or of a whole answer where that was asked for.</summary>
    public double Joules => Tree.Root.PredictedJoules!.Value;

    /// <summary>Lower end of its interval in joules; null for a predictor that states none, or was trained on too little to.</summary>
    public double? Low => Tree.Root.Details?.Prediction?.Low;

    /// <summary>Upper end of its interval in joules; null where <see cref="Low"/> is.</summary>
    public double? High => Tree.Root.Details?.Prediction?.High;

    /// <summary>Why the sums are of a part of the model only; null where they are of the whole.</summary>
    internal string? WhyPart => Remarks.FirstOrDefault(remark => remark.Kind == EstimateRemarkKind.LeftOut)?.Text;

    /// <summary>The modules that cost most, of those that hold no other modules.</summary>
    /// <param name="count">How many, at least 1.</param>
    /// <returns>The dearest first; fewer where there are not so many.</returns>
    public IReadOnlyList<TreeNode> DearestModules(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return
        [
            .. Tree.Root.SelfAndDescendants()
                .Where(node => node.Kind == NodeKind.Module && !node.Children.Any(child => child.Kind == NodeKind.Module))
                .OrderByDescending(node => node.PredictedJoules)
                .Take(count),
        ];
    }

    /// <summary>What was left out or assumed; may be empty.</summary>
    public IReadOnlyList<EstimateRemark> Remarks { get; }

    /// <summary>Number of primitives of a type that the device was never trained on, by type.</summary>
    public IReadOnlyDictionary<string, int> UnknownTypes { get; }

    /// <summary>The estimate of a tree that is counted already, such as a stored one.</summary>
    /// <param name="tree">The tree, with the columns that the predictor needs.</param>
    /// <param name="device">The device.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="uncounted">Operators that the tree leaves out.</param>
    /// <exception cref="InputException">A column is missing, or a type is unknown and may not be.</exception>
    public static Estimate Of(ModelTree tree, EnergyDevice device, EstimateOptions? options = null,
        IReadOnlyList<UncountedOperators>? uncounted = null)
    {
        ArgumentNullException.ThrowIfNull(tree);
        ArgumentNullException.ThrowIfNull(device);
        options ??= new EstimateOptions();
        PredictionLog log = new();
        ModelTree predicted = options.Explain
            ? device.Predictor.Explain(tree, options.Unknown, log)
            : device.Predictor.Predict(tree, options.Unknown, log);
        List<EstimateRemark> remarks =
            [.. (uncounted ?? []).Select(one => new EstimateRemark(EstimateRemarkKind.NotCounted, NotCounted(one)))];
        predicted = WithNotes(predicted, [.. remarks.Select(remark => remark.Text)]);
        UnseenTypes unknown = UnseenTypes.Of(predicted, log);
        if (unknown.LeftOut(device.Name) is { } leftOut)
            remarks.Add(new EstimateRemark(EstimateRemarkKind.LeftOut, leftOut));
        if (unknown.FilledIn(device) is { } filledIn)
            remarks.Add(new EstimateRemark(EstimateRemarkKind.UnknownTypes, filledIn));
        if (unknown.Analogies is { } analogies)
            remarks.Add(new EstimateRemark(EstimateRemarkKind.Analogies, analogies));
        if (OutsideRange(predicted) is { } outside)
            remarks.Add(new EstimateRemark(EstimateRemarkKind.OutsideRange, outside));
        if (NoteOf(predicted, CalibratedPredictor.NoInterval) is { } missing)
            remarks.Add(new EstimateRemark(EstimateRemarkKind.NoInterval, missing));
        return new Estimate(
            device.Name, WithProvenance(predicted, tree, device.Name, options), FitOf(predicted, remarks, unknown), remarks, log.FilledIn);
    }

    /// <summary>The estimate of a tree whose nodes hold predictions already.</summary>
    /// <param name="device">Name of the device.</param>
    /// <param name="tree">The tree.</param>
    /// <param name="isCovered">All of it lies inside what was measured.</param>
    /// <param name="remarks">What a reader must know.</param>
    /// <param name="options">How; null for the defaults.</param>
    internal static Estimate OfPredicted(
        string device, ModelTree tree, bool isCovered, IReadOnlyList<EstimateRemark> remarks, EstimateOptions? options)
    {
        ArgumentNullException.ThrowIfNull(tree);
        options ??= new EstimateOptions();
        PredictionDetails? whole = tree.Root.Details?.Prediction;
        EstimateFit fit = IsWide(whole?.Low, whole?.High) ? EstimateFit.OrderOfMagnitude
            : isCovered ? EstimateFit.Covered : EstimateFit.Extrapolated;
        return new Estimate(device, WithProvenance(tree, tree, device, options), fit, remarks, new Dictionary<string, int>());
    }

    /// <summary>True for an interval that tells no more than an order of magnitude.</summary>
    /// <param name="low">Its lower end; null for none.</param>
    /// <param name="high">Its upper end; null for none.</param>
    internal static bool IsWide(double? low, double? high) => low is { } least && high is { } most && !(most <= WidestFigure * least);

    private static EstimateFit FitOf(ModelTree predicted, List<EstimateRemark> remarks, UnseenTypes unknown)
    {
        if (Has(EstimateRemarkKind.LeftOut))
            return EstimateFit.Part;
        PredictionDetails? whole = predicted.Root.Details?.Prediction;
        if (IsWide(whole?.Low, whole?.High) || Has(EstimateRemarkKind.NoInterval) || unknown.IsMost)
            return EstimateFit.OrderOfMagnitude;
        return Has(EstimateRemarkKind.OutsideRange) || Has(EstimateRemarkKind.UnknownTypes)
            ? EstimateFit.Extrapolated
            : EstimateFit.Covered;

        bool Has(EstimateRemarkKind kind) => remarks.Exists(remark => remark.Kind == kind);
    }

    /// <summary>The estimate of several passes together: what one of them remarks is remarked.</summary>
    /// <param name="passes">The passes, this one among them.</param>
    /// <param name="tree">The tree of all.</param>
    internal Estimate Together(IReadOnlyList<Estimate> passes, ModelTree tree)
    {
        ArgumentNullException.ThrowIfNull(passes);
        return new Estimate(
            Device, tree, passes.Max(pass => pass.Fit), [.. passes.SelectMany(pass => pass.Remarks).DistinctBy(remark => remark.Kind)],
            passes.SelectMany(pass => pass.UnknownTypes).GroupBy(pair => pair.Key)
                .ToDictionary(group => group.Key, group => group.Max(pair => pair.Value)));
    }

    /// <summary>The same with another tree.</summary>
    /// <param name="tree">The tree.</param>
    internal Estimate With(ModelTree tree) => new(Device, tree, Fit, Remarks, UnknownTypes);

    /// <summary>The same with more remarks.</summary>
    /// <param name="remarks">The remarks.</param>
    internal Estimate With(IEnumerable<EstimateRemark> remarks) => new(Device, Tree, Fit, [.. Remarks, .. remarks], UnknownTypes);

    /// <summary>What a reader must know of operators that could not be counted.</summary>
    /// <param name="operators">The operators.</param>
    internal static string NotCounted(UncountedOperators operators)
    {
        ArgumentNullException.ThrowIfNull(operators);
        return $"NOT COUNTED: {operators.Occurrences} x {operators.Type}: {operators.Reason}; the sums are partial";
    }

    /// <summary>What of a predicted tree lies outside the training range; null for nothing.</summary>
    /// <param name="predicted">The tree.</param>
    internal static string? OutsideRange(ModelTree predicted) => NoteOf(predicted, CalibratedPredictor.Extrapolating);

    private static string? NoteOf(ModelTree predicted, string beginning)
    {
        ArgumentNullException.ThrowIfNull(predicted);
        return predicted.Root.Details?.Prediction?.Notes?.FirstOrDefault(note => note.StartsWith(beginning, StringComparison.Ordinal));
    }

    // On the tree itself too, so that a partial sum is marked wherever it is shown.
    private static ModelTree WithNotes(ModelTree predicted, string[] notes)
    {
        if (notes.Length == 0 || predicted.Root.Details?.Prediction is not { } prediction)
            return predicted;
        return predicted with
        {
            Root = predicted.Root with
            {
                Details = predicted.Root.Details with { Prediction = prediction with { Notes = [.. prediction.Notes ?? [], .. notes] } },
            },
        };
    }

    // A tree that was measured says where that was, or does not say it; the prediction's device is not the measurement's.
    private static ModelTree WithProvenance(ModelTree predicted, ModelTree tree, string device, EstimateOptions options) =>
        tree.Details?.Device is not null || tree.Root.GroundTruthJoules is not null
            ? predicted
            : predicted with
            {
                Details = (predicted.Details ?? new TreeDetails()) with
                {
                    Device = new NamedDetails { Name = device },
                    Software = new Dictionary<string, string>
                    {
                        ["jouletree"] = typeof(Estimate).Assembly.GetName().Version?.ToString(3) ?? "0",
                    },
                    Date = options.Date,
                    Command = options.Command,
                },
            };
}
