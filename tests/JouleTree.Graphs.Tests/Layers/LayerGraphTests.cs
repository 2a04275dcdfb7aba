using JouleTree.Core.Layers;
using JouleTree.Core.Layers.Prediction;
using JouleTree.Graphs.Counting;
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
        LayerConfiguration layer = Draw(seed);

        NetworkLayers found = GraphLayers.Of(LayerGraph.Of(layer));

        found.Unknown.ShouldBeEmpty();
        found.Known.ShouldBe([layer]);
    });

    // What the layer models take for facts of a layer is what the operator families count, for each type.
    [Fact]
    public void Of_GraphOfEachLayer_HasTheLayersCounts() => Properties.ForSeeds(200, seed =>
    {
        LayerConfiguration layer = Draw(seed);

        Graph graph = LayerGraph.Of(layer);

        Operator op = graph.Operators.ShouldHaveSingleItem();
        graph.Inputs.Sum(input => input.Elements).ShouldBe((long)LayerCounts.InputElements(layer));
        graph.Outputs.Sum(output => output.Elements).ShouldBe((long)LayerCounts.OutputElements(layer));
        op.Inputs.Except(graph.Inputs).Sum(weight => weight.Elements).ShouldBe((long)LayerCounts.WeightElements(layer));
        CountingRules.JouleTree.Count(op)!.Value.Macs.ShouldBe((long)LayerCounts.Multiplications(layer));
        // Types that the published data do not have have no published count in graphs.
        if (CountingRules.Layerwise.Count(op) is { } published)
            published.Macs.ShouldBe((long)PublishedMacs.Of(layer));
        else
            layer.Type.ShouldBeOneOf(LayerType.Embedding, LayerType.LayerNorm, LayerType.GELU, LayerType.MatMul, LayerType.Dropout);
    });

    [Fact]
    public void LayersOfBert_AreThoseOfItsArchitecture()
    {
        NetworkLayers layers = GraphLayers.Of(
            ModelZoo.Find("bert-base-uncased").Build(new Workload { BatchSize = 2, SequenceLength = 16 }));

        layers.Known.ShouldContain(LayerConfiguration.Create(LayerType.Embedding, 2, 16, 768, 30522));
        layers.Known.Count(layer => layer.Equals(LayerConfiguration.Create(LayerType.MatMul, 24, 16, 64, 16))).ShouldBe(12);
        layers.Known.Count(layer => layer.Equals(LayerConfiguration.Create(LayerType.LayerNorm, 32, 768))).ShouldBe(25);
    }

    private static LayerConfiguration Draw(int seed)
    {
        Random random = new(seed);
        LayerType type = LayerTypes.All[random.Next(LayerTypes.All.Count)];
        long Next(int least, int most) => random.Next(least, most + 1);
        long kernel = Next(1, 5);
        return LayerConfiguration.Create(type, key => key switch
        {
            LayerKeys.ImageSize => kernel + Next(0, 20),
            LayerKeys.KernelSize => kernel,
            LayerKeys.Padding => Next(0, 2),
            _ => Next(1, 9),
        });
    }
}
