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
        Dictionary<string, double> named = PhysicsTerms.Names(LayerType.Conv2d).Zip(terms).ToDictionary(term => term.First, term => term.Second);
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
}
