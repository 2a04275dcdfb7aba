namespace JouleTree.Core.Prediction.Calibrated.Operations;

/// <summary>Primitives that the same physical quantities explain.</summary>
internal enum OperationFamily
{
    /// <summary>Any other operation: its FLOPs and bytes.</summary>
    Elementwise,

    /// <summary>Rows times a weight matrix: Linear, Conv1D.</summary>
    Dense,

    /// <summary>Many small matrix products: attention's MatMul.</summary>
    BatchedProduct,

    /// <summary>One reduction a row of scores: Softmax.</summary>
    Softmax,

    /// <summary>One reduction a token: LayerNorm.</summary>
    Normalization,

    /// <summary>Pixels times filters: Conv2d.</summary>
    Convolution,
}
