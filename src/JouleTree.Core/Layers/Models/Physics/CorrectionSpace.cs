using System.Runtime.CompilerServices;
using JouleTree.Core.Features;
using JouleTree.Core.Statistics;

namespace JouleTree.Core.Layers.Models.Physics;

/// <summary>
/// The coordinates in which layers are near each other: standardised logarithms of their dimensions. Points outside the
/// box of the training data are moved to its edge, so that a correction never extrapolates. Immutable.
/// </summary>
internal sealed class CorrectionSpace
{
    private readonly double[] _low;
    private readonly double[] _high;

    /// <summary>A space from what was stored of it.</summary>
    /// <param name="onlySize">True for the space of element-wise layers whose only coordinate is the number of elements.</param>
    /// <param name="scaler">Means and scales of the raw coordinates.</param>
    /// <param name="low">Smallest raw coordinates in the training data.</param>
    /// <param name="high">Largest raw coordinates.</param>
    public CorrectionSpace(bool onlySize, StandardScaler scaler, IReadOnlyList<double> low, IReadOnlyList<double> high)
    {
        OnlySize = onlySize;
        Scaler = scaler;
        _low = [.. low];
        _high = [.. high];
    }

    /// <summary>True if the number of elements is the only coordinate.</summary>
    public bool OnlySize { get; }

    /// <summary>Means and scales of the raw coordinates.</summary>
    public StandardScaler Scaler { get; }

    /// <summary>Smallest raw coordinates in the training data.</summary>
    public IReadOnlyList<double> Low => _low;

    /// <summary>Largest raw coordinates in the training data.</summary>
    public IReadOnlyList<double> High => _high;

    /// <summary>Number of coordinates.</summary>
    public int Dimensions => _low.Length;

    /// <summary>The space of some training layers.</summary>
    /// <param name="layers">Layers of one type, at least one.</param>
    /// <param name="onlySize">For element-wise layers: leave the elements of one item out.</param>
    public static CorrectionSpace Of(IReadOnlyList<LayerConfiguration> layers, bool onlySize)
    {
        ArgumentNullException.ThrowIfNull(layers);
        double[][] raw = [.. layers.Select(layer => Raw(layer, onlySize))];
        Moments moments = new(raw[0].Length);
        foreach (double[] row in raw)
            moments.Add(row);
        double[] low = [.. Enumerable.Range(0, raw[0].Length).Select(index => raw.Min(row => row[index]))];
        double[] high = [.. Enumerable.Range(0, raw[0].Length).Select(index => raw.Max(row => row[index]))];
        return new CorrectionSpace(onlySize, StandardScaler.Fit(moments), low, high);
    }

    /// <summary>Coordinates of a layer, moved into the box of the training data.</summary>
    /// <param name="layer">A layer.</param>
    /// <param name="distance">How far it was moved, in standard deviations; 0 within the box.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public double[] Locate(LayerConfiguration layer, out double distance)
    {
        double[] point = Raw(layer, OnlySize);
        distance = 0;
        for (int index = 0; index < point.Length; index++)
        {
            double inside = Math.Clamp(point[index], _low[index], _high[index]);
            distance += Math.Abs(point[index] - inside) / Scaler.Scale[index];
            point[index] = inside;
        }

        Scaler.Transform(point, point);
        return point;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double[] Raw(LayerConfiguration layer, bool onlySize)
    {
        double batch = Math.Log(layer.BatchSize);
        switch (layer.Type)
        {
            case LayerType.Conv2d:
                // Weighted like two padding pixels, so that the two kernels of convolutions share little.
                double kernelKind = PhysicsTerms.IsMatrixProduct(layer) ? 2 : 0;
                return
                [
                    batch, Log(layer, LayerKeys.ImageSize), Log(layer, LayerKeys.KernelSize), Log(layer, LayerKeys.InChannels),
                    Log(layer, LayerKeys.OutChannels), Log(layer, LayerKeys.Stride), Math.Log(LayerCounts.OutputImageSize(layer)),
                    layer[LayerKeys.Padding]!.Value, kernelKind,
                ];
            case LayerType.MaxPool2d:
                return
                [
                    batch, Log(layer, LayerKeys.ImageSize), Log(layer, LayerKeys.KernelSize), Log(layer, LayerKeys.InChannels),
                    Log(layer, LayerKeys.Stride), Math.Log(LayerCounts.OutputImageSize(layer)), layer[LayerKeys.Padding]!.Value,
                ];
            case LayerType.Linear:
                // A rare kind, hence many standard deviations away: products that are streamed share nothing with the others.
                return [batch, Log(layer, LayerKeys.InputSize), Log(layer, LayerKeys.OutputSize), PhysicsTerms.IsStreamed(layer) ? 1 : 0];
            case LayerType.MatMul:
                return [batch, Log(layer, LayerKeys.Rows), Log(layer, LayerKeys.InnerSize), Log(layer, LayerKeys.Columns)];
            default:
                double size = Math.Log(LayerCounts.OutputElements(layer));
                // A gap as wide as a factor of twenty in size: what is mapped anew shares nothing with what is not.
                double apart = size + (PhysicsTerms.IsMappedAnew(layer) ? 3 : 0);
                return onlySize ? [apart] : [apart, size - batch];
        }
    }

    private static double Log(LayerConfiguration layer, string key) => Math.Log(layer[key]!.Value);
}
