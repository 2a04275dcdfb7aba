using System.Globalization;
using JouleTree.Core.Errors;
using JouleTree.Core.Layers;
using JouleTree.Core.Layers.Models;
using JouleTree.Core.Layers.Prediction;
using JouleTree.Core.Prediction.Calibrated;
using JouleTree.Core.Results;
using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Details;

namespace JouleTree.Core.Prediction.Layerwise;

/// <summary>
/// Predicts a tree in the full view from models of its single layers (docs/layers.md): a module costs the sum of its layers. Immutable
/// and thread-safe.
/// </summary>
/// <remarks>
/// After Getzner, Charpentier and Günnemann, Accuracy is not the only metric that matters (2023): a network's energy as the sum of its
/// layers' energies. Where nothing is known of a layer, its prediction is missing and the sums above it are partial; there is no fallback.
/// </remarks>
public sealed class LayerwisePredictor : IEnergyPredictor
{
    /// <summary>Name of the method.</summary>
    public const string MethodName = "layers";

    /// <summary>How the notes of a node begin that was taken for another kind of layer.</summary>
    internal const string Analogy = "by analogy: ";

    /// <summary>How the notes of a node begin that is not predicted, or holds what is not.</summary>
    internal const string NotPredicted = "not predicted: ";

    // The level of the layers' intervals; see LayerPrediction.
    private const double IntervalLevel = 0.9;

    internal LayerwisePredictor(LayerPredictor layers, TrainingProvenance training) => (Layers, Training) = (layers, training);

    /// <inheritdoc/>
    public string Method => MethodName;

    /// <inheritdoc/>
    /// <remarks>None: layers are read from the details of the nodes, as counting writes them.</remarks>
    public ColumnSet Columns => ColumnSet.None;

    /// <summary>What it was trained on; its nodes are measurements of single layers.</summary>
    public TrainingProvenance Training { get; }

    /// <summary>Types of the layers that it has a model of.</summary>
    public IReadOnlyList<string> Types => [.. Layers.Models.Keys.Select(type => type.ToString())];

    /// <summary>Nominal level of its intervals; null for a method without.</summary>
    public double? Level => Layers.Method == LayerMethod.MacLinear ? null : IntervalLevel;

    /// <summary>The models of the layers.</summary>
    internal LayerPredictor Layers { get; }

    /// <summary>The layers trained on, in words.</summary>
    public string TrainedText => $"{Amount.Of(Training.Nodes, "measured layer")} of the types {string.Join(", ", Types)}"
        + (Layers.IntervalWidth is { } width
            ? $"; {Amount.Of(width.Networks, "network")} of {Amount.Of(width.Architectures, "architecture")} for the intervals of sums"
            : "");

    /// <summary>The sizes trained on, in words: <c>Linear: batch_size 1 to 512, ...</c>.</summary>
    public string RangeText => string.Join("; ", Layers.Models.Values.Select(model => $"{model.Type}: {SizesOf(model.Range)}"));

    /// <inheritdoc/>
    /// <remarks>
    /// A layer of which nothing is known is refused under <see cref="UnknownPrimitives.Error"/>, nothing under
    /// <see cref="UnknownPrimitives.Zero"/>, and otherwise left without a prediction: the sums above it then say that they are partial,
    /// and have no interval.
    /// </remarks>
    /// <exception cref="InputException">Nothing is known of any layer, or of one, where that is refused.</exception>
    public ModelTree Predict(ModelTree tree, UnknownPrimitives unknown = UnknownPrimitives.Error, PredictionLog? log = null)
    {
        ArgumentNullException.ThrowIfNull(tree);
        TreeNode root = new Filling(this, tree, unknown, log).Fill();
        return root.PredictedJoules is not null
            ? tree with { Root = root }
            : throw new InputException(tree.Origin, $"nothing can be predicted: of none of its layers is anything known; known are "
                + string.Join(", ", Types));
    }

    /// <inheritdoc/>
    public ModelTree Explain(ModelTree tree, UnknownPrimitives unknown = UnknownPrimitives.Error, PredictionLog? log = null) =>
        Predict(tree, unknown, log);

    private static string SizesOf(LayerRange range) => string.Join(", ", range.Type.Keys().Select((key, index) =>
        range.Low[index] == range.High[index]
            ? string.Create(CultureInfo.InvariantCulture, $"{key} {range.Low[index]}")
            : string.Create(CultureInfo.InvariantCulture, $"{key} {range.Low[index]} to {range.High[index]}")));

    // Fills one tree, children first. Not thread-safe.
    private sealed class Filling(LayerwisePredictor predictor, ModelTree tree, UnknownPrimitives unknown, PredictionLog? log)
    {
        private readonly List<LayerEstimate> _estimates = [];

        public TreeNode Fill() => Visit(tree.Root);

        // What is below a node stands in the list behind what was there before.
        private TreeNode Visit(TreeNode node)
        {
            if (node.Kind == NodeKind.Primitive)
                return Leaf(node);
            int before = _estimates.Count;
            TreeNode[] children = [.. node.Children.Select(Visit)];
            NetworkEstimate sum = new(_estimates[before..], node.Kind == NodeKind.Model ? predictor.Layers.IntervalWidth : null);
            bool isKnown = sum.Operators.Any(one => one.Prediction is not null) || !sum.IsPartial;
            List<string> notes = [];
            if (sum.IsPartial)
                notes.Add($"{NotPredicted}{string.Join(", ", sum.MissingTypes)}: the sum is PARTIAL, of the other layers alone");
            if (sum.OutsideCount > 0)
            {
                notes.Add($"{CalibratedPredictor.Extrapolating}{sum.OutsideCount} of {Amount.Of(sum.Layers.Count, "layer")} "
                    + $"{Amount.Do(sum.OutsideCount, "has", "have")} sizes outside those trained on");
            }

            if (node.Kind == NodeKind.Model && sum.Factors.Count > 0)
            {
                notes.Add("inside networks, by measured ones, beside what single layers cost: " + string.Join(", ", sum.Factors.Select(
                    factor => string.Create(CultureInfo.InvariantCulture, $"{factor.Kind} {factor.Factor:0.00} times"))));
            }

            return Filled(node with { Children = children }, isKnown ? sum.Joules : null, sum.LowJoules, sum.HighJoules, notes);
        }

        private TreeNode Leaf(TreeNode node)
        {
            LayerEstimate estimate = predictor.Layers.EstimateInNetwork(NodeLayers.Of(node));
            if (estimate.Prediction is { } prediction)
            {
                _estimates.Add(estimate);
                return Filled(node, prediction.Joules, estimate.LowJoules, estimate.HighJoules, Notes(estimate));
            }

            string why = estimate.Refusal is { } refusal ? $" ({refusal})" : "";
            if (unknown == UnknownPrimitives.Error)
            {
                throw new InputException(
                    tree.PlaceOf(node, "instance_type"),
                    $"found '{node.InstanceType}'{why}, of which no like was measured; known are {string.Join(", ", predictor.Types)}");
            }

            log?.LeaveOut(node.InstanceType);
            if (unknown == UnknownPrimitives.Zero)
                return Filled(node, 0, 0, 0, [NotPredicted + "no like of it was measured; it counts as nothing"]);
            _estimates.Add(estimate);
            return Filled(node, null, null, null, [NotPredicted + "no like of it was measured" + why]);
        }

        private List<string> Notes(LayerEstimate estimate)
        {
            List<string> notes = [];
            if (estimate.Analogy is { } analogy)
                notes.Add(Analogy + analogy);
            if (estimate.OutsideKeys.Count > 0)
            {
                notes.Add(CalibratedPredictor.Extrapolating
                    + string.Join("; ", estimate.OutsideKeys.Select(key => Outside(estimate, key))));
            }

            return notes;
        }

        private string Outside(LayerEstimate estimate, string key)
        {
            if (estimate.Layer is not { } layer || !predictor.Layers.Models.TryGetValue(layer.Type, out ILayerModel? model))
                return key;
            int index = layer.Type.Keys().ToList().IndexOf(key);
            return string.Create(CultureInfo.InvariantCulture,
                $"{key} {layer.Values[index]}, trained on {model.Range.Low[index]} to {model.Range.High[index]}");
        }

        private TreeNode Filled(TreeNode node, double? joules, double? low, double? high, List<string> notes)
        {
            bool hasInterval = joules is not null && low is not null && !notes.Exists(note =>
                node.Kind != NodeKind.Primitive && note.StartsWith(NotPredicted, StringComparison.Ordinal));
            return node.With(NodeColumn.PredictedEnergy, joules) with
            {
                Details = (node.Details ?? new NodeDetails()) with
                {
                    Prediction = joules is { } known
                        ? new PredictionDetails
                        {
                            Joules = known,
                            Low = hasInterval ? low : null,
                            High = hasInterval ? high : null,
                            Level = hasInterval ? predictor.Level : null,
                            Notes = notes.Count > 0 ? notes : null,
                        }
                        : null,
                    Notes = joules is null ? [.. node.Details?.Notes ?? [], .. notes] : node.Details?.Notes,
                },
            };
        }
    }
}
