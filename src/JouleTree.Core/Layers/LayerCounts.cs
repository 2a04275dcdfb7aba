namespace JouleTree.Core.Layers;

/// <summary>Facts of a layer's configuration that need no run.</summary>
internal static class LayerCounts
{
    /// <summary>Bytes of a float32 element.</summary>
    public const int ElementBytes = 4;

    /// <summary>Height, and width, of the output image: ⌊(image + 2·padding − kernel) / stride⌋ + 1.</summary>
    /// <param name="layer">A convolution or pooling layer.</param>
    /// <exception cref="ArgumentException">The layer has no kernel.</exception>
    public static long OutputImageSize(LayerConfiguration layer)
    {
        long kernel = Kernel(layer);
        long padded = layer[LayerKeys.ImageSize]!.Value + (2 * layer[LayerKeys.Padding]!.Value);
        return ((padded - kernel) / layer[LayerKeys.Stride]!.Value) + 1;
    }

    /// <summary>
    /// Multiplications of one forward pass of the whole batch: of inputs by weights, or of one input by the other. They are the MACs of
    /// docs/counting.md, bias and comparisons apart; 0 for what multiplies nothing.
    /// </summary>
    /// <param name="layer">A layer.</param>
    public static double Multiplications(LayerConfiguration layer)
    {
        ArgumentNullException.ThrowIfNull(layer);
        return layer.Type switch
        {
            LayerType.Conv2d or LayerType.Linear => OutputElements(layer) * WeightsPerOutput(layer),
            LayerType.MatMul => OutputElements(layer) * Value(layer, LayerKeys.InnerSize),
            _ => 0,
        };
    }

    /// <summary>Weights that each output element is a sum over, bias apart.</summary>
    /// <param name="layer">A convolution or a fully connected layer.</param>
    /// <exception cref="ArgumentException">The layer is neither.</exception>
    public static double WeightsPerOutput(LayerConfiguration layer)
    {
        ArgumentNullException.ThrowIfNull(layer);
        return layer.Type switch
        {
            LayerType.Conv2d => WindowElements(layer) * Value(layer, LayerKeys.InChannels),
            LayerType.Linear => Value(layer, LayerKeys.InputSize),
            _ => throw new ArgumentException($"{layer.Type} sums over no weights", nameof(layer)),
        };
    }

    /// <summary>Elements of a kernel's window in one channel.</summary>
    /// <param name="layer">A convolution or pooling layer.</param>
    /// <exception cref="ArgumentException">The layer has no kernel.</exception>
    public static double WindowElements(LayerConfiguration layer)
    {
        double kernel = Kernel(layer);
        return kernel * kernel;
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
            LayerType.Conv2d => (WeightsPerOutput(layer) + 1) * Value(layer, LayerKeys.OutChannels),
            LayerType.Linear => (WeightsPerOutput(layer) + 1) * Value(layer, LayerKeys.OutputSize),
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
        long kernel = Kernel(layer);
        long image = layer[LayerKeys.ImageSize]!.Value;
        long stride = layer[LayerKeys.Stride]!.Value;
        long start = -layer[LayerKeys.Padding]!.Value;
        long touched = 0;
        for (long position = OutputImageSize(layer); position > 0; position--, start += stride)
            touched += Math.Max(0, Math.Min(start + kernel, image) - Math.Max(start, 0));
        return touched;
    }

    private static long Kernel(LayerConfiguration layer)
    {
        ArgumentNullException.ThrowIfNull(layer);
        return layer[LayerKeys.KernelSize] ?? throw new ArgumentException($"{layer.Type} has no kernel", nameof(layer));
    }

    private static double Value(LayerConfiguration layer, string key) => layer[key]!.Value;
}
