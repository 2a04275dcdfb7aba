using System.Runtime.CompilerServices;
using JouleTree.Graphs.Building;

namespace JouleTree.Graphs.Zoo.Vision;

/// <summary>Configuration of a residual network.</summary>
internal sealed record ResNetConfig : VisionConfig
{
    /// <summary>Blocks in each of the four stages.</summary>
    public required IReadOnlyList<int> Depths { get; init; }

    /// <summary>Blocks narrow and widen again by four (Bottleneck) instead of keeping their width (BasicBlock).</summary>
    public bool Bottleneck { get; init; }

    public int Groups { get; init; } = 1;

    public int WidthPerGroup { get; init; } = 64;
}

/// <summary>ResNet (He et al., 2016), ResNeXt (Xie et al., 2017) and Wide ResNet (2016), as torchvision's.</summary>
internal sealed class ResNetFamily : VisionFamily<ResNetConfig>
{
    public ResNetFamily()
    {
        Declare("resnet18", new ResNetConfig { Depths = [2, 2, 2, 2] }, 11_689_512, Source);
        Declare("resnet34", new ResNetConfig { Depths = [3, 4, 6, 3] }, 21_797_672, Source);
        ResNetConfig fifty = new() { Depths = [3, 4, 6, 3], Bottleneck = true };
        ResNetConfig hundred = fifty with { Depths = [3, 4, 23, 3] };
        Declare("resnet50", fifty, 25_557_032, Source);
        Declare("resnet101", hundred, 44_549_160, Source);
        Declare("resnet152", fifty with { Depths = [3, 8, 36, 3] }, 60_192_808, Source);
        Declare("resnext50_32x4d", fifty with { Groups = 32, WidthPerGroup = 4 }, 25_028_904, Source);
        Declare("resnext101_32x8d", hundred with { Groups = 32, WidthPerGroup = 8 }, 88_791_336, Source);
        Declare("resnext101_64x4d", hundred with { Groups = 64, WidthPerGroup = 4 }, 83_455_272, Source);
        Declare("wide_resnet50_2", fifty with { WidthPerGroup = 128 }, 68_883_240, Source);
        Declare("wide_resnet101_2", hundred with { WidthPerGroup = 128 }, 126_886_696, Source);
    }

    public override string Name => "ResNet";

    public override string ModelType => "resnet";

    protected override string ClassName => "ResNet";

    // As of ResNetConfig in Transformers' configuration_resnet.py; a configuration there has two classes where it lists none.
    protected override ResNetConfig Defaults { get; } = new() { Depths = [3, 4, 6, 3], Bottleneck = true, NumClasses = 2 };

    [ModuleInitializer]
    internal static void Announce() => ModelZoo.Announce(new ResNetFamily());

    protected override ResNetConfig ReadMore(ConfigFields fields, ResNetConfig config)
    {
        fields.Ignore("out_features", "out_indices", "stage_names");
        fields.Only("embedding_size", "64");
        fields.Only("hidden_act", "relu");
        fields.Only("downsample_in_first_stage", "false");
        fields.Only("downsample_in_bottleneck", "false");
        ResNetConfig changed = config with
        {
            Depths = fields.Sizes(config.Depths, "depths"),
            Bottleneck = fields.Text(config.Bottleneck ? "bottleneck" : "basic", "layer_type", "basic", "bottleneck") == "bottleneck",
            Groups = fields.Size(config.Groups, "groups"),
            WidthPerGroup = fields.Size(config.WidthPerGroup, "width_per_group"),
        };
        int[] sizes = [.. Enumerable.Range(0, 4).Select(stage => (changed.Bottleneck ? 256 : 64) << stage)];
        return fields.Sizes(sizes, "hidden_sizes").SequenceEqual(sizes)
            ? changed
            : throw fields.Fail("hidden_sizes", $"expected {string.Join(", ", sizes)}, the widths of the stages here");
    }

    protected override IReadOnlyList<Tensor> Forward(GraphBuilder net, ResNetConfig config)
    {
        Tensor x = net.Conv2d("conv1", config.Image(net), 64, kernel: 7, stride: 2, padding: 3, bias: false);
        x = net.Activation("ReLU", "relu", net.BatchNorm2d("bn1", x));
        x = net.MaxPool2d("maxpool", x, kernel: 3, stride: 2, padding: 1);
        for (int stage = 0; stage < 4; stage++)
        {
            Tensor given = x;
            long planes = 64L << stage;
            bool first = true;
            x = net.Module($"layer{stage + 1}", "Sequential", () =>
                net.Repeat(config.Depths[stage], config.Bottleneck ? "Bottleneck" : "BasicBlock", given, y =>
                {
                    long stride = first && stage > 0 ? 2 : 1;
                    first = false;
                    return config.Bottleneck ? Bottleneck(net, config, y, planes, stride) : Basic(net, y, planes, stride);
                }));
        }

        return [net.Linear("fc", net.Flatten(net.AdaptiveAvgPool2d("avgpool", x, 1)), config.NumClasses)];
    }

    private static Tensor Basic(GraphBuilder net, Tensor x, long planes, long stride)
    {
        Tensor y = net.BatchNorm2d("bn1", net.Conv2d("conv1", x, planes, kernel: 3, stride, padding: 1, bias: false));
        y = net.Activation("ReLU", "relu", y);
        y = net.BatchNorm2d("bn2", net.Conv2d("conv2", y, planes, kernel: 3, padding: 1, bias: false));
        return net.Activation("ReLU", "relu", net.Add(y, Shortcut(net, x, planes, stride)));
    }

    private static Tensor Bottleneck(GraphBuilder net, ResNetConfig config, Tensor x, long planes, long stride)
    {
        long width = planes * config.WidthPerGroup / 64 * config.Groups;
        Tensor y = net.Activation("ReLU", "relu", net.BatchNorm2d("bn1", net.Conv2d("conv1", x, width, kernel: 1, bias: false)));
        y = net.Conv2d("conv2", y, width, kernel: 3, stride, padding: 1, groups: config.Groups, bias: false);
        y = net.Activation("ReLU", "relu", net.BatchNorm2d("bn2", y));
        y = net.BatchNorm2d("bn3", net.Conv2d("conv3", y, 4 * planes, kernel: 1, bias: false));
        return net.Activation("ReLU", "relu", net.Add(y, Shortcut(net, x, 4 * planes, stride)));
    }

    private static Tensor Shortcut(GraphBuilder net, Tensor x, long channels, long stride) =>
        stride == 1 && x.Shape![1] == channels
            ? x
            : net.Module("downsample", "Sequential", () =>
                net.BatchNorm2d("1", net.Conv2d("0", x, channels, kernel: 1, stride, bias: false)));
}
