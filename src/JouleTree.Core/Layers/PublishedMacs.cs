using System.Numerics;

namespace JouleTree.Core.Layers;

/// <summary>
/// Multiply-accumulates as the layer-wise measurements of Getzner et al. (2023) record them, which is not how JouleTree counts
/// (docs/counting.md): a bias counts one for each output element, a maximum half of its window's elements, a rectifier and an adaptive
/// average pooling their elements; sigmoid, tanh, softmax and dropout count 0.
/// </summary>
/// <remarks>
/// For what was made of those data and has to agree with them: the published linear models, the terms and baselines of their other
/// predictors, and the key <c>macs</c> of files of measurements. The rules for operators of any graph (<c>--rules layerwise</c>) are
/// made of <see cref="OfWeights"/> and <see cref="OfMaximum"/> too.
/// </remarks>
internal static class PublishedMacs
{
    /// <summary>Of one forward pass of the whole batch.</summary>
    /// <param name="layer">
    /// A layer. Of the types that those data do not have, a matrix product counts its multiplications, the others 0.
    /// </param>
    public static double Of(LayerConfiguration layer)
    {
        ArgumentNullException.ThrowIfNull(layer);
        return layer.Type switch
        {
            LayerType.Conv2d or LayerType.Linear =>
                OfWeights(LayerCounts.OutputElements(layer), LayerCounts.WeightsPerOutput(layer), bias: true),
            LayerType.MaxPool2d => OfMaximum(LayerCounts.OutputElements(layer), LayerCounts.WindowElements(layer)),
            LayerType.ReLU or LayerType.AdaptiveAvgPool2d => LayerCounts.InputElements(layer),
            LayerType.MatMul => LayerCounts.Multiplications(layer),
            _ => 0,
        };
    }

    /// <summary>Of a convolution or a fully connected layer: its multiplications and its additions of a bias.</summary>
    /// <typeparam name="T">Integers, which are checked for overflow, or floating-point numbers.</typeparam>
    /// <param name="outputs">Elements that it writes.</param>
    /// <param name="weightsPerOutput">Weights that each of them is a sum over.</param>
    /// <param name="bias">True where a bias is added.</param>
    /// <exception cref="OverflowException">The number is larger than the type holds.</exception>
    public static T OfWeights<T>(T outputs, T weightsPerOutput, bool bias)
        where T : INumber<T> =>
        checked(outputs * (bias ? weightsPerOutput + T.One : weightsPerOutput));

    /// <summary>Of a maximum over windows: half of their elements, rounded down.</summary>
    /// <typeparam name="T">Integers, which are checked for overflow, or floating-point numbers.</typeparam>
    /// <param name="outputs">Elements that it writes.</param>
    /// <param name="windowElements">Elements of one window.</param>
    /// <exception cref="OverflowException">The number is larger than the type holds.</exception>
    public static T OfMaximum<T>(T outputs, T windowElements)
        where T : INumber<T>
    {
        T two = T.One + T.One;
        T elements = checked(outputs * windowElements);
        return (elements - (elements % two)) / two;
    }
}
