using JouleTree.Core.Errors;
using JouleTree.Core.Features;
using JouleTree.Core.Prediction.Irene.Compositions;
using JouleTree.Core.Prediction.Irene.Configuration;
using JouleTree.Core.Prediction.Irene.Primitives;
using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Details;

namespace JouleTree.Core.Prediction.Irene;

/// <summary>The published predictor: a regressor for each primitive type and a learned composition up the tree.</summary>
/// <remarks>Cao et al., IrEne: Interpretable Energy Prediction for Transformers, ACL 2021.</remarks>
internal sealed class IrenePredictor : IEnergyPredictor
{
    /// <summary>Name of the method in model directories.</summary>
    public const string MethodName = "irene";

    /// <summary>The options it was trained with.</summary>
    public required IreneConfig Config { get; init; }

    /// <summary>The features it sees, in the order of its vectors.</summary>
    public required IReadOnlyList<Feature> Features { get; init; }

    /// <summary>A model for each primitive type, in the order of first appearance in the training data.</summary>
    public required IReadOnlyList<PrimitiveModel> Primitives { get; init; }

    /// <summary>The composition.</summary>
    public required Composition Composition { get; init; }

    /// <summary>Mean energy of the training primitives in joules.</summary>
    public required double MeanPrimitiveJoules { get; init; }

    /// <summary>Range of each feature over all training nodes.</summary>
    public required IReadOnlyList<FeatureRange> Ranges { get; init; }

    /// <summary>Which operators are leaves in its trees.</summary>
    public required TreeView View { get; init; }

    /// <summary>What it was trained on.</summary>
    public required TrainingProvenance Training { get; init; }

    /// <inheritdoc/>
    public string Method => MethodName;

    /// <inheritdoc/>
    public ColumnSet Columns => FeatureInfo.ColumnsOf(Features);

    /// <inheritdoc/>
    public ModelTree Predict(ModelTree tree, UnknownPrimitives unknown = UnknownPrimitives.Error, PredictionLog? log = null) =>
        Predict(tree, unknown, log, explain: false);

    /// <inheritdoc/>
    /// <remarks>
    /// Weights in the composition, and sensitivities to the features. The weight of the root, which no composition uses, is left out; so
    /// are all where there is no composition.
    /// </remarks>
    public ModelTree Explain(ModelTree tree, UnknownPrimitives unknown = UnknownPrimitives.Error, PredictionLog? log = null) =>
        FeatureSensitivities.Add(
            this, tree, Predict(tree, unknown, log, explain: Config.TrainingStrategy != TrainingStrategy.Unstructured), unknown);

    private ModelTree Predict(ModelTree tree, UnknownPrimitives unknown, PredictionLog? log, bool explain)
    {
        ArgumentNullException.ThrowIfNull(tree);
        FeatureTreeBuilder builder = new(Features, EnergyNeed.None);
        foreach (PrimitiveModel model in Primitives)
            builder.NumberOf(model.Type);
        FeatureTree features = builder.Build(tree);
        if (builder.PrimitiveTypes.Count > Primitives.Count)
            FillIn(tree, builder.PrimitiveTypes[Primitives.Count], unknown, log);
        double[] leaves = new double[features.NodeCount];
        PrimitiveModels models = new(Primitives, unknown == UnknownPrimitives.Mean ? MeanPrimitiveJoules : 0);
        models.Predict(features, leaves);
        CompositionPass pass = new(Composition, Config.TrainingStrategy);
        pass.Forward(features, leaves);
        int index = 0;
        double[]? weights = explain ? Weights(features, pass.Weight) : null;
        return tree with { Root = WithEnergies(tree.Root, pass.Energy, weights, ref index) };
    }

    private void FillIn(ModelTree tree, string firstUnknown, UnknownPrimitives unknown, PredictionLog? log)
    {
        HashSet<string> known = [.. Primitives.Select(model => model.Type)];
        foreach (TreeNode node in tree.Root.SelfAndDescendants())
        {
            if (node.Kind != NodeKind.Primitive || known.Contains(FeatureTreeBuilder.TypeName(node)))
                continue;
            if (unknown == UnknownPrimitives.Error)
            {
                throw new InputException(
                    tree.PlaceOf(node, "instance_type"),
                    $"the primitive '{firstUnknown}' was never trained, known are "
                        + $"{string.Join(", ", known.Order(StringComparer.Ordinal))}; "
                    + $"train on data that have it, or choose what it counts as (`{nameof(UnknownPrimitives)}` zero or mean)")
                {
                    Arguments = [nameof(UnknownPrimitives)],
                };
            }

            log?.FillIn(FeatureTreeBuilder.TypeName(node));
        }
    }

    private static double[] Weights(FeatureTree features, ReadOnlySpan<double> ofRows)
    {
        double[] weights = new double[features.NodeCount];
        for (int node = 0; node < weights.Length; node++)
            weights[node] = ofRows[features.RowOf[node]];
        return weights;
    }

    private static TreeNode WithEnergies(TreeNode node, ReadOnlySpan<double> joules, double[]? weights, ref int index)
    {
        int place = index++;
        TreeNode[] children = new TreeNode[node.Children.Count];
        for (int child = 0; child < children.Length; child++)
            children[child] = WithEnergies(node.Children[child], joules, weights, ref index);
        return node with
        {
            Columns = node.Columns.With(NodeColumn.PredictedEnergy, joules[place]),
            Children = children.Length == 0 ? node.Children : children,
            Details = WithPrediction(
                node.Details,
                weights is null || place == 0 ? null : new PredictionDetails { Joules = joules[place], WeightInParent = weights[place] }),
        };
    }

    // What an earlier prediction said of the node no longer holds.
    private static NodeDetails? WithPrediction(NodeDetails? details, PredictionDetails? prediction) =>
        details?.Prediction is null && prediction is null ? details : (details ?? new NodeDetails()) with { Prediction = prediction };
}
