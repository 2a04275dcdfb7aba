using JouleTree.Core.Layers;
using JouleTree.Core.Layers.Models.Physics;
using Shouldly;
using Xunit;

namespace JouleTree.Core.Tests.Layers.Models.Physics;

public sealed class PhysicsTermsTests
{
    [Fact]
    public void Terms_Convolution_AreTheCountsOfTheirNames()
    {
        double[] terms = PhysicsTerms.Of(LayerConfiguration.Create(LayerType.Conv2d, 100, 32, 5, 24, 40, 2, 2));

        double macs = 100.0 * 16 * 16 * 25 * 24 * 40;
        Dictionary<string, double> named = PhysicsTerms.Names(LayerType.Conv2d).Zip(terms)
            .ToDictionary(term => term.First, term => term.Second);
        named["call"].ShouldBe(1);
        named["weight bytes"].ShouldBe(4 * 25 * 24 * 40);
        named["MACs (blocked)"].ShouldBe(macs);
        named["MACs of filled output blocks"].ShouldBe(macs * 48 / 40);
        named["MACs with input channels off 16"].ShouldBe(macs);
        named["MACs with a stride"].ShouldBe(macs);
        named["reordered input bytes"].ShouldBe(4.0 * 100 * 32 * 32 * 32);
        named["reordered output bytes"].ShouldBe(4.0 * 100 * 48 * 16 * 16);
        named["bytes mapped anew"].ShouldBe(0);
        named["input bytes under a kernel"].ShouldBe(4.0 * 100 * 24 * 32 * 32);
        named.Where(term => term.Key.EndsWith("(matrix product)")).ShouldAllBe(term => term.Value == 0);
        // Ten times as many items, and each of the three tensors is larger than 32 MiB.
        double[] large = PhysicsTerms.Of(LayerConfiguration.Create(LayerType.Conv2d, 1000, 32, 5, 24, 40, 2, 2));
        large[8].ShouldBe(4.0 * 1000 * ((32 * 32 * 32) + (40 * 16 * 16) + (48 * 16 * 16)));
        PhysicsTerms.Of(LayerConfiguration.Create(LayerType.Conv2d, 100, 32, 5, 32, 40, 1, 2))[4..6].ShouldBe([0, 0]);
    }

    [Fact]
    public void Terms_MatrixProduct_AreTheCountsOfTheirNames()
    {
        // 1 × 1 kernel, padding 1: 34 × 34 pixels out.
        double[] terms = PhysicsTerms.Of(LayerConfiguration.Create(LayerType.Conv2d, 100, 32, 1, 24, 40, 1, 1));

        double macs = 100.0 * 34 * 34 * 24 * 40;
        terms[..2].ShouldBe([1, 4 * 24 * 40]);
        terms[2..10].ShouldAllBe(term => term == 0);
        terms[10..].ShouldBe([macs, 4.0 * 100 * 24 * 32 * 32, 0, macs / 40, macs / (34 * 34), 4.0 * 100 * 24 * 32 * 32]);
    }

    // Counted by hand: 10 items of 20 inputs and 30 outputs.
    [Fact]
    public void Terms_Linear_AreTheCountsOfTheirNames()
    {
        PhysicsTerms.Of(LayerConfiguration.Create(LayerType.Linear, 10, 20, 30)).ShouldBe([1, 6000, 800, 2400, 1200, 0, 0]);
        // Up to three items, or up to eight outputs, stream the longer of weights and inputs once.
        PhysicsTerms.Of(LayerConfiguration.Create(LayerType.Linear, 3, 20, 30)).ShouldBe([1, 1800, 0, 0, 0, 0, 2400]);
        PhysicsTerms.Of(LayerConfiguration.Create(LayerType.Linear, 100, 20, 8)).ShouldBe([1, 16_000, 0, 0, 0, 0, 8000]);
        // 3,000 × 3,000 weights are more than 32 MiB.
        PhysicsTerms.Of(LayerConfiguration.Create(LayerType.Linear, 10, 3000, 3000))[5].ShouldBe(36e6);
    }

    // 2 items of 4 channels, 5 × 5 pixels, 3 × 3 window, stride 2: 2 × 2 pixels out, each row of windows touches 6 pixels. A window of 9
    // values in no order meets 1/2 + 1/3 + ... + 1/9 new maxima.
    [Fact]
    public void Terms_Pooling_AreTheCountsOfTheirNames()
    {
        double[] terms = PhysicsTerms.Of(LayerConfiguration.Create(LayerType.MaxPool2d, 2, 5, 3, 4, 2, 0));

        terms[..11].ShouldBe([1, 8 * 36, 800, 128, 0, 0, 0, 8 * 2 * 6, 8 * 2, 8, 32]);
        terms[11].ShouldBe(32 * (7129.0 / 2520 - 1), 1e-10);
    }

    [Fact]
    public void Terms_MatMul_AreTheCountsOfTheirNames() =>
        PhysicsTerms.Of(LayerConfiguration.Create(LayerType.MatMul, 2, 3, 4, 5)).ShouldBe([1, 120, 256, 120, 2]);

    // What an embedding moves are the rows that its ids name.
    [Fact]
    public void Terms_Elementwise_AreTheBytesOfTheOutput()
    {
        PhysicsTerms.Of(LayerConfiguration.Create(LayerType.Tanh, 2, 7)).ShouldBe([1, 56, 0]);
        PhysicsTerms.Of(LayerConfiguration.Create(LayerType.Embedding, 2, 3, 4, 10)).ShouldBe([1, 96, 0]);
        PhysicsTerms.Of(LayerConfiguration.Create(LayerType.ReLU, 9, 1_000_000)).ShouldBe([1, 36e6, 36e6]);
        // Exactly 32 MiB are kept.
        PhysicsTerms.Of(LayerConfiguration.Create(LayerType.ReLU, 8, 1 << 20)).ShouldBe([1, 1 << 25, 0]);
    }
}
