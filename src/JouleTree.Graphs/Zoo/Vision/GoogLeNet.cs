using System.Runtime.CompilerServices;
using JouleTree.Graphs.Building;

namespace JouleTree.Graphs.Zoo.Vision;

/// <summary>GoogLeNet (Szegedy et al., 2015), as torchvision's after training: without the auxiliary classifiers.</summary>
internal sealed class GoogLeNetFamily : VisionFamily<VisionConfig>
{
    private const double Epsilon = 0.001;

    public GoogLeNetFamily() => Declare("googlenet", new VisionConfig(), 6_624_904, Source);

    public override string Name => "GoogLeNet";

    public override string ModelType => "googlenet";

    protected override string ClassName => "GoogLeNet";

    [ModuleInitializer]
    internal static void Announce() => ModelZoo.Announce(new GoogLeNetFamily());

    protected override VisionConfig ReadMore(ConfigFields fields, VisionConfig config)
    {
        fields.Ignore("dropout_aux", "transform_input", "aux_logits");
        return config;
    }

    protected override IReadOnlyList<Tensor> Forward(GraphBuilder net, VisionConfig config)
    {
        Tensor x = Conv(net, "conv1", config.Image(net), 64, kernel: 7, stride: 2, padding: 3);
        x = net.MaxPool2d("maxpool1", x, kernel: 3, stride: 2, roundUp: true);
        x = Conv(net, "conv3", Conv(net, "conv2", x, 64, kernel: 1), 192, kernel: 3, padding: 1);
        x = net.MaxPool2d("maxpool2", x, kernel: 3, stride: 2, roundUp: true);
        x = Inception(net, "inception3a", x, 64, 96, 128, 16, 32, 32);
        x = Inception(net, "inception3b", x, 128, 128, 192, 32, 96, 64);
        x = net.MaxPool2d("maxpool3", x, kernel: 3, stride: 2, roundUp: true);
        x = Inception(net, "inception4a", x, 192, 96, 208, 16, 48, 64);
        x = Inception(net, "inception4b", x, 160, 112, 224, 24, 64, 64);
        x = Inception(net, "inception4c", x, 128, 128, 256, 24, 64, 64);
        x = Inception(net, "inception4d", x, 112, 144, 288, 32, 64, 64);
        x = Inception(net, "inception4e", x, 256, 160, 320, 32, 128, 128);
        x = net.MaxPool2d("maxpool4", x, kernel: 2, stride: 2, roundUp: true);
        x = Inception(net, "inception5a", x, 256, 160, 320, 32, 128, 128);
        x = Inception(net, "inception5b", x, 384, 192, 384, 48, 128, 128);
        return [net.Linear("fc", net.Flatten(net.AdaptiveAvgPool2d("avgpool", x, 1)), config.NumClasses)];
    }

    private static Tensor Inception(GraphBuilder net, string name, Tensor x, int single, int narrow3, int wide3, int narrow5, int wide5,
        int pooled) =>
        net.Module(name, "Inception", () =>
        {
            Tensor first = Conv(net, "branch1", x, single, kernel: 1);
            Tensor second = net.Module("branch2", "Sequential",
                () => Conv(net, "1", Conv(net, "0", x, narrow3, kernel: 1), wide3, kernel: 3, padding: 1));
            // The paper's windows of 5 are windows of 3 in torchvision.
            Tensor third = net.Module("branch3", "Sequential",
                () => Conv(net, "1", Conv(net, "0", x, narrow5, kernel: 1), wide5, kernel: 3, padding: 1));
            Tensor fourth = net.Module("branch4", "Sequential", () =>
                Conv(net, "1", net.MaxPool2d("0", x, kernel: 3, stride: 1, padding: 1, roundUp: true), pooled, kernel: 1));
            return net.Concat(1, first, second, third, fourth);
        });

    private static Tensor Conv(GraphBuilder net, string name, Tensor x, int channels, long kernel, long stride = 1, long padding = 0) =>
        net.Module(name, "BasicConv2d", () =>
        {
            Tensor y = net.Conv2d("conv", x, channels, kernel, stride, padding, bias: false);
            return net.Call("ReLU", [net.BatchNorm2d("bn", y, Epsilon)]);
        });
}
