using JouleTree.Core.Layers;
using Shouldly;
using Xunit;

namespace JouleTree.Core.Tests.Layers;

public sealed class LayerCountsTests
{
    // Counted by hand. The convolution and the pooling write 3 × 3 and 2 × 2 pixels.
    [Theory]
    [InlineData(LayerType.Conv2d, new long[] { 2, 5, 3, 4, 6, 2, 1 }, 200, 108, 222, 3888)]
    [InlineData(LayerType.MaxPool2d, new long[] { 2, 5, 3, 4, 2, 0 }, 200, 32, 0, 0)]
    [InlineData(LayerType.Linear, new long[] { 3, 5, 7 }, 15, 21, 42, 105)]
    [InlineData(LayerType.MatMul, new long[] { 2, 3, 4, 5 }, 64, 30, 0, 120)]
    [InlineData(LayerType.Embedding, new long[] { 2, 3, 4, 10 }, 6, 24, 40, 0)]
    [InlineData(LayerType.LayerNorm, new long[] { 3, 4 }, 12, 12, 8, 0)]
    [InlineData(LayerType.AdaptiveAvgPool2d, new long[] { 2, 7 }, 14, 14, 0, 0)]
    [InlineData(LayerType.ReLU, new long[] { 2, 7 }, 14, 14, 0, 0)]
    [InlineData(LayerType.Softmax, new long[] { 2, 7 }, 14, 14, 0, 0)]
    internal void Counts_ByHand(LayerType type, long[] values, double inputs, double outputs, double weights, double multiplications)
    {
        LayerConfiguration layer = LayerConfiguration.Create(type, values);

        LayerCounts.InputElements(layer).ShouldBe(inputs);
        LayerCounts.OutputElements(layer).ShouldBe(outputs);
        LayerCounts.WeightElements(layer).ShouldBe(weights);
        LayerCounts.Multiplications(layer).ShouldBe(multiplications);
    }

    [Fact]
    public void WindowElements_LayerWithoutKernel_IsRefused() =>
        Should.Throw<ArgumentException>(() => LayerCounts.WindowElements(LayerConfiguration.Create(LayerType.ReLU, 1, 2)))
            .Message.ShouldContain("ReLU has no kernel");

    [Fact]
    public void WeightsPerOutput_LayerWithoutWeights_IsRefused() =>
        Should.Throw<ArgumentException>(() => LayerCounts.WeightsPerOutput(LayerConfiguration.Create(LayerType.ReLU, 1, 2)))
            .Message.ShouldContain("ReLU sums over no weights");

    [Fact]
    public void OutputImageSize_KernelOverTheEdge_IsDropped() =>
        LayerCounts.OutputImageSize(LayerConfiguration.Create(LayerType.MaxPool2d, 1, 224, 3, 64, 2, 0)).ShouldBe(111);

    [Fact]
    public void TouchedPixelsPerRow_WithoutPadding_IsKernelTimesOutput() =>
        LayerCounts.TouchedPixelsPerRow(LayerConfiguration.Create(LayerType.MaxPool2d, 1, 8, 2, 1, 2, 0)).ShouldBe(8);

    [Fact]
    public void TouchedPixelsPerRow_WithPadding_LeavesOutWhatIsNotThere() =>
        // Windows over [-1, 1], [1, 3], [3, 5] of an image [0, 5).
        LayerCounts.TouchedPixelsPerRow(LayerConfiguration.Create(LayerType.MaxPool2d, 1, 5, 3, 1, 2, 1)).ShouldBe(2 + 3 + 2);
}
