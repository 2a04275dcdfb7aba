using System.Globalization;
using System.Text.Json;
using JouleTree.Core.Layers;
using JouleTree.Core.Layers.Measurements;
using JouleTree.Core.Layers.Models;
using JouleTree.Core.Layers.Models.MacLinear;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Core.Tests.Layers.Models.MacLinear;

public sealed class MacLinearModelTests
{
    private static readonly LayerRange Any = new(LayerType.Linear, [1, 1, 1], [9, 9, 9]);

    [Fact]
    public void Predict_ByHand_IsInterceptAndMacs() =>
        // 3 items, 5 inputs and a bias, 7 outputs: 126 MACs.
        new MacLinearModel(Any, 2, [3]).Predict(LayerConfiguration.Create(LayerType.Linear, 3, 5, 7)).Joules.ShouldBe(2 + (3 * 126));

    [Fact]
    public void Predict_NegativeIntercept_MayBeNegative() =>
        new MacLinearModel(Any, -10, [1]).Predict(LayerConfiguration.Create(LayerType.Linear, 1, 1, 1)).Joules.ShouldBe(-8);

    [Fact]
    public void Formula_ByHand_ShowsSignsAndNames() => new MacLinearModel(Any, 2, [-3]).Formula.ShouldBe("E[J] = 2 - 3·macs");

    // Energies that are exactly a constant and a multiple of the published MACs.
    [Theory]
    [InlineData(LayerType.Conv2d)]
    [InlineData(LayerType.Linear)]
    [InlineData(LayerType.ReLU)]
    internal void Fit_ExactlyLinearEnergies_FindsBothNumbers(LayerType type)
    {
        MacLinearModel model = MacLinearModel.Fit(Rows(type, 60, layer => 0.5 + (3e-9 * PublishedMacs.Of(layer))));

        model.Intercept.ShouldBe(0.5, 1e-10);
        model.Coefficients.ShouldHaveSingleItem().ShouldBe(3e-9, 1e-18);
    }

    // The columns of each type hold these energies, so that layers which the fit never saw come out too.
    [Theory]
    [InlineData(LayerType.Sigmoid)]
    [InlineData(LayerType.Softmax)]
    [InlineData(LayerType.Tanh)]
    [InlineData(LayerType.MaxPool2d)]
    internal void Fit_EnergiesOfProducts_PredictsLayersThatItNeverSaw(LayerType type)
    {
        MacLinearModel model = MacLinearModel.Fit(Rows(type, 300, Energy));

        Random random = new(41);
        for (int trial = 0; trial < 50; trial++)
        {
            LayerConfiguration layer = Synthetic.Layer(type, random);
            model.Predict(layer).Joules.ShouldBe(Energy(layer), 1e-6 * Energy(layer), layer.ToString());
        }

        double Energy(LayerConfiguration layer)
        {
            double size = layer.Values[1];
            double joules = 1 + (0.02 * layer.BatchSize) + (1e-5 * size) + (1e-7 * layer.BatchSize * size);
            return type switch
            {
                LayerType.Tanh => joules + (1e-4 * layer.BatchSize * layer.BatchSize),
                LayerType.MaxPool2d => joules + (2e-6 * PublishedMacs.Of(layer)),
                _ => joules,
            };
        }
    }

    [Fact]
    public void Features_ByHand_AreTheNamedColumns()
    {
        MacLinearFeatures.Of(LayerConfiguration.Create(LayerType.Linear, 3, 5, 7)).ShouldBe([126]);
        MacLinearFeatures.Of(LayerConfiguration.Create(LayerType.Sigmoid, 2, 7)).ShouldBe([1, 2, 7, 14]);
        MacLinearFeatures.Names(LayerType.Sigmoid).ShouldBe(["1", "batch_size", "input_size", "batch_size·input_size"]);
        MacLinearFeatures.Of(LayerConfiguration.Create(LayerType.Tanh, 2, 7)).ShouldBe([1, 2, 7, 4, 14, 49]);
        // 6 dimensions, their logarithms and the MACs: a constant, 13 columns and 78 products of two different ones.
        double[] pooling = MacLinearFeatures.Of(LayerConfiguration.Create(LayerType.MaxPool2d, 2, 5, 3, 4, 2, 0));
        Dictionary<string, double> named = MacLinearFeatures.Names(LayerType.MaxPool2d).Zip(pooling)
            .ToDictionary(column => column.First, column => column.Second);
        named.Count.ShouldBe(1 + 13 + 78);
        named["macs"].ShouldBe(144);
        named["image_size·in_channels"].ShouldBe(20);
        named["log(1+padding)"].ShouldBe(0);
        named["kernel_size·log(1+stride)"].ShouldBe(3 * Math.Log(3), 1e-15);
    }

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
    public void Fit_PublishedRows_EqualsThePublishedCoefficientsAndPredictions(
        string name, double tolerance, double? interceptTolerance = null)
    {
        LayerType type = LayerTypes.Parse(name)!.Value;
        LayerSplit split = PublishedLayers.Splits()[type];
        MacLinearModel model = MacLinearModel.Fit(split.Train);

        using JsonDocument document = JsonDocument.Parse(
            File.ReadAllText(SharedData.PathOf("cnn-energy", "expected", "layer_predictors.json")));
        JsonElement expected = document.RootElement.GetProperty(name);
        if (name != "maxpool2d")
        {
            double intercept = expected.GetProperty("intercept_j").GetDouble();
            model.Intercept.ShouldBe(intercept, (interceptTolerance ?? tolerance) * Math.Abs(intercept));
        }

        if (expected.TryGetProperty("joule_per_mac", out JsonElement perMac))
            model.Coefficients[0].ShouldBe(perMac.GetDouble(), 1e-10 * perMac.GetDouble());
        double range = expected.GetProperty("y_range_kwh").GetDouble() * 3.6e6;
        string[][] rows = [.. File.ReadLines(SharedData.PathOf("cnn-energy", "expected", $"test_predictions_{name}.csv"))
            .Select(line => line.Split(','))];
        for (int row = 0; row < split.Test.Count; row++)
        {
            double published = double.Parse(rows[row + 1][^1], CultureInfo.InvariantCulture) * 3.6e6;
            model.Predict(split.Test[row].Configuration!).Joules.ShouldBe(published, tolerance * range);
        }
    }

    private static LayerMeasurement[] Rows(LayerType type, int count, Func<LayerConfiguration, double> joules) =>
        [.. Synthetic.Rows(type, count).Select(row => row with { EnergyJoules = joules(row.Configuration!) })];
}
