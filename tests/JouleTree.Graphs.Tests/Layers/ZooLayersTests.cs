using System.Text.Json;
using JouleTree.Core.Errors;
using JouleTree.Core.Layers;
using JouleTree.Core.Layers.Prediction;
using JouleTree.Graphs.Layers;
using JouleTree.Graphs.Zoo;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Graphs.Tests.Layers;

public sealed class ZooLayersTests
{
    // Krizhevsky 2014, as torchvision builds it at 224 pixels; written out.
    [Fact]
    public void Find_AlexNet_IsTheListOfThePaper()
    {
        NetworkLayers layers = new ZooLayers().Find("AlexNet", 2)!;

        layers.Unknown.ShouldBeEmpty();
        layers.Known.ShouldBe(
        [
            Layer(LayerType.Conv2d, 224, 11, 3, 64, 4, 2), Layer(LayerType.ReLU, 64 * 55 * 55),
            Layer(LayerType.MaxPool2d, 55, 3, 64, 2, 0),
            Layer(LayerType.Conv2d, 27, 5, 64, 192, 1, 2), Layer(LayerType.ReLU, 192 * 27 * 27),
            Layer(LayerType.MaxPool2d, 27, 3, 192, 2, 0),
            Layer(LayerType.Conv2d, 13, 3, 192, 384, 1, 1), Layer(LayerType.ReLU, 384 * 13 * 13),
            Layer(LayerType.Conv2d, 13, 3, 384, 256, 1, 1), Layer(LayerType.ReLU, 256 * 13 * 13),
            Layer(LayerType.Conv2d, 13, 3, 256, 256, 1, 1), Layer(LayerType.ReLU, 256 * 13 * 13),
            Layer(LayerType.MaxPool2d, 13, 3, 256, 2, 0),
            Layer(LayerType.AdaptiveAvgPool2d, 256 * 6 * 6),
            Layer(LayerType.Linear, 256 * 6 * 6, 4096), Layer(LayerType.ReLU, 4096), Layer(LayerType.Linear, 4096, 4096),
            Layer(LayerType.ReLU, 4096),
            Layer(LayerType.Linear, 4096, 1000),
        ]);
    }

    // What the measured networks of Getzner et al. (2023) are made of, dropout apart.
    [SharedDataTheory]
    [InlineData("alexnet")]
    [InlineData("vgg11")]
    [InlineData("vgg13")]
    [InlineData("vgg16")]
    public void Find_PublishedNetworks_EqualTheirTables(string name)
    {
        using JsonDocument tables = JsonDocument.Parse(
            File.ReadAllText(SharedData.PathOf("cnn-energy", "expected", "architecture_layer_tables.json")));
        LayerConfiguration[] expected = [.. tables.RootElement.GetProperty(name).EnumerateArray()
            .Where(row => row.GetProperty("module").GetString() != "Dropout")
            .Select(row => LayerConfiguration.Create(
                LayerTypes.Parse(row.GetProperty("module").GetString()!)!.Value,
                key => key == LayerKeys.BatchSize ? 8 : row.GetProperty(key).GetInt64()))];

        NetworkLayers layers = new ZooLayers().Find(name, 8)!;

        layers.Unknown.ShouldBeEmpty();
        layers.Known.ShouldBe(expected);
    }

    [Fact]
    public void Find_NetworkWithOtherOperators_NamesThem() =>
        new ZooLayers().Find("resnet18", 1)!.Unknown.Distinct().ShouldContain("BatchNorm2d");

    // Sixteen residual additions stand among the other operators, where the graph has them.
    [Fact]
    public void Of_Graph_HasOneForEachOperatorAtItsPlace()
    {
        Graph graph = ModelZoo.Find("resnet50").Build(new Workload());

        IReadOnlyList<NetworkOperator> operators = GraphLayers.Of(graph).Operators;

        operators.Select(one => one.Type).ShouldBe(graph.Operators.Select(op => op.Type));
        operators.Where(one => one.IsFree).Select(one => one.Type).ShouldBe(["Flatten"]);
        operators.Count(one => one is { Type: "Add", Layer: null }).ShouldBe(16);
    }

    [Fact]
    public void Find_Stranger_IsNull() => new ZooLayers().Find("mine", 1).ShouldBeNull();

    [Fact]
    public void Find_BatchThatCannotBeBuilt_SaysWhich() =>
        Should.Throw<InputException>(() => new ZooLayers().Find("vgg11", 3_000_000_000))
            .Message.ShouldContain("vgg11: a batch of 3000000000 items");

    private static LayerConfiguration Layer(LayerType type, params long[] values) => LayerConfiguration.Create(type, [2, .. values]);
}
