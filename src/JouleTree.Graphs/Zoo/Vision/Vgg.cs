using System.Globalization;
using System.Runtime.CompilerServices;
using JouleTree.Graphs.Building;

namespace JouleTree.Graphs.Zoo.Vision;

/// <summary>Configuration of a VGG network.</summary>
internal sealed record VggConfig : VisionConfig
{
    /// <summary>Convolutions in each of the five blocks.</summary>
    public required IReadOnlyList<int> Depths { get; init; }

    public bool BatchNorm { get; init; }
}

/// <summary>VGG (Simonyan and Zisserman, 2015) with and without batch normalisation, as torchvision's.</summary>
internal sealed class VggFamily : VisionFamily<VggConfig>
{
    private static readonly int[] Widths = [64, 128, 256, 512, 512];

    public VggFamily()
    {
        Declare("vgg11", [1, 1, 2, 2, 2], 132_863_336, 132_868_840);
        Declare("vgg13", [2, 2, 2, 2, 2], 133_047_848, 133_053_736);
        Declare("vgg16", [2, 2, 3, 3, 3], 138_357_544, 138_365_992);
        Declare("vgg19", [2, 2, 4, 4, 4], 143_667_240, 143_678_248);
    }

    public override string Name => "VGG";

    public override string ModelType => "vgg";

    protected override string ClassName => "VGG";

    [ModuleInitializer]
    internal static void Announce() => ModelZoo.Announce(new VggFamily());

    protected override VggConfig ReadMore(ConfigFields fields, VggConfig config) => config with
    {
        Depths = fields.Sizes(config.Depths, "depths"),
        BatchNorm = fields.Flag(config.BatchNorm, "batch_norm"),
    };

    protected override IReadOnlyList<Tensor> Forward(GraphBuilder net, VggConfig config)
    {
        Tensor image = config.Image(net);
        Tensor features = net.Module("features", "Sequential", () => Features(net, config, image));
        Tensor pooled = net.Flatten(net.AdaptiveAvgPool2d("avgpool", features, 7));
        return [net.Module("classifier", "Sequential", () =>
        {
            Tensor x = net.Activation("ReLU", "1", net.Linear("0", pooled, 4096));
            x = net.Activation("ReLU", "4", net.Linear("3", x, 4096));
            return net.Linear("6", x, config.NumClasses);
        })];
    }

    private static Tensor Features(GraphBuilder net, VggConfig config, Tensor x)
    {
        int next = 0;
        string Name() => (next++).ToString(CultureInfo.InvariantCulture);
        for (int block = 0; block < config.Depths.Count; block++)
        {
            for (int layer = 0; layer < config.Depths[block]; layer++)
            {
                x = net.Conv2d(Name(), x, Widths[block], kernel: 3, padding: 1);
                x = config.BatchNorm ? net.BatchNorm2d(Name(), x) : x;
                x = net.Activation("ReLU", Name(), x);
            }

            x = net.MaxPool2d(Name(), x, kernel: 2, stride: 2);
        }

        return x;
    }

    private void Declare(string name, int[] depths, long parameters, long parametersWithBatchNorm)
    {
        VggConfig config = new() { Depths = depths };
        Declare(name, config, parameters, Source);
        Declare(name + "_bn", config with { BatchNorm = true }, parametersWithBatchNorm, Source);
    }
}
