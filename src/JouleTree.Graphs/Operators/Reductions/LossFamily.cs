using JouleTree.Graphs.Operators.Rules;

namespace JouleTree.Graphs.Operators.Reductions;

/// <summary>
/// Losses: <c>NegativeLogLikelihoodLoss</c> negates one score for each label, weights it where weights are given, and adds them up
/// unless they are asked for one by one; <c>SoftmaxCrossEntropyLoss</c> takes the logarithm of a Softmax before, 6 for each score.
/// </summary>
internal sealed class LossFamily : OperatorFamily
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Types { get; } = ["NegativeLogLikelihoodLoss", "SoftmaxCrossEntropyLoss"];

    /// <inheritdoc/>
    public override IReadOnlyList<TensorSpec> Infer(string type, IReadOnlyList<Tensor> inputs, OperatorAttributes attributes) =>
        NotInferred(type);

    /// <inheritdoc/>
    public override OperatorCounts? Count(Operator op)
    {
        ArgumentNullException.ThrowIfNull(op);
        long labels = op.Inputs[1].Elements;
        long each = 1 + (op.Inputs.Count > 2 ? 1 : 0) + (op.Attributes.Text("reduction") == "none" ? 0 : 1);
        long softmax = op.Type == "SoftmaxCrossEntropyLoss" ? 6 * op.Inputs[0].Elements : 0;
        return Pointwise(op, checked((each * labels) + softmax));
    }
}
