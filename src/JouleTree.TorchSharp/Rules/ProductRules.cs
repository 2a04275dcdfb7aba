using JouleTree.Graphs;
using JouleTree.TorchSharp.Dispatch;
using JouleTree.TorchSharp.Passes;

namespace JouleTree.TorchSharp.Rules;

/// <summary>Products beyond those of two matrices.</summary>
internal static class ProductRules
{
    // The scale and Softmax, as docs/counting.md has them; one more for each score with a bias.
    private const long OperationsPerScore = 6;

    /// <summary>
    /// Einsum of one or two tensors whose letters say it all: any other comes down to the products that are done within it.
    /// </summary>
    public static IReadOnlyList<OperatorDraft>? Einsum(FunctionCall call, TensorMaker make)
    {
        if (call.Inputs is not [TorchText equation, TorchList operands, ..])
            return null;
        string text = equation.Value.Replace(" ", "", StringComparison.Ordinal);
        string[] sides = text.Split("->");
        string[] letters = sides[0].Split(',');
        bool isPlain = sides.Length == 2 && !text.Contains('.', StringComparison.Ordinal) && letters.Length == operands.Items.Count
            && letters.Length <= 2 && letters.All(part => part.Distinct().Count() == part.Length);
        return isPlain ? [FunctionRules.Simple("Einsum", call, make, ("equation", text))] : null;
    }

    /// <summary>Each output element sums over all pairs of elements of the two inputs.</summary>
    public static IReadOnlyList<OperatorDraft>? Bilinear(FunctionCall call, TensorMaker make) =>
        call is { Inputs: [TorchTensor left, TorchTensor right, TorchTensor, ..] }
            ? [FunctionRules.Simple("EinsumProduct", call, make, ("reduction", left.Shape[^1] * right.Shape[^1]),
                ("epilogue", call.TensorAt(3) is null ? 0L : 1L))]
            : null;

    /// <summary>A whole attention as one function, however it is done within.</summary>
    public static IReadOnlyList<OperatorDraft>? Attention(FunctionCall call, TensorMaker make)
    {
        if (call is not { Inputs: [TorchTensor query, TorchTensor key, TorchTensor value, ..] }
            || query.Shape.Rank < 2 || key.Shape.Rank < 2 || value.Shape.Rank < 2)
            return null;
        bool isBiased = call.TensorAt(3) is not null;
        (long queries, long keys) = (query.Shape[^2], key.Shape[^2]);
        // Whoever is causal sees the keys up to its own place.
        long seen = Math.Min(queries, keys);
        long pairs = call.IntegerAt(5) == 1 ? (seen * (seen + 1) / 2) + ((queries - seen) * keys) : queries * keys;
        List<Tensor> inputs = [make.Read(query, Heads(query)), make.Read(key, Heads(key)), make.Read(value, Heads(value))];
        if (call.TensorAt(3) is { } mask)
            inputs.Add(make.Read(mask));
        return [new OperatorDraft("ScaledDotProductAttention", inputs, make.MakeAll(call.OutputTensors.Take(1)),
            new OperatorAttributes(("pairs", pairs), ("each", OperationsPerScore + (isBiased ? 1 : 0))))];
    }

    // [batch, heads, length, size]; what stands before is more items.
    private static TensorShape Heads(TorchTensor tensor)
    {
        TensorShape shape = tensor.Shape;
        long heads = shape.Rank > 2 ? shape[^3] : 1;
        long items = shape.Rank > 3 ? new TensorShape(shape[..^3]).Elements : 1;
        return new TensorShape(items, heads, shape[^2], shape[^1]);
    }
}
