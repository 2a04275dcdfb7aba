namespace JouleTree.Core.Prediction.Calibrated.Operations;

/// <summary>What a primitive computes, recovered from its counts: no measurement enters.</summary>
/// <param name="Family">Which quantities explain it.</param>
/// <param name="Rows">Rows of a dense layer; output pixels of a convolution; tokens (batch × length) of everything else.</param>
/// <param name="Inner">Input width of a dense layer; weights of a convolution; head width of a matrix product; else 0.</param>
/// <param name="Outer">Output width of a dense layer; inputs and outputs a pixel of a convolution; width of a normalised row; else 0.</param>
/// <param name="Matrices">Number of matrices (batch × heads) of a matrix product, or of score matrices of a softmax; else 0.</param>
/// <param name="Length">Tokens per item.</param>
/// <param name="Flops">Floating-point operations per forward pass.</param>
/// <param name="Bytes">Bytes moved per forward pass.</param>
internal readonly record struct Operation(
    OperationFamily Family, double Rows, double Inner, double Outer, double Matrices, double Length, double Flops, double Bytes)
{
    private const double BytesPerNumber = 4;

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
        Operation plain = new(OperationFamily.Elementwise, tokens, 0, 0, 0, length, flops, bytes);
        if (parameters > 0 && flops > 0 && (Is(type, "linear") || Is(type, "conv1d")))
            return Dense(plain, batch, parameters, hasBiasFlops: Is(type, "linear"));
        if (parameters > 0 && flops > 0 && Is(type, "conv2d"))
            return Convolution(plain, parameters);
        if (flops > 0 && Is(type, "matmul"))
            return Product(plain);
        if (Is(type, "softmax"))
            return plain with { Family = OperationFamily.Softmax, Matrices = bytes / (3 * BytesPerNumber * length * length) };
        if (Is(type, "layernorm"))
            return plain with { Family = OperationFamily.Normalization, Outer = bytes / (4 * BytesPerNumber * tokens) };
        return plain;
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
        double activations = Math.Max(0, (plain.Bytes / BytesPerNumber) - parameters);
        return plain with { Family = OperationFamily.Convolution, Rows = rows, Inner = parameters, Outer = activations / rows };
    }

    // FLOPs are 2·n·s²·d and bytes 4·n·(2·s·d + s²), n matrices of s × d.
    private static Operation Product(Operation plain)
    {
        double length = plain.Length;
        double width = plain.Flops / (2 * length * length);
        double matrices = ((plain.Bytes / BytesPerNumber) - (2 * length * width)) / (length * length);
        if (!(matrices > 0))
            return plain;
        return plain with { Family = OperationFamily.BatchedProduct, Inner = width / matrices, Matrices = matrices };
    }
}
