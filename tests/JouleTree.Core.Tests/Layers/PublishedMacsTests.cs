using JouleTree.Core.Import.CodeCarbon;
using JouleTree.Core.Layers;
using JouleTree.Core.Layers.Measurements;
using JouleTree.Core.Tests.Import.CodeCarbon;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Core.Tests.Layers;

public sealed class PublishedMacsTests
{
    // Counted by hand: 108 outputs of 36 weights and a bias, 21 of 5 and a bias, 32 windows of 9, one of 9 (half of it is 4.5).
    [Theory]
    [InlineData(LayerType.Conv2d, new long[] { 2, 5, 3, 4, 6, 2, 1 }, 108 * 37)]
    [InlineData(LayerType.Linear, new long[] { 3, 5, 7 }, 21 * 6)]
    [InlineData(LayerType.MaxPool2d, new long[] { 2, 5, 3, 4, 2, 0 }, 144)]
    [InlineData(LayerType.MaxPool2d, new long[] { 1, 3, 3, 1, 1, 0 }, 4)]
    [InlineData(LayerType.ReLU, new long[] { 2, 7 }, 14)]
    [InlineData(LayerType.AdaptiveAvgPool2d, new long[] { 2, 7 }, 14)]
    [InlineData(LayerType.Sigmoid, new long[] { 2, 7 }, 0)]
    [InlineData(LayerType.Tanh, new long[] { 2, 7 }, 0)]
    [InlineData(LayerType.Softmax, new long[] { 2, 7 }, 0)]
    [InlineData(LayerType.Dropout, new long[] { 2, 7 }, 0)]
    [InlineData(LayerType.MatMul, new long[] { 2, 3, 4, 5 }, 120)]
    internal void Of_ByHand(LayerType type, long[] values, double macs) =>
        PublishedMacs.Of(LayerConfiguration.Create(type, values)).ShouldBe(macs);

    [Fact]
    public void OfIntegers_TooLarge_OverflowInsteadOfWrapping()
    {
        Should.Throw<OverflowException>(() => PublishedMacs.OfWeights(long.MaxValue / 2, 2L, bias: true));
        Should.Throw<OverflowException>(() => PublishedMacs.OfMaximum(long.MaxValue, 2L));
        PublishedMacs.OfWeights(7L, 2L, bias: false).ShouldBe(14);
    }

    [SharedDataFact]
    public void Of_PublishedLayers_EqualTheRecordedOnes()
    {
        foreach (LayerMeasurement row in PublishedLayers.Rows().Values.SelectMany(rows => rows))
            PublishedMacs.Of(row.Configuration!).ShouldBe(row.RecordedMacs!.Value, row.Configuration!.ToString());
    }

    [SharedDataFact]
    public void Of_ModulesOfPublishedNetworks_EqualTheRecordedOnes()
    {
        foreach (LayerMeasurement row in CodeCarbonImportTests.ReadArchitectures(BadRowRule.Published)
            .Measurements.Where(row => row.LayerIndex > 0))
        {
            LayerConfiguration layer = PublishedNetworks.At(row.Architecture!, row.BatchSize, row.LayerIndex!.Value);
            layer.Type.ToString().ShouldBe(row.Module);
            PublishedMacs.Of(layer).ShouldBe(row.RecordedMacs!.Value, $"{row.Architecture} {row.LayerIndex} {layer}");
        }
    }
}
