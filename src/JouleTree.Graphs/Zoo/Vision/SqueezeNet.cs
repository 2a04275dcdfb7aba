using System.Globalization;
using System.Runtime.CompilerServices;
using JouleTree.Graphs.Building;

namespace JouleTree.Graphs.Zoo.Vision;

/// <summary>Configuration of SqueezeNet.</summary>
internal sealed record SqueezeNetConfig : VisionConfig
{
    /// <summary>Version 1.1: smaller first window, and pooling earlier.</summary>
    public bool IsOnePointOne { get; init; }
}

/// <summary>SqueezeNet (Iandola et al., 2016) 1.0 and 1.1, as torchvision's.</summary>
internal sealed class SqueezeNetFamily : VisionFamily<SqueezeNetConfig>
{
    // Squeezed channels of each Fire module (expanded ones are four times as many, twice); 0 stands for pooling.
    private static readonly int[] Version10 = [16, 16, 32, 0, 32, 48, 48, 64, 0, 64];
    private static readonly int[] Version11 = [16, 16, 0, 32, 32, 0, 48, 48, 64, 64];

    public SqueezeNetFamily()
    {
        Declare("squeezenet1_0", new SqueezeNetConfig(), 1_248_424, Source);
        Declare("squeezenet1_1", new SqueezeNetConfig { IsOnePointOne = true }, 1_235_496, Source);
    }

    public override string Name => "SqueezeNet";

    public override string ModelType => "squeezenet";

    protected override string ClassName => "SqueezeNet";

    [ModuleInitializer]
    internal static void Announce() => ModelZoo.Announce(new SqueezeNetFamily());

    protected override IReadOnlyList<Tensor> Forward(GraphBuilder net, SqueezeNetConfig config)
    {
        Tensor image = config.Image(net);
        Tensor features = net.Module("features", "Sequential", () =>
        {
            Tensor x = config.IsOnePointOne
                ? net.Conv2d("0", image, 64, kernel: 3, stride: 2)
                : net.Conv2d("0", image, 96, kernel: 7, stride: 2);
            x = net.MaxPool2d("2", net.Activation("ReLU", "1", x), kernel: 3, stride: 2, roundUp: true);
            int next = 3;
            foreach (int squeezed in config.IsOnePointOne ? Version11 : Version10)
            {
                Tensor given = x;
                string name = (next++).ToString(CultureInfo.InvariantCulture);
                x = squeezed == 0
                    ? net.MaxPool2d(name, given, kernel: 3, stride: 2, roundUp: true)
                    : net.Module(name, "Fire", () => Fire(net, given, squeezed));
            }

            return x;
        });
        return [net.Flatten(net.Module("classifier", "Sequential", () =>
            net.AdaptiveAvgPool2d("3", net.Activation("ReLU", "2", net.Conv2d("1", features, config.NumClasses, kernel: 1)), 1)))];
    }

    private static Tensor Fire(GraphBuilder net, Tensor x, int squeezed)
    {
        Tensor narrow = net.Activation("ReLU", "squeeze_activation", net.Conv2d("squeeze", x, squeezed, kernel: 1));
        Tensor single = net.Activation("ReLU", "expand1x1_activation", net.Conv2d("expand1x1", narrow, 4L * squeezed, kernel: 1));
        Tensor triple = net.Activation("ReLU", "expand3x3_activation",
            net.Conv2d("expand3x3", narrow, 4L * squeezed, kernel: 3, padding: 1));
        return net.Concat(1, single, triple);
    }
}
