namespace JouleTree.Core.Layers.Models.Physics;

/// <summary>
/// What a layer's energy is a non-negative sum of: a constant for the call, arithmetic, and bytes that move. Each term
/// is a count, so that its coefficient is joules for one of them.
/// </summary>
/// <remarks>
/// Two facts of common CPU libraries shape the terms. (1) An allocation above 32 MiB is mapped and cleared anew at every
/// pass (the largest threshold of glibc's malloc, <c>DEFAULT_MMAP_THRESHOLD_MAX</c>), so its bytes count once more.
/// (2) A convolution whose padding is smaller than its kernel runs on tensors reordered into blocks of 16 channels, the
/// width of a 512-bit register; one whose padding is not runs as a matrix product. The kernels of the two have nothing
/// in common, hence the terms apart. Output channels that do not fill the last block are computed all the same, input
/// channels that do not fill it end in a loop of their own, and a stride leaves less to reuse in the registers.
/// </remarks>
internal static class PhysicsTerms
{
    /// <summary>Bytes of the largest allocation that is kept from one pass to the next.</summary>
    internal const double LargestKept = 32 * 1024 * 1024;

    private const int Block = 16;

    // What the training rows show (docs/layers.md): up to three items, and up to the outputs of one 256-bit register.
    private const int StreamedItems = 3;
    private const int StreamedOutputs = 8;

    // Half of the 4 KiB after which addresses fall into the same sets of the first cache.
    private const int AliasedBytes = 2048;

    // Up to three input channels are read as they are.
    private const int ChannelsWithoutReorder = 3;

    private static readonly string[] Convolution =
    [
        "call", "weight bytes", "MACs (blocked)", "MACs of filled output blocks", "MACs with input channels off 16", "MACs with a stride",
        "reordered input bytes", "reordered output bytes", "bytes mapped anew", "input bytes under a kernel",
        "MACs (matrix product)", "input bytes (matrix product)", "output bytes mapped anew (matrix product)",
            "unfolded elements (matrix product)",
        "MACs per output pixel (matrix product)", "input bytes under a kernel (matrix product)",
    ];

    private static readonly string[] FullyConnected =
        ["call", "MACs", "input bytes", "weight bytes", "output bytes", "weight bytes mapped anew", "streamed matrix bytes"];

    private static readonly string[] Pooling =
    [
        "call", "window elements", "input bytes", "output bytes", "input bytes mapped anew", "output bytes mapped anew",
        "index bytes mapped anew", "window rows", "output rows", "planes", "outputs", "new maxima",
    ];

    private static readonly string[] Product = ["call", "MACs", "input bytes", "output bytes", "matrices"];

    private static readonly string[] Elementwise = ["call", "bytes", "bytes mapped anew"];

    /// <summary>Names of the terms of a type, in their order.</summary>
    /// <param name="type">A layer type.</param>
    public static IReadOnlyList<string> Names(LayerType type) => type switch
    {
        LayerType.Conv2d => Convolution,
        LayerType.Linear => FullyConnected,
        LayerType.MaxPool2d => Pooling,
        LayerType.MatMul => Product,
        _ => Elementwise,
    };

    /// <summary>The terms of a layer, each at least 0, in the order of <see cref="Names"/>.</summary>
    /// <param name="layer">A layer.</param>
    public static double[] Of(LayerConfiguration layer)
    {
        ArgumentNullException.ThrowIfNull(layer);
        return layer.Type switch
        {
            LayerType.Conv2d => OfConvolution(layer),
            LayerType.Linear => OfLinear(layer),
            LayerType.MaxPool2d => OfPooling(layer),
            LayerType.MatMul => OfProduct(layer),
            _ => OfElementwise(layer),
        };
    }

    /// <summary>
    /// Which kernel a layer runs on, where the kernels of a type have no term of arithmetic in common: what was fitted on one says nothing
    /// of the other.
    /// </summary>
    /// <param name="layer">A layer.</param>
    public static PhysicsKernel KernelOf(LayerConfiguration layer)
    {
        ArgumentNullException.ThrowIfNull(layer);
        return layer.Type == LayerType.Conv2d && IsMatrixProduct(layer) ? PhysicsKernel.MatrixProduct : PhysicsKernel.Usual;
    }

    /// <summary>True where a convolution's padding is not smaller than its kernel, so that it runs as a matrix product.</summary>
    /// <param name="layer">A convolution.</param>
    internal static bool IsMatrixProduct(LayerConfiguration layer) => layer[LayerKeys.Padding] >= layer[LayerKeys.KernelSize];

    /// <summary>
    /// True where a fully connected layer is so narrow that its long matrix is streamed once instead of being repacked into tiles.
    /// </summary>
    /// <param name="layer">A fully connected layer.</param>
    internal static bool IsStreamed(LayerConfiguration layer) =>
        layer.BatchSize <= StreamedItems || layer[LayerKeys.OutputSize] <= StreamedOutputs;

    /// <summary>
    /// True where the rows of a fully connected layer's matrix lie a multiple of 2 KiB apart and the items are more than are streamed but
    /// do not fill a 512-bit register: the rows of a tile fall into the same sets of the first cache (4 KiB for each of its eight
    /// ways) and push each other out, so that the matrix is read again for each item.
    /// </summary>
    /// <param name="layer">A fully connected layer.</param>
    internal static bool IsRepeatedlyStreamed(LayerConfiguration layer) =>
        !IsStreamed(layer) && layer.BatchSize < Block && LayerCounts.ElementBytes * layer[LayerKeys.InputSize] % AliasedBytes == 0;

    /// <summary>True where the output of an element-wise layer is mapped anew at every pass.</summary>
    /// <param name="layer">An element-wise layer.</param>
    internal static bool IsMappedAnew(LayerConfiguration layer) => Anew(LayerCounts.ElementBytes * LayerCounts.OutputElements(layer)) > 0;

    private static double[] OfConvolution(LayerConfiguration layer)
    {
        double kernel = layer[LayerKeys.KernelSize]!.Value;
        double inputs = layer[LayerKeys.InChannels]!.Value;
        double outputs = layer[LayerKeys.OutChannels]!.Value;
        double stride = layer[LayerKeys.Stride]!.Value;
        double size = LayerCounts.OutputImageSize(layer);
        double macs = LayerCounts.Multiplications(layer);
        double inputBytes = LayerCounts.ElementBytes * LayerCounts.InputElements(layer);
        double outputBytes = LayerCounts.ElementBytes * LayerCounts.OutputElements(layer);
        double weightBytes = LayerCounts.ElementBytes * kernel * kernel * inputs * outputs;
        // Of a kernel smaller than its stride some input is never read.
        double underKernel = inputBytes * Math.Pow(Math.Min(1, kernel / stride), 2);
        if (IsMatrixProduct(layer))
            return [1, weightBytes, 0, 0, 0, 0, 0, 0, 0, 0, macs, inputBytes, Anew(outputBytes), macs / outputs, macs / (size * size),
                underKernel];
        double blockedInput = inputs > ChannelsWithoutReorder ? inputBytes * Blocks(inputs) / inputs : 0;
        double blockedOutput = outputBytes * Blocks(outputs) / outputs;
        return
        [
            1, weightBytes, macs, macs * Blocks(outputs) / outputs, inputs % Block == 0 ? 0 : macs, stride > 1 ? macs : 0,
            blockedInput, blockedOutput, Anew(blockedInput) + Anew(outputBytes) + Anew(blockedOutput), underKernel, 0, 0, 0, 0, 0, 0,
        ];
    }

    private static double[] OfLinear(LayerConfiguration layer)
    {
        double inputs = layer[LayerKeys.InputSize]!.Value;
        double outputs = layer[LayerKeys.OutputSize]!.Value;
        double macs = LayerCounts.Multiplications(layer);
        double inputBytes = LayerCounts.ElementBytes * LayerCounts.InputElements(layer);
        double weightBytes = LayerCounts.ElementBytes * inputs * outputs;
        if (IsStreamed(layer))
            return [1, macs, 0, 0, 0, Anew(weightBytes), Math.Max(inputBytes, weightBytes)];
        return [1, macs, inputBytes, weightBytes, LayerCounts.ElementBytes * LayerCounts.OutputElements(layer), Anew(weightBytes), 0];
    }

    private static double[] OfPooling(LayerConfiguration layer)
    {
        double planes = layer.BatchSize * (double)layer[LayerKeys.InChannels]!.Value;
        double size = LayerCounts.OutputImageSize(layer);
        double touched = LayerCounts.TouchedPixelsPerRow(layer);
        double inputBytes = LayerCounts.ElementBytes * LayerCounts.InputElements(layer);
        double outputBytes = LayerCounts.ElementBytes * LayerCounts.OutputElements(layer);
        // The position of each maximum is written too, as 64-bit integers.
        double indexBytes = 2 * outputBytes;
        return
        [
            1, planes * touched * touched, inputBytes, outputBytes, Anew(inputBytes), Anew(outputBytes),
            Anew(indexBytes), planes * size * touched, planes * size, planes, planes * size * size,
            planes * size * size * NewMaxima(layer[LayerKeys.KernelSize]!.Value),
        ];
    }

    private static double[] OfProduct(LayerConfiguration layer) =>
    [
        1, LayerCounts.Multiplications(layer), LayerCounts.ElementBytes * LayerCounts.InputElements(layer),
        LayerCounts.ElementBytes * LayerCounts.OutputElements(layer), layer.BatchSize,
    ];

    private static double[] OfElementwise(LayerConfiguration layer)
    {
        // The ids of an embedding are few; what it moves are the rows that they name.
        double bytes = LayerCounts.ElementBytes * LayerCounts.OutputElements(layer);
        return [1, bytes, Anew(bytes)];
    }

    // The scan of a window of n values in no order meets a greater one than before H(n) − 1 times on average (the harmonic
    // number), and each time the processor guesses wrong what comes next.
    private static double NewMaxima(long kernel)
    {
        double sum = 0;
        for (long value = 2; value <= kernel * kernel; value++)
            sum += 1.0 / value;
        return sum;
    }

    private static double Blocks(double channels) => Math.Ceiling(channels / Block) * Block;

    private static double Anew(double bytes) => bytes > LargestKept ? bytes : 0;
}

/// <summary>Kernels of a layer type that have nothing in common; see <see cref="PhysicsTerms.KernelOf"/>.</summary>
[Flags]
internal enum PhysicsKernel
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>The one that most layers run on.</summary>
    Usual = 1,

    /// <summary>A convolution whose padding is not smaller than its kernel, as a matrix product.</summary>
    MatrixProduct = 2,
}
