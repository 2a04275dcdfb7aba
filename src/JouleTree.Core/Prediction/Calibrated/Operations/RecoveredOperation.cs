using JouleTree.Core.Trees.Details;

namespace JouleTree.Core.Prediction.Calibrated.Operations;

/// <summary>
/// What a primitive of an imported tree computes, recovered from its counts. Published data state MFLOPs and MiB and no shapes; trees
/// made from graphs state their operators (<see cref="StatedOperation"/>).
/// </summary>
internal static class RecoveredOperation
{
    /// <summary>The operation of a node.</summary>
    /// <param name="type">Instance type; case does not matter.</param>
    /// <param name="batch">Items per forward pass.</param>
    /// <param name="length">Tokens per item.</param>
    /// <param name="flops">Floating-point operations.</param>
    /// <param name="bytes">Bytes moved.</param>
    /// <param name="parameters">Parameters of the node.</param>
    public static Operation Of(string type, int batch, int length, double flops, double bytes, double parameters)
    {
        double tokens = (double)batch * length;
        Operation plain = new(OperationFamily.Elementwise, tokens, 0, 0, 0, flops, bytes);
        if (parameters > 0 && flops > 0 && (Is(type, "linear") || Is(type, "conv1d")))
            return Dense(plain, batch, parameters, hasBiasFlops: Is(type, "linear"));
        if (parameters > 0 && flops > 0 && Is(type, "conv2d"))
            return Convolution(plain, parameters);
        if (flops > 0 && Is(type, "matmul"))
            return Product(plain, length);
        if (Is(type, "softmax"))
        {
            double matrices = bytes / (3 * Operation.BytesPerNumber * length * length);
            return plain with { Family = OperationFamily.Softmax, Rows = length, Outer = length, Matrices = matrices };
        }

        if (Is(type, "layernorm"))
            return plain with { Family = OperationFamily.Normalization, Outer = bytes / (4 * Operation.BytesPerNumber * tokens) };
        // Published embeddings move an id of 8 bytes and a row a token.
        return Is(type, "embedding") ? plain with { Outer = Math.Round(((bytes / tokens) - 8) / Operation.BytesPerNumber) } : plain;
    }

    private static bool Is(string type, string name) => string.Equals(type, name, StringComparison.OrdinalIgnoreCase);

    // Parameters are k·m + m; FLOPs 2·r·k·m, plus r·m for the bias where it is counted. Some layers (poolers) see one
    // token an item only, which the ratio of FLOPs to parameters tells.
    private static Operation Dense(Operation plain, int batch, double parameters, bool hasBiasFlops)
    {
        bool everyToken = plain.Flops / (2 * parameters) > 0.5 * plain.Rows;
        double rows = everyToken ? plain.Rows : batch;
        double flopsPerRow = plain.Flops / rows;
        double biasFlops = 0;
        double outer = parameters - (flopsPerRow / 2);
        if (hasBiasFlops && everyToken)
            biasFlops = outer = (2 * parameters) - flopsPerRow;
        // Without a bias there is nothing that tells both widths apart: a square layer is assumed.
        if (!(outer >= 0.5) || outer > parameters)
        {
            biasFlops = 0;
            outer = Math.Sqrt(flopsPerRow / 2);
        }

        double inner = (flopsPerRow - biasFlops) / (2 * outer);
        return plain with { Family = OperationFamily.Dense, Rows = rows, Inner = inner, Outer = outer };
    }

    // FLOPs are 2·r·P, r output pixels of all items, P weights; bytes 4·(inputs + outputs + P).
    private static Operation Convolution(Operation plain, double parameters)
    {
        double rows = Math.Max(1, plain.Flops / (2 * parameters));
        double activations = Math.Max(0, (plain.Bytes / Operation.BytesPerNumber) - parameters);
        return plain with { Family = OperationFamily.Convolution, Rows = rows, Inner = parameters, Outer = activations / rows };
    }

    // FLOPs are 2·n·s²·d and bytes 4·n·(2·s·d + s²), n matrices of s × d.
    private static Operation Product(Operation plain, double length)
    {
        double width = plain.Flops / (2 * length * length);
        double matrices = ((plain.Bytes / Operation.BytesPerNumber) - (2 * length * width)) / (length * length);
        if (!(matrices > 0))
            return plain;
        return plain with
        {
            Family = OperationFamily.BatchedProduct,
            Rows = length,
            Outer = length,
            Inner = width / matrices,
            Matrices = matrices,
        };
    }
}
