using JouleTree.Graphs.Counting;
using JouleTree.Graphs.Zoo;
using Shouldly;
using Xunit;

namespace JouleTree.Graphs.Tests.Counting;

/// <summary>
/// «GFLOPS» of torchvision's table of weights, which are billions of multiply-accumulates of convolutions and linear layers
/// for one image of 224 x 224, given to three decimals.
/// </summary>
public class TorchvisionMacsTests
{
    [Theory]
    [InlineData("alexnet", 0.714)]
    [InlineData("vgg11", 7.609)]
    [InlineData("vgg11_bn", 7.609)]
    [InlineData("vgg13", 11.308)]
    [InlineData("vgg13_bn", 11.308)]
    [InlineData("vgg16", 15.470)]
    [InlineData("vgg16_bn", 15.470)]
    [InlineData("vgg19", 19.632)]
    [InlineData("vgg19_bn", 19.632)]
    [InlineData("resnet18", 1.814)]
    [InlineData("resnet34", 3.664)]
    [InlineData("resnet50", 4.089)]
    [InlineData("resnet101", 7.801)]
    [InlineData("resnet152", 11.514)]
    [InlineData("resnext50_32x4d", 4.230)]
    [InlineData("resnext101_32x8d", 16.414)]
    [InlineData("resnext101_64x4d", 15.460)]
    [InlineData("wide_resnet50_2", 11.398)]
    [InlineData("wide_resnet101_2", 22.753)]
    [InlineData("mobilenet_v2", 0.301)]
    [InlineData("squeezenet1_0", 0.819)]
    [InlineData("squeezenet1_1", 0.349)]
    [InlineData("densenet121", 2.834)]
    [InlineData("densenet161", 7.728)]
    [InlineData("densenet169", 3.360)]
    [InlineData("densenet201", 4.291)]
    [InlineData("googlenet", 1.498)]
    [InlineData("vit_b_16", 17.564)]
    [InlineData("vit_b_32", 4.409)]
    [InlineData("vit_l_16", 61.555)]
    [InlineData("vit_l_32", 15.378)]
    public void Macs_ImageClassifier_EqualTorchvisionsFigure(string name, double billions)
    {
        GraphView view = GraphView.Full(ModelZoo.Find(name).Build());

        view.Uncounted.ShouldBeEmpty();
        (view.CountsOf(view.Tree.Root).Macs!.Value / 1e9).ShouldBe(billions, 0.0005);
    }
}
