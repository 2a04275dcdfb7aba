using JouleTree.Graphs.Operators.Rules;

namespace JouleTree.Graphs.Operators.Elementwise;

/// <summary>
/// Steps of training (ai.onnx.preview.training): operations for each weight that is updated. Momentum 7 (regularise 2, decay and
/// add 3, step 2), Adagrad 9 (regularise 2, square and add 2, root and epsilon 2, step 3), Adam 13 (regularise 2, both moments
/// 3 and 4, root and epsilon 2, step 2).
/// </summary>
internal sealed class OptimizerFamily : OperatorFamily
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Types { get; } = ["Momentum", "Adagrad", "Adam"];

    /// <inheritdoc/>
    public override IReadOnlyList<TensorSpec> Infer(string type, IReadOnlyList<Tensor> inputs, OperatorAttributes attributes) =>
        NotInferred(type);

    /// <inheritdoc/>
    public override OperatorCounts? Count(Operator op)
    {
        ArgumentNullException.ThrowIfNull(op);
        // New weights come first, then their states: one for each of Momentum's and Adagrad's, two for each of Adam's.
        (int each, int outputs) = op.Type switch { "Momentum" => (7, 2), "Adagrad" => (9, 2), _ => (13, 3) };
        long weights = op.Outputs.Take(op.Outputs.Count / outputs).Sum(output => output.Elements);
        return Pointwise(op, each * weights);
    }
}
