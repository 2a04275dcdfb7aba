using System.Runtime.CompilerServices;
using JouleTree.Graphs.Building;

namespace JouleTree.Graphs.Zoo.Vision;

/// <summary>AlexNet (Krizhevsky, 2014), as torchvision's.</summary>
internal sealed class AlexNetFamily : VisionFamily<VisionConfig>
{
    public AlexNetFamily() => Declare("alexnet", new VisionConfig(), 61_100_840, Source);

    public override string Name => "AlexNet";

    public override string ModelType => "alexnet";

    protected override string ClassName => "AlexNet";

    [ModuleInitializer]
    internal static void Announce() => ModelZoo.Announce(new AlexNetFamily());

    protected override IReadOnlyList<Tensor> Forward(GraphBuilder net, VisionConfig config)
    {
        Tensor image = config.Image(net);
        Tensor features = net.Module("features", "Sequential", () =>
        {
            Tensor x = net.Activation("ReLU", "1", net.Conv2d("0", image, 64, kernel: 11, stride: 4, padding: 2));
            x = net.MaxPool2d("2", x, kernel: 3, stride: 2);
            x = net.Activation("ReLU", "4", net.Conv2d("3", x, 192, kernel: 5, padding: 2));
            x = net.MaxPool2d("5", x, kernel: 3, stride: 2);
            x = net.Activation("ReLU", "7", net.Conv2d("6", x, 384, kernel: 3, padding: 1));
            x = net.Activation("ReLU", "9", net.Conv2d("8", x, 256, kernel: 3, padding: 1));
            x = net.Activation("ReLU", "11", net.Conv2d("10", x, 256, kernel: 3, padding: 1));
            return net.MaxPool2d("12", x, kernel: 3, stride: 2);
        });
        Tensor pooled = net.Flatten(net.AdaptiveAvgPool2d("avgpool", features, 6));
        return [net.Module("classifier", "Sequential", () =>
        {
            Tensor x = net.Activation("ReLU", "2", net.Linear("1", pooled, 4096));
            x = net.Activation("ReLU", "5", net.Linear("4", x, 4096));
            return net.Linear("6", x, config.NumClasses);
        })];
    }
}
