using System.Globalization;
using System.Runtime.CompilerServices;
using JouleTree.Graphs.Building;

namespace JouleTree.Graphs.Zoo.Vision;

/// <summary>Configuration of a densely connected network; defaults are those of DenseNet 121.</summary>
internal sealed record DenseNetConfig : VisionConfig
{
    /// <summary>Channels that each layer adds.</summary>
    public int GrowthRate { get; init; } = 32;

    /// <summary>Layers in each of the four blocks.</summary>
    public IReadOnlyList<int> BlockConfig { get; init; } = [6, 12, 24, 16];

    public int InitFeatures { get; init; } = 64;
}

/// <summary>DenseNet (Huang et al., 2017), as torchvision's.</summary>
internal sealed class DenseNetFamily : VisionFamily<DenseNetConfig>
{
    // Channels of a layer's bottleneck, in growth rates.
    private const int Bottleneck = 4;

    public DenseNetFamily()
    {
        DenseNetConfig basic = new();
        Declare("densenet121", basic, 7_978_856, Source);
        Declare("densenet161", basic with { GrowthRate = 48, BlockConfig = [6, 12, 36, 24], InitFeatures = 96 }, 28_681_000, Source);
        Declare("densenet169", basic with { BlockConfig = [6, 12, 32, 32] }, 14_149_480, Source);
        Declare("densenet201", basic with { BlockConfig = [6, 12, 48, 32] }, 20_013_928, Source);
    }

    public override string Name => "DenseNet";

    public override string ModelType => "densenet";

    protected override string ClassName => "DenseNet";

    [ModuleInitializer]
    internal static void Announce() => ModelZoo.Announce(new DenseNetFamily());

    protected override DenseNetConfig ReadMore(ConfigFields fields, DenseNetConfig config) => config with
    {
        GrowthRate = fields.Size(config.GrowthRate, "growth_rate"),
        BlockConfig = fields.Sizes(config.BlockConfig, "block_config"),
        InitFeatures = fields.Size(config.InitFeatures, "num_init_features"),
    };

    protected override IReadOnlyList<Tensor> Forward(GraphBuilder net, DenseNetConfig config)
    {
        Tensor image = config.Image(net);
        Tensor features = net.Module("features", "Sequential", () =>
        {
            Tensor x = net.Conv2d("conv0", image, config.InitFeatures, kernel: 7, stride: 2, padding: 3, bias: false);
            x = net.Activation("ReLU", "relu0", net.BatchNorm2d("norm0", x));
            x = net.MaxPool2d("pool0", x, kernel: 3, stride: 2, padding: 1);
            for (int block = 0; block < config.BlockConfig.Count; block++)
            {
                Tensor given = x;
                string number = (block + 1).ToString(CultureInfo.InvariantCulture);
                Tensor dense = net.Module("denseblock" + number, "_DenseBlock",
                    () => Block(net, config, given, config.BlockConfig[block]));
                x = block == config.BlockConfig.Count - 1
                    ? dense
                    : net.Module("transition" + number, "_Transition", () => Transition(net, dense));
            }

            return net.BatchNorm2d("norm5", x);
        });
        Tensor pooled = net.Call("AdaptiveAvgPool2d", [net.Call("ReLU", [features])],
            new OperatorAttributes(("output_size", new long[] { 1, 1 })));
        return [net.Linear("classifier", net.Flatten(pooled), config.NumClasses)];
    }

    private static Tensor Block(GraphBuilder net, DenseNetConfig config, Tensor x, int layers)
    {
        List<Tensor> all = [x];
        for (int layer = 1; layer <= layers; layer++)
        {
            all.Add(net.Module(string.Create(CultureInfo.InvariantCulture, $"denselayer{layer}"), "_DenseLayer", () =>
            {
                Tensor joined = net.Concat(1, [.. all]);
                Tensor narrow = net.Conv2d(
                    "conv1", net.Activation("ReLU", "relu1", net.BatchNorm2d("norm1", joined)), (long)Bottleneck * config.GrowthRate,
                        kernel: 1, bias: false);
                return net.Conv2d(
                    "conv2", net.Activation("ReLU", "relu2", net.BatchNorm2d("norm2", narrow)), config.GrowthRate, kernel: 3, padding: 1,
                        bias: false);
            }));
        }

        return net.Concat(1, all);
    }

    private static Tensor Transition(GraphBuilder net, Tensor x)
    {
        Tensor bent = net.Activation("ReLU", "relu", net.BatchNorm2d("norm", x));
        return net.AvgPool2d("pool", net.Conv2d("conv", bent, x.Shape![1] / 2, kernel: 1, bias: false), kernel: 2);
    }
}
