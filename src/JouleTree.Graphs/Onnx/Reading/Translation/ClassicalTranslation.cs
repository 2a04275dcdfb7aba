using JouleTree.Graphs.Onnx.Reading.Shapes.Rules;

namespace JouleTree.Graphs.Onnx.Reading.Translation;

/// <summary>Classical machine learning: linear models and support vectors keep their weights in attributes.</summary>
internal static class ClassicalTranslation
{
    private const string Domain = "ai.onnx.ml";

    /// <summary>Adds the rules.</summary>
    public static void AddTo(Dictionary<(string, string), Func<NodeContext, Translated>> rules)
    {
        foreach (string opType in (ReadOnlySpan<string>)["LinearRegressor", "LinearClassifier"])
            rules.Add((Domain, opType), Linear);
        foreach (string opType in (ReadOnlySpan<string>)["SVMRegressor", "SVMClassifier"])
            rules.Add((Domain, opType), Supported);
        foreach (string opType in (ReadOnlySpan<string>)["TreeEnsemble", "TreeEnsembleClassifier", "TreeEnsembleRegressor"])
            rules.Add((Domain, opType), context => context.As(opType, ("unknown_parameters", 1L)));
        foreach (string opType in (ReadOnlySpan<string>)["CastMap", "DictVectorizer", "ZipMap"])
            rules.Add((Domain, opType), context => context.As(opType));
        foreach (string opType in (ReadOnlySpan<string>)["Gradient", "Momentum", "Adagrad", "Adam"])
            rules.Add(("ai.onnx.preview.training", opType), context => context.As(opType));
        foreach (string opType in (ReadOnlySpan<string>)["Binarizer", "Imputer", "Scaler", "Normalizer", "LabelEncoder", "CategoryMapper",
            "ArrayFeatureExtractor", "OneHotEncoder", "FeatureVectorizer"])
            rules.Add((Domain, opType), context => context.As(opType));
    }

    /// <summary>Features times coefficients, a row of them for each target or class, and an intercept for each.</summary>
    private static Translated Linear(NodeContext context)
    {
        Tensor? coefficients = Stored(context, "coefficients");
        Tensor? intercepts = Stored(context, "intercepts");
        if (coefficients is null || ClassicalShapes.Table(context.Known) is not { Features: > 0 } table)
            return NodeContext.Of(context.Node.OpType, [context.Known.Input(0), coefficients, intercepts]);
        // A regressor's first output has a number for each target, a classifier's one label for each row.
        bool isClassifier = context.Node.OpType == "LinearClassifier";
        return NodeContext.Of(context.Node.OpType, [context.Known.Input(0), coefficients, intercepts],
            ("reduction", isClassifier ? coefficients.Elements : table.Features),
            ("epilogue", intercepts is null ? 0L : isClassifier ? intercepts.Elements : 1L));
    }

    /// <summary>
    /// Each row meets every support vector (a product and, but for linear kernels, a function of it), and their values are added
    /// with their coefficients.
    /// </summary>
    private static Translated Supported(NodeContext context)
    {
        Tensor? vectors = Stored(context, "support_vectors");
        Tensor? coefficients = Stored(context, "coefficients");
        Tensor? offsets = Stored(context, "rho");
        Tensor?[] inputs = [context.Known.Input(0), vectors, coefficients, offsets];
        if (coefficients is null)
            return NodeContext.Of(context.Node.OpType, inputs);
        long products = (vectors?.Elements ?? 0) + coefficients.Elements;
        bool isPlain = (context.Known.Text("kernel_type") ?? "LINEAR") == "LINEAR";
        long vectorsRead = vectors is not null && ClassicalShapes.Table(context.Known) is { Features: > 0 } table
            ? vectors.Elements / table.Features
            : 0;
        return NodeContext.Of(context.Node.OpType, inputs,
            ("reduction", products), ("epilogue", (offsets?.Elements ?? 0) + (isPlain ? 0 : 3 * vectorsRead)));
    }

    /// <summary>Numbers in an attribute as a stored weight.</summary>
    private static Tensor? Stored(NodeContext context, string attribute) =>
        context.Node.Attribute(attribute) is double[] { Length: > 0 } numbers
            ? new Tensor
            {
                Name = $"{context.Node.Outputs[0]}.{attribute}",
                Type = DataType.Float32,
                Shape = new TensorShape(numbers.Length),
                Role = TensorRole.Parameter,
            }
            : null;
}
