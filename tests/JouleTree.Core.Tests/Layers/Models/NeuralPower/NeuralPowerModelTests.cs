using JouleTree.Core.Layers;
using JouleTree.Core.Layers.Models;
using JouleTree.Core.Layers.Models.NeuralPower;
using Shouldly;
using Xunit;

namespace JouleTree.Core.Tests.Layers.Models.NeuralPower;

public sealed class NeuralPowerModelTests
{
    private static readonly LayerConfiguration Layer = LayerConfiguration.Create(LayerType.Linear, 2, 3, 4);

    // 32 published MACs; 6 inputs, 16 weights with bias and 8 outputs move.
    [Fact]
    public void Terms_ByHand_AreMonomialsFlopsAndAccesses()
    {
        NeuralPowerTerms terms = new(LayerType.Linear, 2);

        terms.Names.ShouldBe(
        [
            "batch_size", "input_size", "output_size", "batch_size^2", "batch_size·input_size", "batch_size·output_size", "input_size^2",
            "input_size·output_size", "output_size^2", "FLOPs", "memory accesses",
        ]);
        terms.Of(Layer).ShouldBe([2, 3, 4, 4, 6, 8, 9, 12, 16, 64, 30]);
    }

    // A rectifier counts its elements; what the published data count as 0 too.
    [Theory]
    [InlineData(LayerType.ReLU, 28)]
    [InlineData(LayerType.Sigmoid, 14)]
    internal void Terms_ElementwiseLayer_WorksOnItsElements(LayerType type, double flops) =>
        new NeuralPowerTerms(type, 1).Of(LayerConfiguration.Create(type, 2, 7)).ShouldBe([2, 7, flops, 28]);

    // T = 1 + 0.5·input_size = 2.5 s, P = 10 + 2·output_size = 18 W.
    [Fact]
    public void Predict_ByHand_IsTimeTimesPower()
    {
        NeuralPowerTerms terms = new(LayerType.Linear, 1);
        NeuralPowerModel model = new(
            LayerRange.Of([Layer]), new SparsePolynomial(terms, 1, [0, 0.5, 0, 0, 0], 1),
            new SparsePolynomial(terms, 10, [0, 0, 2, 0, 0], 1), LogSpread: 0.1);

        LayerPrediction prediction = model.Predict(Layer);

        prediction.Seconds.ShouldBe(2.5);
        prediction.Joules.ShouldBe(45);
        prediction.LogInterval!.Value.ShouldBe(0.16449, 1e-5);
        model.Formula.ShouldBe("E[J] = T·P; T[s] = 1 + 0.5·input_size; P[W] = 10 + 2·output_size");
    }

    [Fact]
    public void Value_BelowHalfOfTheSmallestTarget_IsThatHalf() =>
        new SparsePolynomial(new NeuralPowerTerms(LayerType.Linear, 1), -5, [0, 0, 0, 0, 0], Smallest: 3).Value(Layer).ShouldBe(1.5);
}
