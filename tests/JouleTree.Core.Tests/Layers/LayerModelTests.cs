using System.Globalization;
using System.Text.Json;
using JouleTree.Core.Errors;
using JouleTree.Core.Import.CodeCarbon;
using JouleTree.Core.Layers;
using JouleTree.Core.Layers.Models;
using JouleTree.Core.Layers.Models.MacLinear;
using JouleTree.Core.Layers.Models.NeuralPower;
using JouleTree.Core.Layers.Models.Physics;
using JouleTree.Core.Layers.Storage;
using JouleTree.Core.Tests.Import;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Core.Tests.Layers;

public class LayerModelTests
{
    [SharedDataTheory]
    [InlineData("conv2d", 1e-8)]
    [InlineData("linear", 1e-8)]
    [InlineData("relu", 1e-8)]
    [InlineData("sigmoid", 1e-8)]
    [InlineData("softmax", 1e-8)]
    // Fitted as published on columns up to 2e13, where rounding decides the fifth digit: exact rational arithmetic gives
    // our intercept (17.17512803835105 J), the published library 17.17477.
    [InlineData("tanh", 1e-5, 1e-4)]
    [InlineData("maxpool2d", 1e-5)]
    public void MacLinear_Published_EqualsThePublishedCoefficientsAndPredictions(string name, double tolerance, double? interceptTolerance = null)
    {
        LayerType type = LayerTypes.Parse(name)!.Value;
        LayerSplit split = PublishedLayers.Splits()[type];
        MacLinearModel model = MacLinearModel.Fit(split.Train);

        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(SharedData.PathOf("cnn-energy", "expected", "layer_predictors.json")));
        JsonElement expected = document.RootElement.GetProperty(name);
        if (name != "maxpool2d")
            model.Intercept.ShouldBe(expected.GetProperty("intercept_j").GetDouble(), (interceptTolerance ?? tolerance) * Math.Abs(expected.GetProperty("intercept_j").GetDouble()));
        if (expected.TryGetProperty("joule_per_mac", out JsonElement perMac))
            model.Coefficients[0].ShouldBe(perMac.GetDouble(), 1e-10 * perMac.GetDouble());
        double range = expected.GetProperty("y_range_kwh").GetDouble() * 3.6e6;
        string[][] rows = [.. File.ReadLines(SharedData.PathOf("cnn-energy", "expected", $"test_predictions_{name}.csv")).Select(line => line.Split(','))];
        for (int row = 0; row < split.Test.Count; row++)
        {
            double published = double.Parse(rows[row + 1][^1], CultureInfo.InvariantCulture) * 3.6e6;
            model.Predict(split.Test[row].Configuration!).Joules.ShouldBe(published, tolerance * range);
        }
    }

    [Theory]
    [InlineData(LayerType.Conv2d, 220)]
    [InlineData(LayerType.MaxPool2d, 120)]
    [InlineData(LayerType.Linear, 80)]
    [InlineData(LayerType.Tanh, 80)]
    public void Physics_AnyLayer_IsPositiveAndFinite(LayerType type, int rows)
    {
        PhysicsModel model = PhysicsFitter.Fit(Synthetic.Split(type, rows));
        Random random = new(5);
        for (int trial = 0; trial < 300; trial++)
        {
            // Far off the training range too: batches of a million items.
            LayerConfiguration layer = Synthetic.Layer(type, random).WithBatch(random.Next(1, 1_000_000));
            LayerPrediction prediction = model.Predict(layer);
            prediction.Joules.ShouldBeGreaterThan(0);
            double.IsFinite(prediction.Joules).ShouldBeTrue();
            // Not off by more than a factor of three even there: the correction stops at the edge of its range.
            (prediction.Joules / Synthetic.Joules(layer)).ShouldBeInRange(1 / 3.0, 3);
        }
    }

    [Fact]
    public void Physics_KnownMachine_RecoversItsEnergyAndCoversIt()
    {
        LayerSplit split = Synthetic.Split(LayerType.Linear, 300, scatter: 0.05);
        LayerPredictor predictor = LayerPredictor.Fit(LayerMethod.Physics, new Dictionary<LayerType, LayerSplit> { [LayerType.Linear] = split });

        LayerEstimate[] estimates = [.. split.Test.Select(row => predictor.Estimate(row.Configuration!))];

        split.Test.Zip(estimates, (row, estimate) => Math.Abs(estimate.Prediction!.Value.Joules / row.EnergyJoules - 1)).Average().ShouldBeLessThan(0.05);
        double covered = split.Test.Zip(estimates, (row, estimate) => row.EnergyJoules >= estimate.LowJoules && row.EnergyJoules <= estimate.HighJoules ? 1.0 : 0).Average();
        covered.ShouldBeInRange(0.75, 1);
    }

    [Fact]
    public void Physics_OffTheRange_WidensAndFlags()
    {
        LayerPredictor predictor = LayerPredictor.Fit(
            LayerMethod.Physics, new Dictionary<LayerType, LayerSplit> { [LayerType.Linear] = Synthetic.Split(LayerType.Linear, 100) });
        LayerConfiguration inside = LayerConfiguration.Create(LayerType.Linear, 100, 1000, 1000);

        LayerEstimate near = predictor.Estimate(inside);
        LayerEstimate far = predictor.Estimate(inside.WithBatch(100_000));

        near.OutsideKeys.ShouldBeEmpty();
        far.OutsideKeys.ShouldBe(["batch_size"]);
        far.Prediction!.Value.LogSpread!.Value.ShouldBeGreaterThan(2 * near.Prediction!.Value.LogSpread!.Value);
    }

    [Fact]
    public void Estimate_Network_IsTheSumAndNamesWhatIsMissing()
    {
        LayerPredictor predictor = LayerPredictor.Fit(
            LayerMethod.Physics, new Dictionary<LayerType, LayerSplit> { [LayerType.Linear] = Synthetic.Split(LayerType.Linear, 100) });
        LayerConfiguration one = LayerConfiguration.Create(LayerType.Linear, 8, 512, 512);
        LayerConfiguration other = LayerConfiguration.Create(LayerType.Linear, 8, 512, 100);

        NetworkEstimate network = predictor.Estimate([one, other, LayerConfiguration.Create(LayerType.ReLU, 8, 100)], ["BatchNorm2d"]);

        network.Joules.ShouldBe(predictor.Estimate(one).Prediction!.Value.Joules + predictor.Estimate(other).Prediction!.Value.Joules, 1e-12);
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

        NetworkEstimate network = predictor.Estimate(
            [rectifier, LayerConfiguration.Create(LayerType.AdaptiveAvgPool2d, 8, 1000), LayerConfiguration.Create(LayerType.Dropout, 8, 1000)]);

        network.Joules.ShouldBe(1.5 * predictor.Estimate(rectifier).Prediction!.Value.Joules, 1e-12);
        network.IsPartial.ShouldBeFalse();
        network.AnalogousTypes.ShouldBe([
            "ReLU (in place: half of one that allocates its output)", "AdaptiveAvgPool2d (as one pass of a ReLU over its input)", "Dropout (does nothing in inference)"]);
        network.Layers[1].HighJoules!.Value.ShouldBe(3 * network.Layers[1].Prediction!.Value.Joules, 1e-9);
    }

    [Fact]
    public void Estimate_LargeRectifierInANetwork_CostsPerElementWhatTheLargestKeptOneDoes()
    {
        LayerPredictor predictor = LayerPredictor.Fit(
            LayerMethod.Physics, new Dictionary<LayerType, LayerSplit> { [LayerType.ReLU] = Synthetic.Split(LayerType.ReLU, 100) });
        // 32 MiB are 8,388,608 float32 elements: 8 items of 2²⁰. A sixteenfold batch would be mapped anew if it were allocated.
        LayerConfiguration kept = LayerConfiguration.Create(LayerType.ReLU, 8, 1 << 20);

        NetworkEstimate network = predictor.Estimate([kept.WithBatch(128)]);

        network.Joules.ShouldBe(0.5 * 16 * predictor.Estimate(kept).Prediction!.Value.Joules, 1e-9);
        // One item larger than that is cut itself.
        predictor.Estimate([LayerConfiguration.Create(LayerType.ReLU, 1, 1 << 24)]).Joules.ShouldBe(
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
            .Select(one => predictor.Estimate([NetworkLayers.Find(one.Architecture!, one.BatchSize)![one.LayerIndex!.Value - 1]]).Joules / one.EnergyJoules)];

        ratios.Length.ShouldBeGreaterThan(500);
        ratios.Count(ratio => ratio is > 1 / 1.5 and < 1.5).ShouldBeGreaterThan((int)(0.9 * ratios.Length));
        ratios.Order().ElementAt(ratios.Length / 2).ShouldBe(1, 0.15);
    }

    [Fact]
    public void Estimate_ConvolutionOnAKernelThatWasNotMeasured_IsMissingAndSaysWhy()
    {
        LayerMeasurement[] rows = [.. Synthetic.Rows(LayerType.Conv2d, 300).Where(row => !PhysicsTerms.IsMatrixProduct(row.Configuration!))];
        LayerPredictor predictor = LayerPredictor.Fit(
            LayerMethod.Physics, new Dictionary<LayerType, LayerSplit> { [LayerType.Conv2d] = LayerSplit.Random(rows, seed: 3) });
        LayerConfiguration known = LayerConfiguration.Create(LayerType.Conv2d, 8, 32, 3, 16, 16, 1, 1);
        LayerConfiguration unknown = LayerConfiguration.Create(LayerType.Conv2d, 8, 32, 1, 16, 16, 1, 1);

        NetworkEstimate network = predictor.Estimate([known, unknown]);

        network.MissingTypes.ShouldBe(["Conv2d (padding as large as the kernel)"]);
        network.Joules.ShouldBe(predictor.Estimate(known).Prediction!.Value.Joules);
    }

    [Fact]
    public void Fit_OneRowOfAKernel_HasFiniteIntervals()
    {
        LayerMeasurement[] all = Synthetic.Rows(LayerType.Conv2d, 300);
        LayerMeasurement[] rows = [.. all.Where(row => !PhysicsTerms.IsMatrixProduct(row.Configuration!)), all.First(row => PhysicsTerms.IsMatrixProduct(row.Configuration!))];
        LayerSplit split = new([.. rows], [], []);

        PhysicsModel model = PhysicsFitter.Fit(split);

        model.Kernels.ShouldBe(PhysicsKernel.Usual | PhysicsKernel.MatrixProduct);
        foreach (LayerMeasurement row in rows)
        {
            LayerPrediction prediction = model.Predict(row.Configuration!);
            prediction.Joules.ShouldBeGreaterThan(0);
            double.IsFinite(prediction.LogInterval!.Value).ShouldBeTrue();
        }
    }

    // 100 items of 32 × 32 pixels, 5 × 5 kernel with padding 2 and stride 2: 16 × 16 pixels out.
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

    [Fact]
    public void Estimate_MacLinearNetwork_LeavesRectifiersAsPublished()
    {
        LayerPredictor predictor = LayerPredictor.Fit(
            LayerMethod.MacLinear, new Dictionary<LayerType, LayerSplit> { [LayerType.ReLU] = Synthetic.Split(LayerType.ReLU, 100) });
        LayerConfiguration rectifier = LayerConfiguration.Create(LayerType.ReLU, 8, 1000);

        predictor.Estimate([rectifier]).Joules.ShouldBe(predictor.Estimate(rectifier).Prediction!.Value.Joules);
    }

    [Fact]
    public void Estimate_CalibratedNetwork_ScalesTheIntervalOfTheLayers()
    {
        LayerConfiguration layer = LayerConfiguration.Create(LayerType.Linear, 8, 512, 512);
        NetworkEstimate alone = new([new LayerEstimate(layer, new LayerPrediction(2, LogSpread: 0.1, LogInterval: 0.16), [])]);

        NetworkEstimate calibrated = alone.CalibratedBy(new NetworkCalibration(0.5, 10, 3));

        Math.Log(calibrated.HighJoules!.Value / 2).ShouldBe(0.08, 1e-12);
        Math.Log(2 / calibrated.LowJoules!.Value).ShouldBe(0.08, 1e-12);
        calibrated.LayersLogInterval.ShouldBe(0.16);
        calibrated.CalibratedBy(null).HighJoules.ShouldBe(alone.HighJoules);
        // What complete networks teach says nothing of a partial sum.
        NetworkEstimate partial = new(alone.Layers, ["BatchNorm2d"], new NetworkCalibration(0.5, 10, 3));
        (partial.HighJoules, partial.Calibration).ShouldBe((alone.HighJoules, null));
    }

    [Fact]
    public void Estimate_EqualLayers_ShareTheirError()
    {
        LayerConfiguration layer = LayerConfiguration.Create(LayerType.Linear, 8, 512, 512);
        LayerConfiguration other = LayerConfiguration.Create(LayerType.Linear, 8, 512, 513);
        static LayerEstimate Of(LayerConfiguration one) => new(one, new LayerPrediction(1, LogSpread: 0.1, LogInterval: 0.16), []);

        NetworkEstimate same = new([Of(layer), Of(layer)]);
        NetworkEstimate different = new([Of(layer), Of(other)]);

        Math.Log(same.HighJoules!.Value / 2).ShouldBe(0.16, 1e-12);
        Math.Log(different.HighJoules!.Value / 2).ShouldBe(0.16 / Math.Sqrt(2), 1e-12);
    }

    [Fact]
    public void MedianCorrection_TwoModes_TakesOneOfThemAndNotTheirMean()
    {
        double[] points = [.. Enumerable.Range(0, 20).Select(index => index / 20.0)];
        double[] ratios = [.. Enumerable.Range(0, 20).Select(index => index % 2 == 0 ? 1.0 : 3.0)];

        new MedianCorrection(points, ratios, 1).Factor([0.5]).ShouldBe(1);
    }

    [Theory]
    [InlineData(LayerMethod.Physics)]
    [InlineData(LayerMethod.MacLinear)]
    [InlineData(LayerMethod.NeuralPower)]
    public void WriteRead_Predictor_PredictsTheSame(LayerMethod method)
    {
        LayerPredictor written = LayerPredictor.Fit(method, new Dictionary<LayerType, LayerSplit>
        {
            [LayerType.Linear] = Synthetic.Split(LayerType.Linear, 80),
            [LayerType.Tanh] = Synthetic.Split(LayerType.Tanh, 80),
        }) with
        { Calibration = new NetworkCalibration(0.7, 12, 3) };
        using TemporaryFolder folder = new();
        LayerPredictorFile.Write(folder.Path, written);

        LayerPredictor read = LayerPredictorFile.Read(folder.Path);

        read.Method.ShouldBe(method);
        read.Calibration.ShouldBe(written.Calibration);
        Random random = new(9);
        for (int trial = 0; trial < 20; trial++)
        {
            LayerConfiguration layer = Synthetic.Layer(trial % 2 == 0 ? LayerType.Linear : LayerType.Tanh, random);
            read.Estimate(layer).Prediction.ShouldBe(written.Estimate(layer).Prediction);
        }
    }

    [Fact]
    public void Read_NoPredictor_SaysWhatIsExpected()
    {
        using TemporaryFolder folder = new();
        folder.Write(LayerPredictorFile.FileName, "{\"schema\": 3}");

        Should.Throw<InputException>(() => LayerPredictorFile.Read(folder.Path)).Message.ShouldContain("layers fit");
    }

    [Theory]
    [InlineData("0")]
    [InlineData("1e999")]
    public void Read_CalibrationOfNoWidth_NamesTheField(string factor)
    {
        using TemporaryFolder folder = new();
        folder.Write(LayerPredictorFile.FileName, $$$"""{"schema": 3, "method": "physics", "models": {}, "network_calibration": {"factor": {{{factor}}}, "networks": 3, "architectures": 2}}""");

        Should.Throw<InputException>(() => LayerPredictorFile.Read(folder.Path)).Message.ShouldContain("'network_calibration.factor': is ");
    }

    [Theory]
    [InlineData("log_energies")]
    [InlineData("coefficients_j")]
    [InlineData("points")]
    public void Read_ListsOfOtherLengths_SaysWhatIsExpected(string list)
    {
        using TemporaryFolder folder = new();
        LayerPredictorFile.Write(folder.Path, LayerPredictor.Fit(
            LayerMethod.Physics, new Dictionary<LayerType, LayerSplit> { [LayerType.Linear] = Synthetic.Split(LayerType.Linear, 80) }));
        string file = Path.Combine(folder.Path, LayerPredictorFile.FileName);
        System.Text.Json.Nodes.JsonNode root = System.Text.Json.Nodes.JsonNode.Parse(File.ReadAllText(file))!;
        System.Text.Json.Nodes.JsonNode model = root["models"]!["Linear"]!;
        (list == "coefficients_j" ? model[list] : model["spread"]![list])!.AsArray().RemoveAt(0);
        File.WriteAllText(file, root.ToJsonString());

        Should.Throw<InputException>(() => LayerPredictorFile.Read(folder.Path)).Message.ShouldContain("layers fit");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Read_PredictorOfAnOlderVersion_SaysToFitAgain(int schema)
    {
        using TemporaryFolder folder = new();
        folder.Write(LayerPredictorFile.FileName, $$"""{"schema": {{schema}}}""");

        Should.Throw<InputException>(() => LayerPredictorFile.Read(folder.Path)).Message.ShouldContain("fit again");
    }

    [SharedDataTheory]
    [InlineData(LayerType.Softmax)]
    [InlineData(LayerType.ReLU)]
    [InlineData(LayerType.MaxPool2d)]
    public void WriteRead_PhysicsOfMeasuredLayers_PredictsTheSame(LayerType type)
    {
        LayerSplit split = PublishedLayers.Splits()[type];
        LayerPredictor written = LayerPredictor.Fit(LayerMethod.Physics, new Dictionary<LayerType, LayerSplit> { [type] = split });
        using TemporaryFolder folder = new();
        LayerPredictorFile.Write(folder.Path, written);

        LayerPredictor read = LayerPredictorFile.Read(folder.Path);

        read.Models[type].Formula.ShouldBe(written.Models[type].Formula);
        read.Models[type].Formula.ShouldContain(") × ");
        foreach (LayerMeasurement row in split.Test)
            read.Estimate(row.Configuration!).Prediction.ShouldBe(written.Estimate(row.Configuration!).Prediction);
    }

    [Fact]
    public void NeuralPower_LinearMachine_FindsItsTerms()
    {
        NeuralPowerModel model = NeuralPowerFitter.Fit(Synthetic.Split(LayerType.Linear, 200));

        model.Formula.ShouldContain("FLOPs");
        LayerConfiguration layer = LayerConfiguration.Create(LayerType.Linear, 100, 2000, 2000);
        (model.Predict(layer).Joules / Synthetic.Joules(layer)).ShouldBe(1, 0.05);
    }
}
