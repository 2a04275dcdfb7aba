using System.Globalization;
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
    // Percent of the energy of unknown types beyond which a sum says little.
    private const double MostlyUnknown = 20;

    private Estimate(string device, ModelTree tree, IReadOnlyList<EstimateRemark> remarks, IReadOnlyDictionary<string, int> unknownTypes)
    {
        Device = device;
        Tree = tree;
        Remarks = remarks;
        UnknownTypes = unknownTypes;
    }

    /// <summary>Name of the device.</summary>
    public string Device { get; }

    /// <summary>The tree with predictions, intervals, terms, notes and provenance.</summary>
    public ModelTree Tree { get; }

    /// <summary>Joules of one forward pass of the whole model, or of a whole answer where that was asked for.</summary>
    public double Joules => Tree.Root.PredictedJoules!.Value;

    /// <summary>Lower end of its interval in joules; null for a predictor that states none, or was trained on too little to.</summary>
    public double? Low => Tree.Root.Details?.Prediction?.Low;

    /// <summary>Upper end of its interval in joules; null where <see cref="Low"/> is.</summary>
    public double? High => Tree.Root.Details?.Prediction?.High;

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
        if (log.FilledIn.Count > 0)
            remarks.Add(new EstimateRemark(EstimateRemarkKind.UnknownTypes, Unknown(predicted, device, log.FilledIn)));
        if (OutsideRange(predicted) is { } outside)
            remarks.Add(new EstimateRemark(EstimateRemarkKind.OutsideRange, outside));
        if (NoteOf(predicted, CalibratedPredictor.NoInterval) is { } missing)
            remarks.Add(new EstimateRemark(EstimateRemarkKind.NoInterval, missing));
        return new Estimate(device.Name, WithProvenance(predicted, tree, device, options), remarks, log.FilledIn);
    }

    /// <summary>The estimate of several passes together: what one of them remarks is remarked.</summary>
    /// <param name="passes">The passes, this one among them.</param>
    /// <param name="tree">The tree of all.</param>
    internal Estimate Together(IReadOnlyList<Estimate> passes, ModelTree tree)
    {
        ArgumentNullException.ThrowIfNull(passes);
        return new Estimate(
            Device, tree, [.. passes.SelectMany(pass => pass.Remarks).DistinctBy(remark => remark.Kind)],
            passes.SelectMany(pass => pass.UnknownTypes).GroupBy(pair => pair.Key)
                .ToDictionary(group => group.Key, group => group.Max(pair => pair.Value)));
    }

    /// <summary>The same with more remarks.</summary>
    /// <param name="remarks">The remarks.</param>
    internal Estimate With(IEnumerable<EstimateRemark> remarks) => new(Device, Tree, [.. Remarks, .. remarks], UnknownTypes);

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

    private static string Unknown(ModelTree predicted, EnergyDevice device, IReadOnlyDictionary<string, int> filledIn)
    {
        TreeNode[] primitives = [.. predicted.Root.SelfAndDescendants().Where(node => node.Kind == NodeKind.Primitive)];
        double unknown = primitives.Where(IsOfUnknownType).Sum(node => node.PredictedJoules!.Value);
        double percent = 100 * unknown / primitives.Sum(node => node.PredictedJoules!.Value);
        string types = string.Join(", ", filledIn.Select(pair => $"{pair.Value} x {pair.Key}"));
        return device.Predictor is not CalibratedPredictor
            ? $"UNKNOWN TYPES on {device.Name}: {types}, never trained on there; taken for the mean of all primitives"
            : string.Create(
                CultureInfo.InvariantCulture,
                $"UNKNOWN TYPES on {device.Name}: {types}; {percent:0} % of the primitives' energy is of types that were never trained on "
                + $"there, estimated from FLOPs and bytes alone")
            + (percent > MostlyUnknown ? ": take the sums for ORDERS OF MAGNITUDE" : "");
    }

    private static bool IsOfUnknownType(TreeNode node) =>
        node.Details?.Prediction?.Notes?.Any(note => note.StartsWith(CalibratedPredictor.UnknownType, StringComparison.Ordinal)) == true;

    // A tree that was measured says where that was, or does not say it; the prediction's device is not the measurement's.
    private static ModelTree WithProvenance(ModelTree predicted, ModelTree tree, EnergyDevice device, EstimateOptions options) =>
        tree.Details?.Device is not null || tree.Root.GroundTruthJoules is not null
            ? predicted
            : predicted with
            {
                Details = (predicted.Details ?? new TreeDetails()) with
                {
                    Device = new NamedDetails { Name = device.Name },
                    Software = new Dictionary<string, string>
                    {
                        ["jouletree"] = typeof(Estimate).Assembly.GetName().Version?.ToString(3) ?? "0",
                    },
                    Date = options.Date,
                    Command = options.Command,
                },
            };
}
