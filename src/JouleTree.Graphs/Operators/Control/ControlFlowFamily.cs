using JouleTree.Graphs.Operators.Rules;

namespace JouleTree.Graphs.Operators.Control;

/// <summary>
/// <c>If</c>, <c>Loop</c>, <c>Scan</c> and <c>SequenceMap</c> themselves cost nothing: what they run is listed below them. A loop whose
/// number of iterations is not known (attribute <c>unknown_iterations</c>) is not counted: what it runs is listed for one iteration.
/// </summary>
internal sealed class ControlFlowFamily : OperatorFamily
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Types { get; } = ["If", "Loop", "Scan", "SequenceMap"];

    /// <inheritdoc/>
    public override bool NeedsShapes => false;

    /// <inheritdoc/>
    public override IReadOnlyList<TensorSpec> Infer(string type, IReadOnlyList<Tensor> inputs, OperatorAttributes attributes) =>
        NotInferred(type);

    /// <inheritdoc/>
    public override OperatorCounts? Count(Operator op) => op.Attributes.Integer("unknown_iterations") == 1 ? null : OperatorCounts.Nothing;

    /// <inheritdoc/>
    public override string? WhyNot(Operator op) => "its number of iterations depends on data: one is counted";
}
