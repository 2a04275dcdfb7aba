using JouleTree.Core.Trees.Details;
using JouleTree.Graphs.Operators.Rules;

namespace JouleTree.Graphs.Operators.Sequences;

/// <summary>
/// Recurrent layers: <c>RNN</c>, <c>GRU</c>, <c>LSTM</c>. Inputs: x [length, batch, k], weights [directions, gates · h, k] and
/// [directions, gates · h, h], bias [directions, 2 · gates · h] or none (attribute <c>bias</c>), and states. MACs: directions ·
/// length · batch · gates · h · (k + h), gates 1, 3 or 4. FLOPs: two for each MAC, and for each position and unit of the
/// state: one addition for each gate, two more for each gate with a bias, the gates' functions (Sigmoid 3, Tanh 1), and the
/// new state (GRU 5, LSTM 5).
/// </summary>
/// <remarks>Per unit: RNN 2 or 4 with a bias; GRU 3 + 7 + 5 = 15 or 21; LSTM 4 + 10 + 5 = 19 or 27.</remarks>
internal sealed class RecurrentFamily : OperatorFamily
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Types { get; } = ["RNN", "GRU", "LSTM"];

    /// <inheritdoc/>
    public override IReadOnlyList<TensorSpec> Infer(string type, IReadOnlyList<Tensor> inputs, OperatorAttributes attributes) =>
        NotInferred(type);

    /// <inheritdoc/>
    public override OperatorDetails Describe(Operator op)
    {
        if (op.Inputs.Count < 3)
            return Facts(op, OperationFamily.Recurrent);
        (TensorShape x, TensorShape recurrent) = (ShapeOf(op.Inputs[0]), ShapeOf(op.Inputs[2]));
        return x.Rank != 3 || recurrent.Rank != 3
            ? Facts(op, OperationFamily.Recurrent)
            : Facts(op, OperationFamily.Recurrent) with
            {
                Rows = x[0] * x[1],
                Inner = x[2],
                Outer = recurrent[0] * Math.Min(recurrent[1], recurrent[2]),
            };
    }

    /// <inheritdoc/>
    public override OperatorCounts? Count(Operator op)
    {
        // The reader of files leaves out what it knows no shape of.
        if (op.Inputs.Count < 3)
            return null;
        TensorShape x = ShapeOf(op.Inputs[0]);
        TensorShape recurrent = ShapeOf(op.Inputs[2]);
        if (x.Rank != 3 || recurrent.Rank != 3)
            return null;
        // Quantised weights are stored the other way round; the product of sizes is the same.
        long hidden = Math.Min(recurrent[1], recurrent[2]);
        long gates = op.Type switch { "RNN" => 1, "GRU" => 3, _ => 4 };
        long units = recurrent[0] * x[0] * x[1] * hidden;
        long macs = units * gates * (x[2] + hidden);
        long each = op.Type switch { "RNN" => 2, "GRU" => 15, _ => 19 } + (op.Attributes.Integer("bias") == 1 ? 2 * gates : 0);
        return new OperatorCounts(macs, (2 * macs) + (units * each), MovedBytes(op));
    }
}
