using System.Globalization;
using JouleTree.Core.Prediction;
using JouleTree.Core.Prediction.Calibrated;
using JouleTree.Core.Prediction.Layerwise;
using JouleTree.Core.Results;
using JouleTree.Core.Trees;
using JouleTree.Devices;

namespace JouleTree.Estimates;

/// <summary>What of a predicted tree is of types that the device never saw, the dearest first.</summary>
internal sealed class UnseenTypes
{
    // Percent of the energy of unknown types beyond which a sum says little.
    private const double MostlyUnknown = 20;

    private const int MostNamed = 5;

    private readonly PredictionLog _log;
    private readonly (string Text, int Count, double Percent)[] _filledIn;
    private readonly (string Text, int Count, double Percent)[] _analogies;

    private UnseenTypes(PredictionLog log, IReadOnlyList<TreeNode> primitives)
    {
        _log = log;
        double all = primitives.Sum(node => node.PredictedJoules ?? 0);
        // By the predictor's own name of the type, which it logs: that of the primitive in lower case, or with what it is told apart by.
        _filledIn = Grouped(primitives.Where(node => NoteOf(node, CalibratedPredictor.UnknownType) is not null),
            node => TypeOf(node.InstanceType), all);
        _analogies = Grouped(primitives.Where(node => NoteOf(node, LayerwisePredictor.Analogy) is not null),
            node => $"{node.InstanceType} ({NoteOf(node, LayerwisePredictor.Analogy)![LayerwisePredictor.Analogy.Length..]})", all);
    }

    /// <summary>What a predicted tree holds.</summary>
    /// <param name="predicted">The tree.</param>
    /// <param name="log">What its predictor had to assume.</param>
    public static UnseenTypes Of(ModelTree predicted, PredictionLog log) =>
        new(log, [.. predicted.Root.SelfAndDescendants().Where(node => node.Kind == NodeKind.Primitive)]);

    /// <summary>True where the sums say no more than an order of magnitude.</summary>
    public bool IsMost => Percent > MostlyUnknown;

    private double Percent => _filledIn.Sum(type => type.Percent);

    /// <summary>What is to be said of types that were taken for something; null for nothing.</summary>
    /// <param name="device">The device.</param>
    public string? FilledIn(EnergyDevice device)
    {
        if (_log.FilledIn.Count == 0)
            return null;
        if (device.Predictor is not CalibratedPredictor)
        {
            string types = string.Join(", ", _log.FilledIn.Select(pair => $"{pair.Value} x {pair.Key}"));
            return $"UNKNOWN TYPES on {device.Name}: {types}, never trained on there; taken for the mean of all primitives";
        }

        return string.Create(
            CultureInfo.InvariantCulture,
            $"UNKNOWN TYPES on {device.Name}: {Percent:0} % of the primitives' energy is of types that were never trained on "
            + $"there, estimated from FLOPs and bytes alone: {Listed(_filledIn)}")
        + (IsMost ? "; take the sums for ORDERS OF MAGNITUDE" : "");
    }

    /// <summary>What is to be said of types that are not in the sums; null for nothing.</summary>
    /// <param name="device">Name of the device.</param>
    public string? LeftOut(string device) => _log.LeftOut.Count == 0
        ? null
        : $"PARTIAL: no like was measured on {device} of {Most(_log.LeftOut)}; the sums are of the other layers alone";

    /// <summary>What is to be said of types that were taken for others; null for nothing.</summary>
    public string? Analogies => _analogies.Length == 0
        ? null
        : $"by analogy, because their like was never measured: {Listed(_analogies)}";

    // Names enough to see what is missing; the notes of the nodes tell all.
    private static string Most(IReadOnlyDictionary<string, int> types)
    {
        IEnumerable<string> named = types.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal)
            .Take(MostNamed).Select(pair => $"{pair.Value} x {pair.Key}");
        string more = types.Count > MostNamed ? $" and {Amount.Of(types.Count - MostNamed, "more type")}" : "";
        return string.Join(", ", named) + more;
    }

    private static string Listed((string Text, int Count, double Percent)[] types) => string.Join(", ", types.Select(type =>
        string.Create(CultureInfo.InvariantCulture, $"{type.Count} x {type.Text} {type.Percent:0.#} %")));

    private static (string Text, int Count, double Percent)[] Grouped(
        IEnumerable<TreeNode> nodes, Func<TreeNode, string> name, double all) =>
    [
        .. nodes.GroupBy(name)
            .Select(group => (group.Key, group.Count(), all > 0 ? 100 * group.Sum(node => node.PredictedJoules ?? 0) / all : 0))
            .OrderByDescending(group => group.Item3).ThenBy(group => group.Key, StringComparer.Ordinal),
    ];

#pragma warning disable CA1308 // The predictors' own names of types are lower case.
    private static string TypeOf(string instanceType) => instanceType.ToLowerInvariant();
#pragma warning restore CA1308

    private static string? NoteOf(TreeNode node, string beginning) =>
        node.Details?.Prediction?.Notes?.FirstOrDefault(note => note.StartsWith(beginning, StringComparison.Ordinal));
}
