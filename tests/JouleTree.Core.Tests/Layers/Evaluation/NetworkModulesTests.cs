using JouleTree.Core.Layers;
using JouleTree.Core.Layers.Evaluation;
using JouleTree.Core.Layers.Measurements;
using JouleTree.Core.Layers.Prediction;
using Shouldly;
using Xunit;

namespace JouleTree.Core.Tests.Layers.Evaluation;

public sealed class NetworkModulesTests
{
    // The n-th place of a type is its n-th layer, whatever stands between: here a view in front and numbers that jump.
    [Fact]
    public void Find_ModulesOfANetwork_AreItsLayersInTheirOrder()
    {
        LayerPredictor predictor = LayerPredictor.Fit(
            LayerMethod.Physics, new Dictionary<LayerType, LayerSplit> { [LayerType.Linear] = Synthetic.Split(LayerType.Linear, 100) });
        LayerConfiguration first = LayerConfiguration.Create(LayerType.Linear, 32, 500, 300);
        LayerConfiguration second = LayerConfiguration.Create(LayerType.Linear, 32, 300, 100);
        NetworkLayers network = new(
            [new NetworkOperator("Flatten") { IsFree = true }, new NetworkOperator(first), new NetworkOperator(second)]);
        LayerMeasurement Module(string type, int place, double joules) => new()
        {
            Module = type,
            Architecture = "mine",
            LayerIndex = place,
            BatchSize = 32,
            EnergyJoules = joules,
            EnergySource = "measured: invented",
        };

        IReadOnlyList<ModuleInNetwork> modules = NetworkModules.Find(
            predictor, [Module("Linear", 7, 2), Module("Linear", 4, 1), Module("Dropout", 5, 3), Module("Net", 0, 9)],
            new EveryNetwork(_ => network));
        IReadOnlyList<ModuleInNetwork> incomplete = NetworkModules.Find(
            predictor, [Module("Linear", 7, 2)], new EveryNetwork(_ => network));

        modules.ShouldBe([Of(second, 2), Of(first, 1)]);
        incomplete.ShouldBeEmpty();

        ModuleInNetwork Of(LayerConfiguration layer, double joules) =>
            new("mine", 32, "Linear", joules, predictor.Estimate(layer).Prediction!.Value.Joules);
    }
}
