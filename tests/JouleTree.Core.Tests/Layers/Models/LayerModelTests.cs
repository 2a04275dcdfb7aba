using System.Globalization;
using System.Text.Json;
using JouleTree.Core.Layers;
using JouleTree.Core.Layers.Measurements;
using JouleTree.Core.Layers.Models;
using JouleTree.Core.Layers.Models.MacLinear;
using JouleTree.Core.Layers.Models.NeuralPower;
using JouleTree.Core.Layers.Models.Physics;
using JouleTree.Core.Layers.Prediction;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Core.Tests.Layers.Models;

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
    public void MedianCorrection_TwoModes_TakesOneOfThemAndNotTheirMean()
    {
        double[] points = [.. Enumerable.Range(0, 20).Select(index => index / 20.0)];
        double[] ratios = [.. Enumerable.Range(0, 20).Select(index => index % 2 == 0 ? 1.0 : 3.0)];

        new MedianCorrection(points, ratios, 1).Factor([0.5]).ShouldBe(1);
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
