using JouleTree.Core.Features;

namespace JouleTree.Core.Layers.Models.MacLinear;

/// <summary>Columns of the published linear models, by layer type (Getzner et al. 2023).</summary>
/// <remarks>
/// Convolution, fully connected layer and rectifier: multiply-accumulates (<see cref="PublishedMacs"/>). Pooling: its dimensions,
/// log(1 + x) of each, multiply-accumulates, and all products of two of them. Sigmoid and softmax: batch size, input size and their
/// product; tanh their squares too. A constant column stands first where there are products, as in the publication.
/// </remarks>
internal static class MacLinearFeatures
{
    private static readonly PolynomialFeatures PoolingProducts = new(13, 2);
    private static readonly PolynomialFeatures ActivationProducts = new(2, 2);
    private static readonly int[] PoolingColumns = WithoutSquares(PoolingProducts);
    private static readonly int[] ActivationColumns = WithoutSquares(ActivationProducts);

    /// <summary>True for the types that the publication has a model for.</summary>
    /// <param name="type">A layer type.</param>
    public static bool Covers(LayerType type) => type is not (LayerType.AdaptiveAvgPool2d or LayerType.Dropout
        or LayerType.Embedding or LayerType.LayerNorm or LayerType.GELU or LayerType.MatMul);

    /// <summary>The columns of a layer.</summary>
    /// <param name="layer">A layer of a covered type.</param>
    public static double[] Of(LayerConfiguration layer)
    {
        ArgumentNullException.ThrowIfNull(layer);
        switch (layer.Type)
        {
            case LayerType.MaxPool2d:
                double[] dimensions = [.. layer.Values.Select(value => (double)value)];
                return Expand(
                    PoolingProducts, PoolingColumns, [.. dimensions, .. dimensions.Select(value => Math.Log(1 + value)),
                        PublishedMacs.Of(layer)]);
            case LayerType.Sigmoid or LayerType.Softmax:
                return Expand(ActivationProducts, ActivationColumns, [layer.Values[0], layer.Values[1]]);
            case LayerType.Tanh:
                return Expand(ActivationProducts, null, [layer.Values[0], layer.Values[1]]);
            default:
                return [PublishedMacs.Of(layer)];
        }
    }

    /// <summary>Names of the columns of a type.</summary>
    /// <param name="type">A covered type.</param>
    public static IReadOnlyList<string> Names(LayerType type) => type switch
    {
        LayerType.MaxPool2d =>
            Products(PoolingProducts, PoolingColumns, [.. type.Keys(), .. type.Keys().Select(key => $"log(1+{key})"), "macs"]),
        LayerType.Sigmoid or LayerType.Softmax => Products(ActivationProducts, ActivationColumns, type.Keys()),
        LayerType.Tanh => Products(ActivationProducts, null, type.Keys()),
        _ => ["macs"],
    };

    private static double[] Expand(PolynomialFeatures products, int[]? columns, double[] row)
    {
        double[] all = new double[products.Count];
        products.Expand(row, all);
        return columns is null ? all : [.. columns.Select(column => all[column])];
    }

    private static string[] Products(PolynomialFeatures products, int[]? columns, IReadOnlyList<string> names)
    {
        string[] all = [.. products.Exponents().Select(exponents => Name(exponents, names))];
        return columns is null ? all : [.. columns.Select(column => all[column])];
    }

    private static string Name(IReadOnlyList<int> exponents, IReadOnlyList<string> names) =>
        string.Join('·', names.Zip(exponents).Where(item => item.Second > 0)
            .Select(item => item.Second == 1 ? item.First : $"{item.First}²")) is { Length: > 0 } name ? name : "1";

    private static int[] WithoutSquares(PolynomialFeatures products) =>
        [.. products.Exponents().Select((exponents, column) => (exponents, column)).Where(item => item.exponents.All(power => power < 2))
            .Select(item => item.column)];
}
