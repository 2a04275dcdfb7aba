using JouleTree.Core.Layers;
using JouleTree.Core.Layers.Measurements;
using JouleTree.Core.Layers.Models;
using JouleTree.Core.Layers.Models.MacLinear;
using JouleTree.Core.Layers.Models.Physics;
using JouleTree.Core.Layers.Prediction;
using Shouldly;
using Xunit;

namespace JouleTree.Core.Tests.Layers.Prediction;

public sealed class LayerPredictorTests
{
    // A machine whose energy is exactly a·MACs + b·bytes + c, and one without bytes for the linear models, which know none. The bounds
    // are what is reached.
    [Theory]
    [InlineData(LayerMethod.Physics, 1e-8, 1e-12)]
    [InlineData(LayerMethod.MacLinear, 0, 1e-12)]
    [InlineData(LayerMethod.NeuralPower, 1e-8, 0.012)]
    internal void Fit_ExactMachine_RecoversIt(LayerMethod method, double perByte, double tolerance)
    {
        LayerMeasurement[] rows = [.. Synthetic.Rows(LayerType.Linear, 300)
            .Where(row => !PhysicsTerms.IsStreamed(row.Configuration!))
            .Select(row => row with { EnergyJoules = Energy(row.Configuration!), Seconds = Energy(row.Configuration!) / 75 })];
        LayerPredictor predictor = LayerPredictor.Fit(
            method, new Dictionary<LayerType, LayerSplit> { [LayerType.Linear] = LayerSplit.Random(rows, seed: 3) });

        Random random = new(41);
        LayerConfiguration[] layers = [.. Enumerable.Range(0, 100).Select(_ => Synthetic.Layer(LayerType.Linear, random))
            .Where(layer => !PhysicsTerms.IsStreamed(layer))];

        layers.Average(layer => Math.Abs((predictor.Estimate(layer).Prediction!.Value.Joules / Energy(layer)) - 1))
            .ShouldBeLessThan(tolerance);

        double Energy(LayerConfiguration layer) => 0.001 + (2e-9 * PublishedMacs.Of(layer))
            + (perByte * 4 * (LayerCounts.InputElements(layer) + LayerCounts.OutputElements(layer)))
            + (perByte * 4 * layer[LayerKeys.OutputSize]!.Value * LayerCounts.WeightsPerOutput(layer));
    }

    // A linear layer of 126 MACs at 3 J each and 2 J for the call, and one of 2.
    [Fact]
    public void Estimate_NetworkByHand_IsTheSumOfItsLayers()
    {
        LayerRange range = new(LayerType.Linear, [1, 1, 1], [3, 5, 6]);
        LayerPredictor predictor = new(
            LayerMethod.MacLinear, new Dictionary<LayerType, ILayerModel> { [LayerType.Linear] = new MacLinearModel(range, 2, [3]) });

        NetworkEstimate network = predictor.Estimate(Synthetic.Network(
        [
            LayerConfiguration.Create(LayerType.Linear, 3, 5, 7), LayerConfiguration.Create(LayerType.Linear, 1, 1, 1),
            LayerConfiguration.Create(LayerType.ReLU, 1, 1),
        ]));

        network.Joules.ShouldBe(380 + 8);
        network.MissingTypes.ShouldBe(["ReLU"]);
        network.OutsideCount.ShouldBe(1);
        network.Layers[0].OutsideKeys.ShouldBe(["output_size"]);
        (network.LowJoules, network.Seconds, network.Watts).ShouldBe((null, null, null));
    }

    // Of four operators a view costs nothing, a loop runs its layer three times, a branch that is not taken runs none, and one is unknown.
    [Fact]
    public void Estimate_Network_HasAnEstimateForEachOperatorAtItsPlace()
    {
        LayerConfiguration layer = LayerConfiguration.Create(LayerType.Linear, 1, 1, 1);
        LayerPredictor predictor = new(LayerMethod.MacLinear, new Dictionary<LayerType, ILayerModel>
        {
            [LayerType.Linear] = new MacLinearModel(new LayerRange(LayerType.Linear, [1, 1, 1], [3, 5, 6]), 2, [3]),
        });

        NetworkEstimate network = predictor.Estimate(new NetworkLayers(
        [
            new NetworkOperator("Flatten") { IsFree = true }, new NetworkOperator(layer) { Repetitions = 3 },
            new NetworkOperator(layer) { Repetitions = 0 }, new NetworkOperator("Conv2d") { Problem = "in 2 groups" },
        ]));

        network.Operators.Select(one => one.Operator.Type).ShouldBe(["Flatten", "Linear", "Linear", "Conv2d"]);
        network.Operators.Select(one => one.Prediction?.Joules).ShouldBe([0, 3 * 8, 0, null]);
        network.Layers.ShouldBe(network.Operators.Skip(1));
        network.MissingTypes.ShouldBe(["Conv2d (in 2 groups)"]);
    }

    [Fact]
    public void Estimate_LayersWithTimes_HavePowerWeightedByTime()
    {
        NetworkOperator alone = new(LayerConfiguration.Create(LayerType.Linear, 1, 1, 1));
        NetworkEstimate network = new(
        [
            new LayerEstimate(alone, new LayerPrediction(30, Seconds: 1), []),
            new LayerEstimate(alone, new LayerPrediction(90, Seconds: 2), []),
        ]);

        network.Seconds.ShouldBe(3);
        network.Watts.ShouldBe(40);
        network.LowJoules.ShouldBeNull();
    }
}
