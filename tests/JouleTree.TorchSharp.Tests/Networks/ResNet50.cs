using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace JouleTree.TorchSharp.Tests.Networks;

/// <summary>ResNet-50 (He et al., 2016), with the names of torchvision's ResNet.</summary>
internal sealed class ResNet : Module<Tensor, Tensor>
{
    private const long Classes = 1000;
    private readonly Conv2d conv1 = Conv2d(3, 64, 7, stride: 2, padding: 3, bias: false);
    private readonly BatchNorm2d bn1 = BatchNorm2d(64);
    private readonly ReLU relu = ReLU(inplace: true);
    private readonly MaxPool2d maxpool = MaxPool2d(3, stride: 2, padding: 1);
    private readonly Sequential layer1, layer2, layer3, layer4;
    private readonly AdaptiveAvgPool2d avgpool = AdaptiveAvgPool2d([1, 1]);
    private readonly Linear fc = Linear(2048, Classes);

    public ResNet()
        : base(nameof(ResNet))
    {
        layer1 = Layer(64, 64, 3, 1);
        layer2 = Layer(256, 128, 4, 2);
        layer3 = Layer(512, 256, 6, 2);
        layer4 = Layer(1024, 512, 3, 2);
        RegisterComponents();
        eval();
    }

    public override Tensor forward(Tensor x)
    {
        Tensor y = maxpool.call(relu.call(bn1.call(conv1.call(x))));
        y = layer4.call(layer3.call(layer2.call(layer1.call(y))));
        return fc.call(avgpool.call(y).flatten(1));
    }

    private static Sequential Layer(long given, long width, int blocks, long stride) => Sequential(
        Enumerable.Range(0, blocks).Select(block =>
            ($"{block}", (Module<Tensor, Tensor>)new Bottleneck(block == 0 ? given : 4 * width, width, block == 0 ? stride : 1))));
}

internal sealed class Bottleneck : Module<Tensor, Tensor>
{
    private readonly Conv2d conv1, conv2, conv3;
    private readonly BatchNorm2d bn1, bn2, bn3;
    private readonly ReLU relu = ReLU(inplace: true);
    private readonly Sequential? downsample;

    public Bottleneck(long given, long width, long stride)
        : base(nameof(Bottleneck))
    {
        conv1 = Conv2d(given, width, 1, bias: false);
        bn1 = BatchNorm2d(width);
        conv2 = Conv2d(width, width, 3, stride: stride, padding: 1, bias: false);
        bn2 = BatchNorm2d(width);
        conv3 = Conv2d(width, 4 * width, 1, bias: false);
        bn3 = BatchNorm2d(4 * width);
        if (stride != 1 || given != 4 * width)
            downsample = Sequential(("0", Conv2d(given, 4 * width, 1, stride: stride, bias: false)), ("1", BatchNorm2d(4 * width)));
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        Tensor y = relu.call(bn1.call(conv1.call(x)));
        y = bn3.call(conv3.call(relu.call(bn2.call(conv2.call(y)))));
        return relu.call(y + (downsample?.call(x) ?? x));
    }
}
