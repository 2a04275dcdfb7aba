using JouleTree.Core.Layers;
using JouleTree.Core.Layers.Prediction;
using JouleTree.Graphs.Building;
using JouleTree.Graphs.Layers;
using JouleTree.Graphs.Zoo;
using Shouldly;
using Xunit;

namespace JouleTree.Graphs.Tests.Layers;

public sealed class GraphLayersTests
{
    // He et al. 2016: a normalisation moves its input and its output, a residual addition two inputs and one output of 56 × 56 pixels.
    [Fact]
    public void Of_ResNet_HasALayerOrAStandInForEveryOperator()
    {
        NetworkLayers layers = GraphLayers.Of(ModelZoo.Find("resnet50").Build(new Workload { BatchSize = 2 }));

        layers.Operators.ShouldAllBe(op => op.IsFree || op.Layer != null || op.StandIn != null);
        LayerStandIn normalisation = layers.Operators.First(op => op.Type == "BatchNorm2d").StandIn!;
        normalisation.ShouldBe(LayerStandIn.Moving(2, 64 * 112 * 112));
        (normalisation.Layer.Type, normalisation.Factor).ShouldBe((LayerType.ReLU, 1));
        LayerStandIn addition = layers.Operators.First(op => op.Type == "Add").StandIn!;
        addition.Factor.ShouldBe(1.5);
        addition.Layer.ShouldBe(LayerConfiguration.Create(LayerType.ReLU, 2, 256 * 56 * 56));
        layers.Operators.Single(op => op.Type == "AdaptiveAvgPool2d").StandIn!.Layer
            .ShouldBe(LayerConfiguration.Create(LayerType.MaxPool2d, 2, 7, 7, 2048, 7, 0));
    }

    [Theory]
    [InlineData("mobilenet_v2", "depthwise")]
    [InlineData("resnext50_32x4d", "grouped")]
    public void Of_ConvolutionsInGroups_AreMissingAndSayWhy(string model, string problem)
    {
        NetworkLayers layers = GraphLayers.Of(ModelZoo.Find(model).Build(new Workload()));

        NetworkOperator[] missing = [.. layers.Operators.Where(op => !op.IsFree && op.Layer is null && op.StandIn is null)];
        missing.ShouldNotBeEmpty();
        missing.ShouldAllBe(op => op.Type == "Conv2d" && op.Problem == problem);
    }

    // A window of 3 every 2 pixels of 112, the last over the edge, is as many windows over as many pixels as one padded by 1: 56 and 167.
    [Fact]
    public void Of_PoolingOverTheEdge_IsThePaddedOneOfTheSameWork()
    {
        NetworkLayers layers = GraphLayers.Of(ModelZoo.Find("googlenet").Build(new Workload()));

        NetworkOperator[] poolings = [.. layers.Operators.Where(op => op.Type == "MaxPool2d")];
        poolings.ShouldAllBe(op => op.Layer != null);
        poolings[0].Layer.ShouldBe(LayerConfiguration.Create(LayerType.MaxPool2d, 1, 112, 3, 64, 2, 1));
        LayerCounts.OutputImageSize(poolings[0].Layer!).ShouldBe(56);
        LayerCounts.TouchedPixelsPerRow(poolings[0].Layer!).ShouldBe((55 * 3) + 2);
    }

    [Fact]
    public void Of_ImageThatIsNotSquare_IsMissingAndSaysWhy()
    {
        GraphBuilder net = new("mine", "Mine", new Workload());
        Tensor image = net.Input("x", DataType.Float32, new TensorShape(1, 3, 8, 16));
        Graph graph = net.Build(net.MaxPool2d("pool", net.Conv2d("conv", image, 4, 3), 2, 2));

        GraphLayers.Of(graph).Operators.ShouldAllBe(op => op.Layer == null && op.Problem == "image or window not square");
    }
}
