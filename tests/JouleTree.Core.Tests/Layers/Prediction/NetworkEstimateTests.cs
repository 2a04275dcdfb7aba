using JouleTree.Core.Import.CodeCarbon;
using JouleTree.Core.Layers;
using JouleTree.Core.Layers.Measurements;
using JouleTree.Core.Layers.Models;
using JouleTree.Core.Layers.Models.Physics;
using JouleTree.Core.Layers.Prediction;
using JouleTree.Core.Tests.Import.CodeCarbon;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Core.Tests.Layers.Prediction;

public sealed class NetworkEstimateTests
{
    [Fact]
    public void Estimate_Network_IsTheSumAndNamesWhatIsMissing()
    {
        LayerPredictor predictor = LayerPredictor.Fit(
            LayerMethod.Physics, new Dictionary<LayerType, LayerSplit> { [LayerType.Linear] = Synthetic.Split(LayerType.Linear, 100) });
        LayerConfiguration one = LayerConfiguration.Create(LayerType.Linear, 8, 512, 512);
        LayerConfiguration other = LayerConfiguration.Create(LayerType.Linear, 8, 512, 100);

        NetworkEstimate network = predictor.Estimate(
            Synthetic.Network([one, other, LayerConfiguration.Create(LayerType.ReLU, 8, 100)], "BatchNorm2d"));

        network.Joules.ShouldBe(predictor.Estimate(one).Prediction!.Value.Joules + predictor.Estimate(other).Prediction!.Value.Joules,
            1e-12);
        network.MissingTypes.ShouldBe(["ReLU", "BatchNorm2d"]);
        network.IsPartial.ShouldBeTrue();
        network.LowJoules!.Value.ShouldBeLessThan(network.Joules);
    }

    [Fact]
    public void Estimate_LayersThatWereNeverMeasured_GoByAnalogyAndSaySo()
    {
        LayerPredictor predictor = LayerPredictor.Fit(
            LayerMethod.Physics, new Dictionary<LayerType, LayerSplit> { [LayerType.ReLU] = Synthetic.Split(LayerType.ReLU, 100) });
        LayerConfiguration rectifier = LayerConfiguration.Create(LayerType.ReLU, 8, 1000);

        NetworkEstimate network = predictor.Estimate(Synthetic.Network(
            [rectifier, LayerConfiguration.Create(LayerType.AdaptiveAvgPool2d, 8, 1000),
                LayerConfiguration.Create(LayerType.Dropout, 8, 1000)]));

        network.Joules.ShouldBe(1.5 * predictor.Estimate(rectifier).Prediction!.Value.Joules, 1e-12);
        network.IsPartial.ShouldBeFalse();
        network.AnalogousTypes.ShouldBe([
            "ReLU (in place: half of one that allocates its output)", "AdaptiveAvgPool2d (as one pass of a ReLU over its input)",
                "Dropout (does nothing in inference)"]);
        network.Layers[1].HighJoules!.Value.ShouldBe(3 * network.Layers[1].Prediction!.Value.Joules, 1e-9);
    }

    [Fact]
    public void Estimate_LargeRectifierInANetwork_CostsPerElementWhatTheLargestKeptOneDoes()
    {
        LayerPredictor predictor = LayerPredictor.Fit(
            LayerMethod.Physics, new Dictionary<LayerType, LayerSplit> { [LayerType.ReLU] = Synthetic.Split(LayerType.ReLU, 100) });
        // 32 MiB are 8,388,608 float32 elements: 8 items of 2²⁰. A sixteenfold batch would be mapped anew if it were allocated.
        LayerConfiguration kept = LayerConfiguration.Create(LayerType.ReLU, 8, 1 << 20);

        NetworkEstimate network = predictor.Estimate(Synthetic.Network([kept.WithBatch(128)]));

        network.Joules.ShouldBe(0.5 * 16 * predictor.Estimate(kept).Prediction!.Value.Joules, 1e-9);
        // One item larger than that is cut itself.
        predictor.Estimate(Synthetic.Network([LayerConfiguration.Create(LayerType.ReLU, 1, 1 << 24)])).Joules.ShouldBe(
            predictor.Estimate(LayerConfiguration.Create(LayerType.ReLU, 1, 1 << 23)).Prediction!.Value.Joules, 1e-9);
    }

    // 548 rectifiers inside the published networks, which fitting never sees, against those measured alone.
    [SharedDataFact]
    public void Estimate_RectifiersOfMeasuredNetworks_LieInTheirInterval()
    {
        LayerPredictor predictor = LayerPredictor.Fit(
            LayerMethod.Physics, new Dictionary<LayerType, LayerSplit> { [LayerType.ReLU] = PublishedLayers.Splits()[LayerType.ReLU] });
        double[] ratios = [.. CodeCarbonImportTests.ReadArchitectures(BadRowRule.Published).Measurements
            .Where(one => one.Module == "ReLU" && one.EnergyJoules > 0)
            .Select(one => (one.EnergyJoules, Layer: PublishedNetworks.At(one.Architecture!, one.BatchSize, one.LayerIndex!.Value)))
            .Select(one => predictor.Estimate(Synthetic.Network([one.Layer])).Joules / one.EnergyJoules)];

        ratios.Length.ShouldBeGreaterThan(500);
        ratios.Count(ratio => ratio is > 1 / 1.5 and < 1.5).ShouldBeGreaterThan((int)(0.9 * ratios.Length));
        ratios.Order().ElementAt(ratios.Length / 2).ShouldBe(1, 0.15);
    }

    [Fact]
    public void Estimate_ConvolutionOnAKernelThatWasNotMeasured_IsMissingAndSaysWhy()
    {
        LayerMeasurement[] rows =
            [.. Synthetic.Rows(LayerType.Conv2d, 300).Where(row => !PhysicsTerms.IsMatrixProduct(row.Configuration!))];
        LayerPredictor predictor = LayerPredictor.Fit(
            LayerMethod.Physics, new Dictionary<LayerType, LayerSplit> { [LayerType.Conv2d] = LayerSplit.Random(rows, seed: 3) });
        LayerConfiguration known = LayerConfiguration.Create(LayerType.Conv2d, 8, 32, 3, 16, 16, 1, 1);
        LayerConfiguration unknown = LayerConfiguration.Create(LayerType.Conv2d, 8, 32, 1, 16, 16, 1, 1);

        NetworkEstimate network = predictor.Estimate(Synthetic.Network([known, unknown]));

        network.MissingTypes.ShouldBe(["Conv2d (padding as large as the kernel)"]);
        network.Joules.ShouldBe(predictor.Estimate(known).Prediction!.Value.Joules);
    }

    [Fact]
    public void Estimate_MacLinearNetwork_LeavesRectifiersAsPublished()
    {
        LayerPredictor predictor = LayerPredictor.Fit(
            LayerMethod.MacLinear, new Dictionary<LayerType, LayerSplit> { [LayerType.ReLU] = Synthetic.Split(LayerType.ReLU, 100) });
        LayerConfiguration rectifier = LayerConfiguration.Create(LayerType.ReLU, 8, 1000);

        predictor.Estimate(Synthetic.Network([rectifier])).Joules.ShouldBe(predictor.Estimate(rectifier).Prediction!.Value.Joules);
    }

    [Fact]
    public void Estimate_WidthThatNetworksTaught_ScalesTheIntervalOfTheLayers()
    {
        LayerConfiguration layer = LayerConfiguration.Create(LayerType.Linear, 8, 512, 512);
        NetworkEstimate alone = new(
            [new LayerEstimate(new NetworkOperator(layer), new LayerPrediction(2, LogSpread: 0.1, LogInterval: 0.16), [])]);

        NetworkEstimate learned = alone.WithIntervalWidth(new NetworkIntervalWidth(0.5, 10, 3));

        Math.Log(learned.HighJoules!.Value / 2).ShouldBe(0.08, 1e-12);
        Math.Log(2 / learned.LowJoules!.Value).ShouldBe(0.08, 1e-12);
        learned.LayersLogInterval.ShouldBe(0.16);
        learned.WithIntervalWidth(null).HighJoules.ShouldBe(alone.HighJoules);
        // What complete networks teach says nothing of a partial sum.
        NetworkEstimate partial = new(
            [.. alone.Operators, new LayerEstimate(new NetworkOperator("BatchNorm2d"), null, [])], new NetworkIntervalWidth(0.5, 10, 3));
        (partial.HighJoules, partial.IntervalWidth).ShouldBe((alone.HighJoules, null));
    }

    [Fact]
    public void Estimate_EqualLayers_ShareTheirError()
    {
        LayerConfiguration layer = LayerConfiguration.Create(LayerType.Linear, 8, 512, 512);
        LayerConfiguration other = LayerConfiguration.Create(LayerType.Linear, 8, 512, 513);
        static LayerEstimate Of(LayerConfiguration one) =>
            new(new NetworkOperator(one), new LayerPrediction(1, LogSpread: 0.1, LogInterval: 0.16), []);

        NetworkEstimate same = new([Of(layer), Of(layer)]);
        NetworkEstimate different = new([Of(layer), Of(other)]);

        Math.Log(same.HighJoules!.Value / 2).ShouldBe(0.16, 1e-12);
        Math.Log(different.HighJoules!.Value / 2).ShouldBe(0.16 / Math.Sqrt(2), 1e-12);
    }
}
