using JouleTree.Core.Layers;
using JouleTree.Graphs.Layers;
using JouleTree.Graphs.Zoo;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Graphs.Tests.Layers;

public sealed class LayerGraphTests
{
    [Fact]
    public void Of_ThenLayersOfTheGraph_IsTheSameLayer() => Properties.ForSeeds(200, seed =>
    {
        Random random = new(seed);
        LayerType type = LayerTypes.All[random.Next(LayerTypes.All.Count)];
        long Next(int least, int most) => random.Next(least, most + 1);
        long kernel = Next(1, 5);
        LayerConfiguration layer = LayerConfiguration.Create(type, key => key switch
        {
            LayerKeys.ImageSize => kernel + Next(0, 20),
            LayerKeys.KernelSize => kernel,
            LayerKeys.Padding => Next(0, 2),
            _ => Next(1, 9),
        });

        GraphLayers found = GraphLayers.Of(LayerGraph.Of(layer));

        found.Unknown.ShouldBeEmpty();
        found.Known.ShouldBe([layer]);
    });

    [Fact]
    public void Of_GraphOfEachLayer_HasTheLayersMacs()
    {
        // Bias counts as one multiply-accumulate an output in layer data, and not in graphs.
        LayerConfiguration product = LayerConfiguration.Create(LayerType.MatMul, 3, 4, 5, 6);
        LayerCounts.Macs(product).ShouldBe(3 * 4 * 5 * 6);
        LayerCounts.InputElements(product).ShouldBe((3 * 4 * 5) + (3 * 5 * 6));
        LayerCounts.OutputElements(product).ShouldBe(3 * 4 * 6);
        Graph graph = LayerGraph.Of(product);
        graph.Inputs.Sum(input => input.Elements).ShouldBe((3 * 4 * 5) + (3 * 5 * 6));
        graph.Outputs.Sum(output => output.Elements).ShouldBe(3 * 4 * 6);
    }

    [Fact]
    public void LayersOfBert_AreThoseOfItsArchitecture()
    {
        GraphLayers layers = GraphLayers.Of(ModelZoo.Find("bert-base-uncased").Build(new Workload { BatchSize = 2, SequenceLength = 16 }));

        layers.Known.ShouldContain(LayerConfiguration.Create(LayerType.Embedding, 2, 16, 768, 30522));
        layers.Known.Count(layer => layer.Equals(LayerConfiguration.Create(LayerType.MatMul, 24, 16, 64, 16))).ShouldBe(12);
        layers.Known.Count(layer => layer.Equals(LayerConfiguration.Create(LayerType.LayerNorm, 32, 768))).ShouldBe(25);
    }
}
