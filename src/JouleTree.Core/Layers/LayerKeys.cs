namespace JouleTree.Core.Layers;

/// <summary>Keys of layer configurations, as in the published data.</summary>
internal static class LayerKeys
{
    /// <summary>Items per forward pass.</summary>
    public const string BatchSize = "batch_size";

    /// <summary>Height, and width, of the input image in pixels.</summary>
    public const string ImageSize = "image_size";

    /// <summary>Height, and width, of the kernel in pixels.</summary>
    public const string KernelSize = "kernel_size";

    /// <summary>Channels of the input.</summary>
    public const string InChannels = "in_channels";

    /// <summary>Channels of the output.</summary>
    public const string OutChannels = "out_channels";

    /// <summary>Pixels from one position of the kernel to the next.</summary>
    public const string Stride = "stride";

    /// <summary>Pixels added at each edge.</summary>
    public const string Padding = "padding";

    /// <summary>Input elements of one item.</summary>
    public const string InputSize = "input_size";

    /// <summary>Output elements of one item.</summary>
    public const string OutputSize = "output_size";

    /// <summary>Rows of a table.</summary>
    public const string VocabularySize = "vocabulary_size";

    /// <summary>Rows of the left matrix of a product, and of the result.</summary>
    public const string Rows = "rows";

    /// <summary>Columns of the left matrix of a product, which are the rows of the right one.</summary>
    public const string InnerSize = "inner_size";

    /// <summary>Columns of the right matrix of a product, and of the result.</summary>
    public const string Columns = "columns";
}
