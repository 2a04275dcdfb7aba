using System.Runtime.CompilerServices;
using JouleTree.Graphs.Building;
using JouleTree.Graphs.Zoo;

namespace JouleTree.Graphs.Tests.Zoo;

/// <summary>Configuration of LeNet-5.</summary>
internal sealed record LeNetConfig
{
    public int NumClasses { get; init; } = 10;
}

/// <summary>LeNet-5 (LeCun et al., 1998) with ReLU and max-pooling, as it is commonly built in PyTorch.</summary>
internal sealed class LeNetFamily : ConfiguredFamily<LeNetConfig>
{
    public LeNetFamily() => Declare("lenet5", new LeNetConfig(), 61_706, "LeCun et al., 1998, with full connections");

    public override string Name => "LeNet";

    public override string ModelType => "lenet";

    protected override string ClassName => "LeNet";

    [ModuleInitializer]
    internal static void Announce() => ModelZoo.Announce(new LeNetFamily());

    protected override LeNetConfig Read(ConfigFields fields, LeNetConfig config) =>
        config with { NumClasses = fields.Size(config.NumClasses, "num_classes") };

    protected override IReadOnlyList<Tensor> Forward(GraphBuilder net, LeNetConfig config)
    {
        Tensor image = net.Input("input", net.Workload.FloatType, new TensorShape(net.Workload.BatchSize, 1, 28, 28));
        Tensor features = net.Module("features", "Sequential", () =>
        {
            Tensor x = net.Activation("ReLU", "1", net.Conv2d("0", image, 6, kernel: 5, padding: 2));
            x = net.MaxPool2d("2", x, kernel: 2, stride: 2);
            x = net.Activation("ReLU", "4", net.Conv2d("3", x, 16, kernel: 5));
            return net.MaxPool2d("5", x, kernel: 2, stride: 2);
        });
        Tensor flat = net.Flatten(features);
        return [net.Module("classifier", "Sequential", () =>
        {
            Tensor x = net.Activation("ReLU", "1", net.Linear("0", flat, 120));
            x = net.Activation("ReLU", "3", net.Linear("2", x, 84));
            return net.Linear("4", x, config.NumClasses);
        })];
    }
}
