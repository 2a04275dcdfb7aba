using JouleTree.Core.Trees.Details;

namespace JouleTree.Core.Trees.Format;

/// <summary>What a primitive of a tree of schema 1 computes, from the shapes and MACs that such a tree states.</summary>
internal static class OperatorOfShapes
{
    /// <summary>The operator, or null where type or shapes do not tell.</summary>
    /// <param name="type">Instance type, as trees made from graphs spell it.</param>
    /// <param name="details">Details with shapes.</param>
    public static OperatorDetails? Find(string type, NodeDetails details)
    {
        if (details.Inputs is not [{ Count: > 0 } input, ..] || details.Outputs is not [{ Count: > 0 } output, ..])
            return null;
        long elements = Product(output, 0, output.Count);
        if (elements <= 0)
            return null;
        OperatorDetails? facts = type switch
        {
            "Linear" or "Conv1D" => new()
            {
                Family = OperationFamily.Dense,
                Rows = elements / output[^1],
                Inner = input[^1],
                Outer = output[^1],
            },
            "MatMul" when details.Inputs is [{ Count: >= 2 } left, { Count: >= 2 } right] => new()
            {
                Family = OperationFamily.BatchedProduct,
                Rows = left[^2],
                Inner = left[^1],
                Outer = right[^1],
                Matrices = elements / (left[^2] * right[^1]),
                Heads = output.Count == 4 ? output[1] : null,
            },
            "Softmax" => new()
            {
                Family = OperationFamily.Softmax,
                Rows = output.Count > 1 ? output[^2] : 1,
                Outer = output[^1],
                Matrices = output.Count > 2 ? Product(output, 0, output.Count - 2) : 1,
                Heads = output.Count == 4 ? output[1] : null,
            },
            "LayerNorm" or "RMSNorm" => new() { Family = OperationFamily.Normalization, Rows = elements / output[^1], Outer = output[^1] },
            "Embedding" => new() { Family = OperationFamily.Embedding, Rows = elements / output[^1], Outer = output[^1] },
            "Conv1d" or "Conv2d" or "Conv3d" when output.Count > 2 && details.Macs is { } macs => new()
            {
                Family = OperationFamily.Convolution,
                Rows = elements / output[1],
                Inner = macs / elements,
                Outer = output[1],
            },
            _ => null,
        };
        return facts;
    }

    private static long Product(IReadOnlyList<long> shape, int from, int to)
    {
        long product = 1;
        for (int index = from; index < to; index++)
            product *= shape[index];
        return product;
    }
}
