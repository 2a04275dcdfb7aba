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

        NetworkEstimate learned = new(alone.Operators, new NetworkIntervalWidth(0.5, 10, 3));

        Math.Log(learned.HighJoules!.Value / 2).ShouldBe(0.08, 1e-12);
        Math.Log(2 / learned.LowJoules!.Value).ShouldBe(0.08, 1e-12);
        learned.LayersLogInterval.ShouldBe(0.16);
        // What complete networks teach says nothing of a partial sum.
        NetworkEstimate partial = new(
            [.. alone.Operators, new LayerEstimate(new NetworkOperator("BatchNorm2d"), null, [])], new NetworkIntervalWidth(0.5, 10, 3));
        (partial.HighJoules, partial.IntervalWidth).ShouldBe((alone.HighJoules, null));
    }

    // Three analogous layers of different sizes with half widths of 0.3 each: they are wrong together, not each on its own.
    [Fact]
    public void Estimate_LayersByOneAnalogy_ShareTheirError()
    {
        static LayerEstimate Of(long elements, string analogy) => new(
            new NetworkOperator(LayerConfiguration.Create(LayerType.ReLU, 8, elements)), new LayerPrediction(1, 0.3, 0.3), [], analogy);

        NetworkEstimate same = new([Of(10, "as a copy"), Of(11, "as a copy"), Of(12, "as a copy")]);
        NetworkEstimate different = new([Of(10, "as a copy"), Of(11, "as a copy"), Of(12, "as a mean")]);

        same.LayersLogInterval!.Value.ShouldBe(0.3, 1e-12);
        different.LayersLogInterval!.Value.ShouldBe(0.3 * Math.Sqrt(4 + 1) / 3, 1e-12);
    }

    [Fact]
    public void Estimate_OperatorWithAStandIn_IsTakenForItWithAWideInterval()
    {
        LayerPredictor predictor = LayerPredictor.Fit(
            LayerMethod.Physics, new Dictionary<LayerType, LayerSplit> { [LayerType.ReLU] = Synthetic.Split(LayerType.ReLU, 100) });
        NetworkOperator sum = new("Add") { StandIn = LayerStandIn.Moving(8, 1000, tensors: 3) };
        NetworkOperator overwriting = new("ReLU6") { StandIn = LayerStandIn.Overwriting(8, 1000) };
        NetworkOperator function = new("SiLU") { StandIn = LayerStandIn.Function(LayerType.Sigmoid, 8, 1000) };

        NetworkEstimate network = predictor.Estimate(new NetworkLayers([sum, overwriting, function]));

        double alone = predictor.Estimate(LayerConfiguration.Create(LayerType.ReLU, 8, 1000)).Prediction!.Value.Joules;
        network.Operators[0].Prediction!.Value.Joules.ShouldBe(1.5 * alone, 1e-12);
        network.Operators[0].LowJoules!.Value.ShouldBe(0.5 * alone, 1e-12);
        network.Operators[1].Prediction!.Value.Joules.ShouldBe(0.5 * alone, 1e-12);
        // No sigmoid was measured, so nothing stands in.
        network.MissingTypes.ShouldBe(["SiLU"]);
        network.AnalogousTypes.ShouldBe(["Add (as a ReLU that moves 3 tensors instead of 2)", "ReLU6 (as a ReLU in place)"]);
    }

    [Fact]
    public void Estimate_WithFactorsOfNetworks_ScalesTheirKindsAlone()
    {
        LayerPredictor predictor = LayerPredictor.Fit(
            LayerMethod.Physics, new Dictionary<LayerType, LayerSplit> { [LayerType.Linear] = Synthetic.Split(LayerType.Linear, 200) });
        LayerPredictor taught = predictor with
        {
            NetworkFactors = [new("Linear", 1.25, 4, 2), new(NetworkKind.RepeatedPasses, 0.4, 4, 2)],
        };
        // The rows of the second lie 2 KiB apart, and it has more items than are streamed and fewer than 16.
        LayerConfiguration usual = LayerConfiguration.Create(LayerType.Linear, 8, 500, 700);
        LayerConfiguration repeated = LayerConfiguration.Create(LayerType.Linear, 8, 512, 700);

        NetworkEstimate network = taught.Estimate(Synthetic.Network([usual, repeated, repeated.WithBatch(16)]));

        double Alone(LayerConfiguration layer) => predictor.Estimate(layer).Prediction!.Value.Joules;
        network.Operators.Select(one => one.Prediction!.Value.Joules / (one.Layer == repeated
            ? 0.4 * 8 * Alone(repeated.WithBatch(1))
            : 1.25 * Alone(one.Layer!))).ShouldAllBe(ratio => Math.Abs(ratio - 1) < 1e-12);
        network.Factors.Select(factor => factor.Kind).ShouldBe(["Linear", NetworkKind.RepeatedPasses]);
        // Alone is what the measurements of single layers say.
        taught.Estimate(usual).ShouldBeEquivalentTo(predictor.Estimate(usual));
    }

    // Of 100 J a fiftieth goes by analogy. Errors of 0.3 J by it and 0.4 J otherwise make 0.5 J; networks halve the latter alone.
    [Fact]
    public void Estimate_WidthThatNetworksTaught_NarrowsNoAnalogy()
    {
        NetworkEstimate network = new(
        [
            new(new NetworkOperator("Add"), new LayerPrediction(2, 0.15, 0.15), [], "as a copy"),
            new(new NetworkOperator("Linear"), new LayerPrediction(98, 0.4 / 98, 0.4 / 98), []),
        ],
        new NetworkIntervalWidth(0.5, 10, 3));

        network.LayersLogInterval!.Value.ShouldBe(0.5 / 100, 1e-12);
        Math.Log(network.HighJoules!.Value / 100).ShouldBe(Math.Sqrt((0.3 * 0.3) + (0.2 * 0.2)) / 100, 1e-12);
    }

    [Theory]
    [InlineData(2, 0.5)]
    [InlineData(4, 1)]
    public void Estimate_NetworkWithMuchByAnalogy_IsNoSurerThanItsLayers(double analogous, double factor)
    {
        NetworkEstimate network = new(
        [
            new(new NetworkOperator("Add"), new LayerPrediction(analogous, 0, 0), [], "as a copy"),
            new(new NetworkOperator("Linear"), new LayerPrediction(100 - analogous, 0.1, 0.1), []),
        ],
        new NetworkIntervalWidth(0.5, 10, 3));

        Math.Log(network.HighJoules!.Value / 100).ShouldBe(factor * network.LayersLogInterval!.Value, 1e-12);
    }

    [Fact]
    public void Estimate_NetworkMostlyOutsideTheRange_IsNoSurerThanItsLayers()
    {
        static LayerEstimate Of(double joules, params string[] outside) =>
            new(new NetworkOperator("Linear"), new LayerPrediction(joules, LogSpread: 0.1, LogInterval: 0.16), outside);
        NetworkIntervalWidth narrow = new(0.5, 10, 3);

        NetworkEstimate inside = new([Of(2), Of(1, "batch_size")], narrow);
        NetworkEstimate outside = new([Of(1), Of(2, "batch_size")], narrow);

        Math.Log(inside.HighJoules!.Value / 3).ShouldBe(0.5 * inside.LayersLogInterval!.Value, 1e-12);
        Math.Log(outside.HighJoules!.Value / 3).ShouldBe(outside.LayersLogInterval!.Value, 1e-12);
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
