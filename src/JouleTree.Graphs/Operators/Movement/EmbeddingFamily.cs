using JouleTree.Core.Errors;
using JouleTree.Core.Trees.Details;
using JouleTree.Graphs.Operators.Rules;

namespace JouleTree.Graphs.Operators.Movement;

/// <summary>
/// <c>Embedding</c>: a row of the table for each id. Inputs: ids [...], weight [vocabulary, size]. No FLOPs. Bytes: the ids,
/// the rows read (not the whole table) and the rows written.
/// </summary>
/// <remarks>IrEne counts the ids and the output once.</remarks>
internal sealed class EmbeddingFamily : OperatorFamily
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Types { get; } = ["Embedding"];

    /// <inheritdoc/>
    public override IReadOnlyList<TensorSpec> Infer(string type, IReadOnlyList<Tensor> inputs, OperatorAttributes attributes)
    {
        TensorShape weight = ShapeOf(inputs[1]);
        if (weight.Rank != 2)
            throw new InputException($"an embedding's weight has two dimensions, found {weight}");
        return [new TensorSpec(inputs[1].Type, new TensorShape([.. ShapeOf(inputs[0]), weight[1]]))];
    }

    /// <inheritdoc/>
    public override OperatorDetails Describe(Operator op)
    {
        TensorShape output = ShapeOf(op.Outputs[0]);
        long width = output.Rank == 0 ? 1 : output[^1];
        return Facts(op, OperationFamily.Embedding) with { Rows = width == 0 ? 0 : output.Elements / width, Outer = width };
    }

    /// <summary>A row is looked up, nothing multiplied.</summary>
    /// <inheritdoc/>
    public override long ActiveElements(Operator op, int input) => 0;

    /// <inheritdoc/>
    public override OperatorCounts? Count(Operator op) => new OperatorCounts(0, 0, op.Inputs[0].Bytes + (2 * op.Outputs[0].Bytes));

    /// <inheritdoc/>
    public override OperatorCounts? CountIrene(Operator op) => new OperatorCounts(0, 0, op.Inputs[0].Bytes + op.Outputs[0].Bytes);
}
