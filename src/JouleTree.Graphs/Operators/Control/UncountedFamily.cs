using JouleTree.Graphs.Operators.Rules;

namespace JouleTree.Graphs.Operators.Control;

/// <summary>
/// Operators that are known and not counted, each with the reason: how much they compute, or what they make, is in the data or
/// beyond what is counted here. They are listed, and the sums above them say that they are lower bounds.
/// </summary>
internal sealed class UncountedFamily : OperatorFamily
{
    private static readonly Dictionary<string, string> Reasons = ByType(
    [
        ("how large its regions are depends on data", "MaxRoiPool"),
        ("how large a picture is depends on data", "ImageDecoder"),
        ("random numbers", "Multinomial Sampling"),
        ("its values are maps of keys and numbers, no tensors", "CastMap DictVectorizer ZipMap"),
        ("how deep its trees are walked depends on data, and their splits are no parameters",
            "TreeEnsemble TreeEnsembleClassifier TreeEnsembleRegressor"),
        ("how many parts a text has depends on data", "StringSplit Tokenizer"),
        ("it runs a part of the graph backwards", "Gradient"),
        ("a search that runs a model as often as data decide", "BeamSearch GreedySearch WhisperBeamSearch"),
    ]);

    /// <inheritdoc/>
    public override IReadOnlyList<string> Types { get; } = [.. Reasons.Keys];

    /// <inheritdoc/>
    public override bool NeedsShapes => false;

    /// <summary>Why an operator type is not counted, or null for one that is, or that nobody knows.</summary>
    /// <param name="type">An operator type.</param>
    public static string? Reason(string type) => Reasons.GetValueOrDefault(type);

    /// <inheritdoc/>
    public override IReadOnlyList<TensorSpec> Infer(string type, IReadOnlyList<Tensor> inputs, OperatorAttributes attributes) =>
        NotInferred(type);

    /// <inheritdoc/>
    public override OperatorCounts? Count(Operator op) => null;

    /// <inheritdoc/>
    public override string? WhyNot(Operator op) => Reasons[op.Type];
}
