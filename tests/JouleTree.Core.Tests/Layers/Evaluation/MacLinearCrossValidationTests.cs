using System.Text.Json;
using JouleTree.Core.Layers;
using JouleTree.Core.Layers.Evaluation;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Core.Tests.Layers.Evaluation;

public class MacLinearCrossValidationTests
{
    // Pooling and, less so, tanh have ill-conditioned columns (squares and products over ten decades), where solvers keep other directions: tanh agrees to 3e-8 in R², and to 1e-5 in its small deviations.
    [SharedDataTheory]
    [InlineData(LayerType.Conv2d, 1e-8)]
    [InlineData(LayerType.Linear, 1e-8)]
    [InlineData(LayerType.ReLU, 1e-8)]
    [InlineData(LayerType.Sigmoid, 1e-8)]
    [InlineData(LayerType.Tanh, 2e-5)]
    [InlineData(LayerType.Softmax, 1e-8)]
    [InlineData(LayerType.MaxPool2d, 0.1)]
    public void Run_PublishedTrainingRows_GivesThePublishedScores(LayerType type, double tolerance)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(SharedData.PathOf("cnn-energy", "expected", "layer_predictors.json")));
        JsonElement expected = document.RootElement.GetProperty(type.ToString().ToLowerInvariant());

        MacLinearCrossValidation result = MacLinearCrossValidation.Run(PublishedLayers.Splits()[type].Train);

        Check(result.RSquaredMean, "cv_r2_mean");
        Check(result.RSquaredDeviation, "cv_r2_std");
        Check(result.ErrorMean, "cv_mse_mean");
        Check(result.ErrorDeviation, "cv_mse_std");

        void Check(double actual, string name)
        {
            double value = expected.GetProperty(name).GetDouble();
            actual.ShouldBe(value, tolerance * Math.Abs(value), name);
        }
    }

    [Fact]
    public void Run_TooFewRows_IsRefused() =>
        Should.Throw<ArgumentException>(() => MacLinearCrossValidation.Run([.. Synthetic.Split(LayerType.Linear, 20).Train.Take(10)]));
}
