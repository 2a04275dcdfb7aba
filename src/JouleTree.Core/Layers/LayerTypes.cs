namespace JouleTree.Core.Layers;

/// <summary>Names and configuration keys of layer types.</summary>
internal static class LayerTypes
{
    private static readonly string[] Convolution =
        [LayerKeys.BatchSize, LayerKeys.ImageSize, LayerKeys.KernelSize, LayerKeys.InChannels, LayerKeys.OutChannels, LayerKeys.Stride,
            LayerKeys.Padding];

    private static readonly string[] Pooling =
        [LayerKeys.BatchSize, LayerKeys.ImageSize, LayerKeys.KernelSize, LayerKeys.InChannels, LayerKeys.Stride, LayerKeys.Padding];

    private static readonly string[] FullyConnected = [LayerKeys.BatchSize, LayerKeys.InputSize, LayerKeys.OutputSize];

    private static readonly string[] Table = [LayerKeys.BatchSize, LayerKeys.InputSize, LayerKeys.OutputSize, LayerKeys.VocabularySize];

    private static readonly string[] Product = [LayerKeys.BatchSize, LayerKeys.Rows, LayerKeys.InnerSize, LayerKeys.Columns];

    private static readonly string[] Elementwise = [LayerKeys.BatchSize, LayerKeys.InputSize];

    /// <summary>All types.</summary>
    public static IReadOnlyList<LayerType> All { get; } = Enum.GetValues<LayerType>();

    /// <summary>The type of a name in any case, such as <c>Conv2d</c>, or null for another.</summary>
    /// <param name="name">Class name of the layer.</param>
    public static LayerType? Parse(string name) =>
        All.Where(type => string.Equals(type.ToString(), name, StringComparison.OrdinalIgnoreCase)).Select(type => (LayerType?)type)
            .FirstOrDefault();

    /// <summary>The keys of a configuration of this type, in their order.</summary>
    /// <param name="type">A type.</param>
    public static IReadOnlyList<string> Keys(this LayerType type) => type switch
    {
        LayerType.Conv2d => Convolution,
        LayerType.MaxPool2d => Pooling,
        LayerType.Linear => FullyConnected,
        LayerType.Embedding => Table,
        LayerType.MatMul => Product,
        _ => Elementwise,
    };
}
