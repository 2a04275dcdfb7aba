namespace JouleTree.Core.Layers;

/// <summary>
/// Leaf modules of the networks whose module-wise measurements are published, in torchvision's order and at 224×224
/// pixels: AlexNet and the VGG family. Such measurements name a module by architecture and position only.
/// </summary>
public static class NetworkLayers
{
    private const int ImageSize = 224;
    private const int Classes = 1000;

    // Output channels of the convolutions; 0 stands for a pooling layer. Simonyan and Zisserman 2015, table 1.
    private static readonly Dictionary<string, int[]> Vgg = new(StringComparer.OrdinalIgnoreCase)
    {
        ["vgg11"] = [64, 0, 128, 0, 256, 256, 0, 512, 512, 0, 512, 512, 0],
        ["vgg13"] = [64, 64, 0, 128, 128, 0, 256, 256, 0, 512, 512, 0, 512, 512, 0],
        ["vgg16"] = [64, 64, 0, 128, 128, 0, 256, 256, 256, 0, 512, 512, 512, 0, 512, 512, 512, 0],
        ["vgg19"] = [64, 64, 0, 128, 128, 0, 256, 256, 256, 256, 0, 512, 512, 512, 512, 0, 512, 512, 512, 512, 0],
    };

    /// <summary>Names of the known networks.</summary>
    public static IReadOnlyList<string> Names { get; } = ["alexnet", .. Vgg.Keys];

    /// <summary>The layers of a network, or null for an unknown one.</summary>
    /// <param name="architecture">Name such as <c>vgg16</c>, in any case.</param>
    /// <param name="batchSize">Items per forward pass, at least 1.</param>
    public static IReadOnlyList<LayerConfiguration>? Find(string architecture, long batchSize)
    {
        ArgumentNullException.ThrowIfNull(architecture);
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        if (string.Equals(architecture, "alexnet", StringComparison.OrdinalIgnoreCase))
            return AlexNet(batchSize);
        return Vgg.TryGetValue(architecture, out int[]? channels) ? VggOf(batchSize, channels) : null;
    }

    // Krizhevsky 2014 («One weird trick»), as torchvision builds it.
    private static List<LayerConfiguration> AlexNet(long batch)
    {
        Builder net = new(batch, ImageSize, channels: 3);
        net.Convolution(64, kernel: 11, stride: 4, padding: 2).Rectifier().Pool(3, 2);
        net.Convolution(192, kernel: 5, stride: 1, padding: 2).Rectifier().Pool(3, 2);
        net.Convolution(384, 3, 1, 1).Rectifier().Convolution(256, 3, 1, 1).Rectifier().Convolution(256, 3, 1, 1).Rectifier().Pool(3, 2);
        net.AveragePool();
        net.Dropout().Linear(4096).Rectifier();
        net.Dropout().Linear(4096).Rectifier();
        net.Linear(Classes);
        return net.Layers;
    }

    private static List<LayerConfiguration> VggOf(long batch, int[] channels)
    {
        Builder net = new(batch, ImageSize, channels: 3);
        foreach (int count in channels)
        {
            if (count == 0)
                net.Pool(2, 2);
            else
                net.Convolution(count, 3, 1, 1).Rectifier();
        }

        net.AveragePool();
        net.Linear(4096).Rectifier().Dropout();
        net.Linear(4096).Rectifier().Dropout();
        net.Linear(Classes);
        return net.Layers;
    }

    private sealed class Builder(long batch, long image, long channels)
    {
        private long _image = image;
        private long _channels = channels;
        private long _elements = channels * image * image;

        public List<LayerConfiguration> Layers { get; } = [];

        public Builder Convolution(long outputs, long kernel, long stride, long padding)
        {
            Image(LayerConfiguration.Create(LayerType.Conv2d, batch, _image, kernel, _channels, outputs, stride, padding), outputs);
            return this;
        }

        public Builder Pool(long kernel, long stride)
        {
            Image(LayerConfiguration.Create(LayerType.MaxPool2d, batch, _image, kernel, _channels, stride, 0), _channels);
            return this;
        }

        public Builder Rectifier() => Elementwise(LayerType.ReLU);

        public Builder Dropout() => Elementwise(LayerType.Dropout);

        // At 224 pixels the pooling before the classifier keeps the size of its input.
        public void AveragePool() => Elementwise(LayerType.AdaptiveAvgPool2d);

        public Builder Linear(long outputs)
        {
            Layers.Add(LayerConfiguration.Create(LayerType.Linear, batch, _elements, outputs));
            _elements = outputs;
            return this;
        }

        private Builder Elementwise(LayerType type)
        {
            Layers.Add(LayerConfiguration.Create(type, batch, _elements));
            return this;
        }

        private void Image(LayerConfiguration layer, long outputs)
        {
            Layers.Add(layer);
            _image = LayerCounts.OutputImageSize(layer);
            _channels = outputs;
            _elements = outputs * _image * _image;
        }
    }
}
