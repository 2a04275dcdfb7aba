using JouleTree.Graphs.Onnx.Format;
using static JouleTree.Graphs.Tests.Onnx.Newer.NewerCase;

namespace JouleTree.Graphs.Tests.Onnx.Newer;

/// <summary>Classical machine learning: ai.onnx.ml of operator sets 3 to 5.</summary>
internal static class ClassicalCases
{
    public static NewerCase[] All =>
    [
        Of("set membership", 21, "ai.onnx.ml:TreeEnsemble", "float64 3x2", [Given(DataType.Float64, 3, 2)],
            ("n_targets", 2L), ("aggregate_function", 1L), ("post_transform", 0L), ("tree_roots", new long[] { 0 }),
            ("nodes_featureids", new long[] { 0 }), ("nodes_modes", Bytes(0)), ("nodes_splits", Doubles(3.14)),
            ("nodes_truenodeids", new long[] { 0 }), ("nodes_trueleafs", new long[] { 1 }), ("nodes_falsenodeids", new long[] { 1 }),
            ("nodes_falseleafs", new long[] { 1 }), ("leaf_targetids", new long[] { 0, 1 }), ("leaf_weights", Doubles(5.23, 12.12))),
        Of("three rows", 18, "ai.onnx.ml:TreeEnsembleRegressor", "3x1", [F(3, 2)], Trees(("n_targets", 1L),
            ("target_ids", new long[] { 0, 0 }), ("target_nodeids", new long[] { 1, 2 }), ("target_treeids", new long[] { 0, 0 }),
            ("target_weights", new[] { 1.0, 2.0 }))),
        Of("two classes", 18, "ai.onnx.ml:TreeEnsembleClassifier", "int64 3, 3x2", [F(3, 2)], Trees(
            ("classlabels_int64s", new long[] { 0, 1 }), ("class_ids", new long[] { 0, 1 }), ("class_nodeids", new long[] { 1, 2 }),
            ("class_treeids", new long[] { 0, 0 }), ("class_weights", new[] { 1.0, 1.0 }))),
        Of("one weight", 18, "ai.onnx.ml:TreeEnsembleClassifier", "string 3, 3x2", [F(3, 2)], Trees(
            ("classlabels_strings", new[] { "no", "yes" }), ("class_ids", new long[] { 0, 0 }), ("class_nodeids", new long[] { 1, 2 }),
            ("class_treeids", new long[] { 0, 0 }), ("class_weights", new[] { 1.0, 1.0 }))),
        Of("tensors", 20, "ai.onnx.ml:LabelEncoder", "int16 5", [Given(DataType.Int64, 5)],
            ("keys_tensor", Ints(1, 2) with { Name = "keys" }), ("values_tensor", Stored(DataType.Int16, 2)),
            ("default_tensor", Stored(DataType.Int16, 1))),
        Of("numbers to texts", 20, "ai.onnx.ml:LabelEncoder", "string 2x3", [Given(DataType.Int64, 2, 3)],
            ("keys_int64s", new long[] { 0, 1 }), ("values_strings", new[] { "a", "b" })),
        Of("texts to numbers", 18, "ai.onnx.ml:LabelEncoder", "int64 4", [Given(DataType.Text, 4)],
            ("keys_strings", new[] { "a", "b" }), ("values_int64s", new long[] { 0, 1 }), ("default_int64", 42L)),
        Of("numbers", 20, "ai.onnx.ml:LabelEncoder", "float64 4", [Given(DataType.Float64, 4)],
            ("keys_tensor", Doubles(1, 2)), ("values_tensor", Doubles(3, 4)), ("default_tensor", Doubles(5))),
        Of("columns", 18, "ai.onnx.ml:ArrayFeatureExtractor", "3x1", [F(3, 4), Ints(1)]),
        Of("of a row", 18, "ai.onnx.ml:ArrayFeatureExtractor", "1x2", [F(4), Ints(1, 2)]),
        Of("of a cube", 18, "ai.onnx.ml:ArrayFeatureExtractor", "2x3x2", [F(2, 3, 4), Ints(1, 2)]),
        Of("numbers", 18, "ai.onnx.ml:Binarizer", "3x4x5", [F(3, 4, 5)], ("threshold", 0.5)),
        Of("integers", 18, "ai.onnx.ml:Scaler", "3x2", [Given(DataType.Int64, 3, 2)],
            ("offset", new[] { 1.0, 2.0 }), ("scale", new[] { 1.0, 2.0 })),
        Of("largest", 18, "ai.onnx.ml:Normalizer", "3x2", [F(3, 2)], ("norm", "MAX")),
        Of("numbers", 18, "ai.onnx.ml:Imputer", "3x2", [F(3, 2)], ("imputed_value_floats", new[] { 1.0, 2.0 })),
        Of("numbers", 18, "ai.onnx.ml:OneHotEncoder", "3x2x3", [Given(DataType.Int64, 3, 2)], ("cats_int64s", new long[] { 0, 1, 2 })),
        Of("two", 18, "ai.onnx.ml:FeatureVectorizer", "3x5", [F(3, 2), F(3, 3)], ("inputdimensions", new long[] { 2, 3 })),
        Of("two targets", 18, "ai.onnx.ml:LinearRegressor", "3x2", [F(3, 2)],
            ("targets", 2L), ("coefficients", new[] { 1.0, 2.0, 3.0, 4.0 }), ("intercepts", new[] { 1.0, 2.0 })),
        Of("three classes", 18, "ai.onnx.ml:LinearClassifier", "int64 3, 3x3", [F(3, 2)],
            ("classlabels_ints", new long[] { 0, 1, 2 }), ("coefficients", new[] { 1.0, 2.0, 3.0, 4.0, 5.0, 6.0 }),
            ("intercepts", new[] { 1.0, 2.0, 3.0 })),
        Of("one row of weights", 18, "ai.onnx.ml:LinearClassifier", "int64 3, 3x2", [F(3, 2)],
            ("classlabels_ints", new long[] { 0, 1 }), ("coefficients", new[] { 1.0, 2.0 }), ("intercepts", new[] { 1.0 })),
        Of("linear", 18, "ai.onnx.ml:SVMRegressor", "3x1", [F(3, 2)], ("kernel_type", "LINEAR"),
            ("coefficients", new[] { 1.0, 2.0 }), ("rho", new[] { 1.0 }), ("kernel_params", new[] { 0.0, 0.0, 0.0 })),
    ];

    private static (string, object)[] Trees(params (string, object)[] more) =>
    [
        ("nodes_falsenodeids", new long[] { 2, 0, 0 }), ("nodes_featureids", new long[] { 0, 0, 0 }),
        ("nodes_missing_value_tracks_true", new long[] { 0, 0, 0 }), ("nodes_modes", new[] { "BRANCH_LEQ", "LEAF", "LEAF" }),
        ("nodes_nodeids", new long[] { 0, 1, 2 }), ("nodes_treeids", new long[] { 0, 0, 0 }),
        ("nodes_truenodeids", new long[] { 1, 0, 0 }),
        ("nodes_values", new[] { 0.5, 0.0, 0.0 }), .. more,
    ];

    private static OnnxTensor Bytes(params byte[] values) =>
        new() { Name = "bytes", Type = DataType.UInt8, Shape = new TensorShape(values.Length), Raw = values };

    private static OnnxTensor Doubles(params double[] values) => new()
    {
        Name = "doubles",
        Type = DataType.Float64,
        Shape = new TensorShape(values.Length),
        Raw = values.SelectMany(BitConverter.GetBytes).ToArray(),
    };
}
