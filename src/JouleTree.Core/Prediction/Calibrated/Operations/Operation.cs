using JouleTree.Core.Trees.Details;

namespace JouleTree.Core.Prediction.Calibrated.Operations;

/// <summary>What a primitive computes, as the physical terms of the predictor see it: no measurement enters.</summary>
/// <param name="Family">Which quantities explain it: one of the six that have columns of their own.</param>
/// <param name="Rows">
/// Rows of a dense layer or of a normalisation; output positions of a convolution; query positions of a product or of a softmax's
/// scores; tokens (batch × length) of everything else.
/// </param>
/// <param name="Inner">Input width of a dense layer; weights of a convolution; head width of a matrix product; else 0.</param>
/// <param name="Outer">
/// Output width of a dense layer; inputs and outputs a position of a convolution; width of a normalised row or of an embedding; key
/// positions of a product or of scores; else 0.
/// </param>
/// <param name="Matrices">
/// Number of matrices (batch × heads) of a matrix product, of score matrices of a softmax, or of the products (items × groups) of a
/// convolution in groups; else 0.
/// </param>
/// <param name="Flops">Floating-point operations per forward pass.</param>
/// <param name="Bytes">Bytes moved per forward pass.</param>
internal readonly record struct Operation(
    OperationFamily Family, double Rows, double Inner, double Outer, double Matrices, double Flops, double Bytes)
{
    /// <summary>Bytes of a number: the predictor's data are float32 so far.</summary>
    public const double BytesPerNumber = 4;

    /// <summary>Numbers in the patches that a convolution with a kernel lays out for its products; else 0.</summary>
    public double Unfolded { get; init; }

    /// <summary>
    /// Side of a square score matrix of as many elements, of products and softmax: the length, where queries and keys are as many.
    /// </summary>
    public double Length => Math.Sqrt(Rows * Outer);

    /// <summary>Bytes of the scores that a softmax reads.</summary>
    public double ScoreBytes => BytesPerNumber * Matrices * Rows * Outer;
}
