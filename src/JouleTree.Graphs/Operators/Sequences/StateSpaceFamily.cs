using JouleTree.Core.Errors;
using JouleTree.Core.Trees.Details;
using JouleTree.Graphs.Operators.Rules;

namespace JouleTree.Graphs.Operators.Sequences;

/// <summary>
/// <c>StateSpaceScan</c>: the recurrence of a selective state space with one decay for each head, as Mamba-2's (Dao and Gu, 2024). For
/// each token and head, state ← exp(dt · A) · state + (dt · x) ⊗ B, y = state · C + D · x. Inputs: x [batch, length, heads, size], dt
/// [batch, length, heads], A [heads], B and C [batch, length, groups, n] that several heads share, D [heads], and the state
/// [batch, heads, size, n] of earlier tokens or none. Attribute: <c>kept</c>, 1 where the last state is an output behind y. MACs: two
/// for each element of the state and token, one to add what is new and one to read it. FLOPs: two for each MAC, one for each element
/// and token (decay), and for each token and head 2 for the decay itself and 3 for each number of x (dt · x, D · x and its sum).
/// Bytes: inputs and outputs; states in between are not written.
/// </summary>
/// <remarks>Kernels that take many tokens at once multiply pairs within a chunk instead, and compute more the longer it is.</remarks>
internal sealed class StateSpaceFamily : OperatorFamily
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Types { get; } = ["StateSpaceScan"];

    /// <inheritdoc/>
    public override IReadOnlyList<TensorSpec> Infer(string type, IReadOnlyList<Tensor> inputs, OperatorAttributes attributes)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(attributes);
        (TensorShape x, TensorShape b) = (ShapeOf(inputs[0]), ShapeOf(inputs[3]));
        if (x.Rank != 4 || b.Rank != 4 || x[0] != b[0] || x[1] != b[1] || b[2] == 0 || x[2] % b[2] != 0)
            throw new InputException($"{b} of B for heads {x}: expected the same tokens, and a divisor of the heads");
        TensorShape state = new(x[0], x[2], x[3], b[3]);
        if (inputs.Count > 6 && !ShapeOf(inputs[6]).Equals(state))
            throw new InputException($"a state of shape {inputs[6].Shape}: expected {state}");
        TensorSpec read = new(inputs[0].Type, x);
        return attributes.Integer("kept") == 1 ? [read, new TensorSpec(inputs[0].Type, state)] : [read];
    }

    /// <inheritdoc/>
    public override OperatorDetails Describe(Operator op)
    {
        (TensorShape x, TensorShape b) = (ShapeOf(op.Inputs[0]), ShapeOf(op.Inputs[3]));
        return Facts(op, OperationFamily.Recurrent) with { Rows = x[0] * x[1], Inner = b[3], Outer = 2 * x[2] * x[3], Heads = x[2] };
    }

    /// <inheritdoc/>
    public override OperatorCounts? Count(Operator op)
    {
        ArgumentNullException.ThrowIfNull(op);
        TensorShape x = ShapeOf(op.Inputs[0]);
        long updates = checked(x.Elements * ShapeOf(op.Inputs[3])[3]);
        long heads = x[0] * x[1] * x[2];
        return new OperatorCounts(2 * updates, checked((5 * updates) + (heads * ((3 * x[3]) + 2))), MovedBytes(op));
    }
}
