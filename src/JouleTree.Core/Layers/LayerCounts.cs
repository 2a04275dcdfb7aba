namespace JouleTree.Core.Layers;

/// <summary>Facts of a layer's configuration that need no run.</summary>
public static class LayerCounts
{
    /// <summary>Bytes of a float32 element.</summary>
    public const int ElementBytes = 4;

    /// <summary>Height, and width, of the output image: ⌊(image + 2·padding − kernel) / stride⌋ + 1.</summary>
    /// <param name="layer">A convolution or pooling layer.</param>
    /// <exception cref="ArgumentException">The layer has no kernel.</exception>
    public static long OutputImageSize(LayerConfiguration layer)
    {
        ArgumentNullException.ThrowIfNull(layer);
        long kernel = layer[LayerKeys.KernelSize] ?? throw new ArgumentException($"{layer.Type} has no kernel", nameof(layer));
        long padded = layer[LayerKeys.ImageSize]!.Value + (2 * layer[LayerKeys.Padding]!.Value);
        return ((padded - kernel) / layer[LayerKeys.Stride]!.Value) + 1;
    }

    /// <summary>
    /// Multiply-accumulates of one forward pass of the whole batch by the rules of the published data (Getzner et al.
    /// 2023): bias counts as one a output element; pooling counts its window's elements; a rectifier and an adaptive
    /// average pooling count their elements; sigmoid, tanh, softmax and dropout count 0. Of the types that those data do
    /// not have, a matrix product counts its multiplications, the others 0.
    /// </summary>
    /// <param name="layer">A layer.</param>
    public static double Macs(LayerConfiguration layer)
    {
        ArgumentNullException.ThrowIfNull(layer);
        double batch = layer.BatchSize;
        switch (layer.Type)
        {
            case LayerType.Conv2d:
                double pixels = OutputImageSize(layer) * (double)OutputImageSize(layer);
                double window = Value(layer, LayerKeys.KernelSize) * Value(layer, LayerKeys.KernelSize) * Value(layer, LayerKeys.InChannels);
                return batch * pixels * (window + 1) * Value(layer, LayerKeys.OutChannels);
            case LayerType.MaxPool2d:
                double outputs = batch * Value(layer, LayerKeys.InChannels) * OutputImageSize(layer) * OutputImageSize(layer);
                // The published rule halves: one comparison is counted as half a multiply-accumulate.
                return Math.Floor(outputs * Value(layer, LayerKeys.KernelSize) * Value(layer, LayerKeys.KernelSize) / 2);
            case LayerType.Linear:
                return batch * (Value(layer, LayerKeys.InputSize) + 1) * Value(layer, LayerKeys.OutputSize);
            case LayerType.MatMul:
                return batch * Value(layer, LayerKeys.Rows) * Value(layer, LayerKeys.InnerSize) * Value(layer, LayerKeys.Columns);
            case LayerType.ReLU or LayerType.AdaptiveAvgPool2d:
                return batch * Value(layer, LayerKeys.InputSize);
            default:
                return 0;
        }
    }

    /// <summary>Elements that the layer reads, weights apart, for the whole batch.</summary>
    /// <param name="layer">A layer.</param>
    public static double InputElements(LayerConfiguration layer)
    {
        ArgumentNullException.ThrowIfNull(layer);
        if (layer.Type == LayerType.MatMul)
            return layer.BatchSize * Value(layer, LayerKeys.InnerSize) * (Value(layer, LayerKeys.Rows) + Value(layer, LayerKeys.Columns));
        return layer.BatchSize * (layer[LayerKeys.ImageSize] is { } image
            ? Value(layer, LayerKeys.InChannels) * image * image
            : Value(layer, LayerKeys.InputSize));
    }

    /// <summary>Elements that the layer writes for the whole batch.</summary>
    /// <param name="layer">A layer; an adaptive average pooling is taken to keep its size.</param>
    public static double OutputElements(LayerConfiguration layer)
    {
        ArgumentNullException.ThrowIfNull(layer);
        return layer.Type switch
        {
            LayerType.Conv2d => layer.BatchSize * Value(layer, LayerKeys.OutChannels) * OutputImageSize(layer) * OutputImageSize(layer),
            LayerType.MaxPool2d => layer.BatchSize * Value(layer, LayerKeys.InChannels) * OutputImageSize(layer) * OutputImageSize(layer),
            LayerType.Linear => layer.BatchSize * Value(layer, LayerKeys.OutputSize),
            LayerType.Embedding => layer.BatchSize * Value(layer, LayerKeys.InputSize) * Value(layer, LayerKeys.OutputSize),
            LayerType.MatMul => layer.BatchSize * Value(layer, LayerKeys.Rows) * Value(layer, LayerKeys.Columns),
            _ => InputElements(layer),
        };
    }

    /// <summary>Elements of the layer's weights, bias included.</summary>
    /// <param name="layer">A layer.</param>
    public static double WeightElements(LayerConfiguration layer)
    {
        ArgumentNullException.ThrowIfNull(layer);
        return layer.Type switch
        {
            LayerType.Conv2d => ((Value(layer, LayerKeys.KernelSize) * Value(layer, LayerKeys.KernelSize) * Value(layer, LayerKeys.InChannels)) + 1)
                * Value(layer, LayerKeys.OutChannels),
            LayerType.Linear => (Value(layer, LayerKeys.InputSize) + 1) * Value(layer, LayerKeys.OutputSize),
            LayerType.Embedding => Value(layer, LayerKeys.VocabularySize) * Value(layer, LayerKeys.OutputSize),
            LayerType.LayerNorm => 2 * Value(layer, LayerKeys.InputSize),
            _ => 0,
        };
    }

    /// <summary>
    /// Input pixels, summed over one row of output positions, that a kernel really touches: what padding adds is not
    /// read. Kernel × output size where nothing is padded.
    /// </summary>
    /// <param name="layer">A convolution or pooling layer.</param>
    public static double TouchedPixelsPerRow(LayerConfiguration layer)
    {
        ArgumentNullException.ThrowIfNull(layer);
        long image = layer[LayerKeys.ImageSize]!.Value;
        long kernel = layer[LayerKeys.KernelSize]!.Value;
        long stride = layer[LayerKeys.Stride]!.Value;
        long start = -layer[LayerKeys.Padding]!.Value;
        long touched = 0;
        for (long position = OutputImageSize(layer); position > 0; position--, start += stride)
            touched += Math.Max(0, Math.Min(start + kernel, image) - Math.Max(start, 0));
        return touched;
    }

    private static double Value(LayerConfiguration layer, string key) => layer[key]!.Value;
}
