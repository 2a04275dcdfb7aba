using JouleTree.Core.Trees.Details;
using JouleTree.Graphs.Operators.Rules;

namespace JouleTree.Graphs.Operators.Movement;

/// <summary>
/// Sequences, optional values, texts and tables of categories: they are moved, and nothing is computed with them. A sequence is
/// as large as its tensors together; a text counts as the 8 bytes of a reference, because no file says how long it will be.
/// </summary>
/// <remarks>
/// What makes or takes a sequence writes its tensors and reads as much; lengths and truth values are written only; an optional
/// value is another name of what it holds. Texts and look-ups read their inputs and write their outputs.
/// </remarks>
internal sealed class ListFamily : OperatorFamily
{
    private static readonly string[] Copying =
        ["SequenceConstruct", "SequenceInsert", "SequenceErase", "SequenceAt", "ConcatFromSequence", "SplitToSequence"];

    private static readonly string[] Telling = ["SequenceEmpty", "SequenceLength", "OptionalHasElement"];

    private static readonly string[] Naming = ["Optional", "OptionalGetElement"];

    private static readonly string[] Looking =
    [
        "StringNormalizer", "StringConcat", "RegexFullMatch", "TfIdfVectorizer", "LabelEncoder", "CategoryMapper",
        "ArrayFeatureExtractor", "OneHotEncoder", "FeatureVectorizer",
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<string> Types { get; } = [.. Copying, .. Telling, .. Naming, .. Looking];

    /// <inheritdoc/>
    public override bool TakesTexts => true;

    /// <inheritdoc/>
    public override IReadOnlyList<TensorSpec> Infer(string type, IReadOnlyList<Tensor> inputs, OperatorAttributes attributes) =>
        NotInferred(type);

    /// <inheritdoc/>
    public override OperatorDetails Describe(Operator op) => Facts(op, OperationFamily.Movement);

    /// <inheritdoc/>
    public override OperatorCounts? Count(Operator op)
    {
        ArgumentNullException.ThrowIfNull(op);
        if (Naming.Contains(op.Type))
            return OperatorCounts.Nothing;
        if (Looking.Contains(op.Type))
            return Pointwise(op, 0);
        long written = op.Outputs.Sum(output => output.Bytes);
        return new OperatorCounts(0, 0, Telling.Contains(op.Type) ? written : 2 * written);
    }
}
