using System.Globalization;
using System.Runtime.CompilerServices;
using JouleTree.Graphs.Building;

namespace JouleTree.Graphs.Zoo.Vision;

/// <summary>Configuration of MobileNet V2.</summary>
internal sealed record MobileNetV2Config : VisionConfig
{
    /// <summary>Factor on the channels of every layer.</summary>
    public double WidthMultiplier { get; init; } = 1;
}

/// <summary>MobileNet V2 (Sandler et al., 2018), as torchvision's.</summary>
internal sealed class MobileNetV2Family : VisionFamily<MobileNetV2Config>
{
    // Expansion, channels, blocks and stride of each stage: table 2 of the paper.
    private static readonly (int Expansion, int Channels, int Blocks, int Stride)[] Stages =
        [(1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1)];

    public MobileNetV2Family() => Declare("mobilenet_v2", new MobileNetV2Config(), 3_504_872, Source);

    public override string Name => "MobileNet V2";

    public override string ModelType => "mobilenet_v2";

    protected override string ClassName => "MobileNetV2";

    // As of MobileNetV2Config in Transformers' configuration_mobilenet_v2.py; a configuration there has two classes where it lists none.
    protected override MobileNetV2Config Defaults { get; } = new() { NumClasses = 2 };

    [ModuleInitializer]
    internal static void Announce() => ModelZoo.Announce(new MobileNetV2Family());

    protected override MobileNetV2Config ReadMore(ConfigFields fields, MobileNetV2Config config)
    {
        fields.Ignore("semantic_loss_ignore_index", "tf_padding");
        fields.Only("depth_divisible_by", "8");
        fields.Only("expand_ratio", "6");
        fields.Only("finegrained_output", "true");
        fields.Only("first_layer_is_expansion", "true");
        fields.Only("hidden_act", "relu6");
        fields.Only("min_depth", "8");
        fields.Only("output_stride", "32");
        double width = fields.Number(config.WidthMultiplier, "width_mult", "depth_multiplier");
        return width is > 0 and <= 1000
            ? config with { WidthMultiplier = width }
            : throw fields.Fail(fields.Has("depth_multiplier") ? "depth_multiplier" : "width_mult",
                FormattableString.Invariant($"is {width}, expected more than 0 and at most 1000"));
    }

    protected override IReadOnlyList<Tensor> Forward(GraphBuilder net, MobileNetV2Config config)
    {
        long Width(double channels) => MakeDivisible(channels * config.WidthMultiplier);
        Tensor image = config.Image(net);
        Tensor features = net.Module("features", "Sequential", () =>
        {
            Tensor x = ConvNormActivation(net, "0", image, Width(32), kernel: 3, stride: 2);
            int next = 1;
            foreach ((int expansion, int channels, int blocks, int stride) in Stages)
            {
                for (int block = 0; block < blocks; block++)
                {
                    Tensor given = x;
                    x = net.Module((next++).ToString(CultureInfo.InvariantCulture), "InvertedResidual", () =>
                        InvertedResidual(net, given, Width(channels), expansion, block == 0 ? stride : 1));
                }
            }

            long last = MakeDivisible(1280 * Math.Max(1, config.WidthMultiplier));
            return ConvNormActivation(net, next.ToString(CultureInfo.InvariantCulture), x, last, kernel: 1, stride: 1);
        });
        Tensor pooled = net.Call("AdaptiveAvgPool2d", [features], new OperatorAttributes(("output_size", new[] { 1L, 1 })));
        Tensor flat = net.Flatten(pooled);
        return [net.Module("classifier", "Sequential", () => net.Linear("1", flat, config.NumClasses))];
    }

    private static Tensor InvertedResidual(GraphBuilder net, Tensor x, long channels, int expansion, int stride)
    {
        Tensor y = net.Module("conv", "Sequential", () =>
        {
            long hidden = x.Shape![1] * expansion;
            bool expands = expansion != 1;
            Tensor inner = expands ? ConvNormActivation(net, "0", x, hidden, kernel: 1, stride: 1) : x;
            inner = ConvNormActivation(net, expands ? "1" : "0", inner, hidden, kernel: 3, stride, groups: hidden);
            inner = net.Conv2d(expands ? "2" : "1", inner, channels, kernel: 1, bias: false);
            return net.BatchNorm2d(expands ? "3" : "2", inner);
        });
        return stride == 1 && x.Shape![1] == channels ? net.Add(x, y) : y;
    }

    private static Tensor ConvNormActivation(GraphBuilder net, string name, Tensor x, long channels, long kernel, long stride,
        long groups = 1) =>
        net.Module(name, "Conv2dNormActivation", () =>
        {
            Tensor y = net.Conv2d("0", x, channels, kernel, stride, padding: (kernel - 1) / 2, groups, bias: false);
            return net.Activation("ReLU6", "2", net.BatchNorm2d("1", y));
        });

    /// <summary>The nearest multiple of 8 that is at least 8 and not below nine tenths of the wish, as in the original code.</summary>
    private static long MakeDivisible(double wish)
    {
        long rounded = Math.Max(8, (long)(wish + 4) / 8 * 8);
        return rounded < 0.9 * wish ? rounded + 8 : rounded;
    }
}
