using JouleTree.Core.Trees.Details;

namespace JouleTree.Core.Prediction.Calibrated.Operations;

/// <summary>What a primitive computes, as the graph that its tree was made from states it.</summary>
internal static class StatedOperation
{
    /// <summary>The operation of a node.</summary>
    /// <param name="facts">What the graph states.</param>
    /// <param name="batch">Items per forward pass.</param>
    /// <param name="length">Tokens per item that the pass takes on.</param>
    /// <param name="keys">Positions that attention looks at: the width of its softmax, else kept and new tokens of an item.</param>
    /// <param name="flops">Floating-point operations.</param>
    /// <param name="bytes">Bytes moved.</param>
    /// <param name="parameters">Parameters of the node.</param>
    public static Operation Of(OperatorDetails facts, int batch, int length, long keys, double flops, double bytes, double parameters)
    {
        double repetitions = facts.Repetitions ?? 1;
        Operation plain = new(OperationFamily.Elementwise, (double)batch * length, 0, 0, 0, flops, bytes);
        return facts switch
        {
            { Family: OperationFamily.Dense, Rows: { } rows, Inner: { } inner, Outer: { } outer } when flops > 0 =>
                plain with { Family = OperationFamily.Dense, Rows = rows * repetitions, Inner = inner, Outer = outer },
            { Family: OperationFamily.BatchedProduct, Rows: > 0, Inner: > 0, Outer: > 0, Matrices: > 0 } when flops > 0 =>
                Product(plain, facts, keys, repetitions),
            { Family: OperationFamily.Convolution, Rows: > 0 and var rows, Inner: { } inner, Outer: { } outer } when flops > 0 =>
                plain with
                {
                    Family = OperationFamily.Convolution,
                    Rows = rows * repetitions,
                    Inner = inner * outer,
                    // Bytes are those of inputs, outputs and parameters.
                    Outer = Math.Max(0, (bytes / (Operation.BytesPerNumber * repetitions)) - parameters) / rows,
                    Matrices = facts.Groups > 1 ? batch * facts.Groups.Value * repetitions : 0,
                    Unfolded = facts.Kernel?.Any(side => side > 1) == true ? rows * inner * (facts.Groups ?? 1) * repetitions : 0,
                },
            { Family: OperationFamily.Softmax, Rows: { } rows, Outer: { } outer, Matrices: { } matrices } =>
                plain with { Family = OperationFamily.Softmax, Rows = rows, Outer = outer, Matrices = matrices * repetitions },
            { Family: OperationFamily.Normalization, Rows: { } rows, Outer: { } outer } =>
                plain with { Family = OperationFamily.Normalization, Rows = rows * repetitions, Outer = outer },
            { Family: OperationFamily.Embedding, Outer: { } outer } => plain with { Outer = outer },
            _ => plain,
        };
    }

    // Queries times keys sums over the head width, probabilities times values over the keys: the same work seen from two sides. Which of
    // the two it is, the number of keys tells, else which of the sizes equals the number of queries.
    private static Operation Product(Operation plain, OperatorDetails facts, long keys, double repetitions)
    {
        (long rows, long inner, long outer) = (facts.Rows!.Value, facts.Inner!.Value, facts.Outer!.Value);
        bool sumsOverKeys = inner == keys || outer == keys ? outer != keys : rows == inner && rows != outer;
        (long width, long positions) = sumsOverKeys ? (outer, inner) : (inner, outer);
        return plain with
        {
            Family = OperationFamily.BatchedProduct,
            Rows = rows,
            Inner = width,
            Outer = positions,
            Matrices = facts.Matrices!.Value * repetitions,
        };
    }
}
