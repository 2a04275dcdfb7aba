using JouleTree.Core.Layers;
using JouleTree.Core.Layers.Models.NeuralPower;
using Shouldly;
using Xunit;

namespace JouleTree.Core.Tests.Layers.Models.NeuralPower;

public sealed class NeuralPowerFitterTests
{
    [Fact]
    public void Fit_LinearMachine_FindsItsTerms()
    {
        NeuralPowerModel model = NeuralPowerFitter.Fit(Synthetic.Split(LayerType.Linear, 200));

        model.Formula.ShouldContain("FLOPs");
        LayerConfiguration layer = LayerConfiguration.Create(LayerType.Linear, 100, 2000, 2000);
        (model.Predict(layer).Joules / Synthetic.Joules(layer)).ShouldBe(1, 0.05);
    }

    // Exactly a constant, MACs and bytes, at 75 W: the lasso shrinks a little, and no more.
    [Theory]
    [InlineData(LayerType.Linear)]
    [InlineData(LayerType.Conv2d)]
    [InlineData(LayerType.ReLU)]
    internal void Fit_ExactSumOfCounts_PredictsLayersThatItNeverSaw(LayerType type)
    {
        NeuralPowerModel model = NeuralPowerFitter.Fit(Synthetic.Split(type, 300, scatter: 0));

        Random random = new(41);
        LayerConfiguration[] layers = [.. Enumerable.Range(0, 100).Select(_ => Synthetic.Layer(type, random))];
        double[] errors = [.. layers.Select(layer => Math.Abs((model.Predict(layer).Joules / Synthetic.Joules(layer)) - 1))];
        errors.Average().ShouldBeLessThan(0.004);
        layers.ShouldAllBe(layer => Math.Abs(model.Power.Value(layer) - 75) < 1e-6);
    }
}
