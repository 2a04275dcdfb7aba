using System.Text.Json;
using JouleTree.Core.Layers;
using JouleTree.Core.Layers.Evaluation;
using JouleTree.Core.Layers.Measurements;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Core.Tests.Layers.Evaluation;

public class MacLinearCrossValidationTests
{
    // Pooling and, less so, tanh have ill-conditioned columns (squares and products over ten decades), where solvers keep other
    // directions: tanh agrees to 3e-8 in R², and to 1e-5 in its small deviations.
    [SharedDataTheory]
    [InlineData(LayerType.Conv2d, 1e-8)]
    [InlineData(LayerType.Linear, 1e-8)]
    [InlineData(LayerType.ReLU, 1e-8)]
    [InlineData(LayerType.Sigmoid, 1e-8)]
    [InlineData(LayerType.Tanh, 2e-5)]
    [InlineData(LayerType.Softmax, 1e-8)]
    [InlineData(LayerType.MaxPool2d, 0.1)]
    internal void Run_PublishedTrainingRows_GivesThePublishedScores(LayerType type, double tolerance)
    {
        using JsonDocument document =
            JsonDocument.Parse(File.ReadAllText(SharedData.PathOf("cnn-energy", "expected", "layer_predictors.json")));
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

    // The same by the closed form of a line through points, block by block: 23 rows are seven blocks of two and three of three.
    [Fact]
    public void Run_OwnRows_EqualsTheClosedFormOfALine()
    {
        LayerMeasurement[] rows = Synthetic.Rows(LayerType.ReLU, 23, scatter: 0.3);
        double span = rows.Max(row => row.EnergyJoules) - rows.Min(row => row.EnergyJoules);
        List<double> scores = [];
        List<double> errors = [];
        int start = 0;
        foreach (int count in (int[])[3, 3, 3, 2, 2, 2, 2, 2, 2, 2])
        {
            (double X, double Y)[] left = [.. rows[start..(start + count)].Select(Point)];
            (double X, double Y)[] kept = [.. rows[..start].Concat(rows[(start + count)..]).Select(Point)];
            double meanX = kept.Average(point => point.X);
            double meanY = kept.Average(point => point.Y);
            double slope = kept.Sum(point => (point.X - meanX) * (point.Y - meanY)) / kept.Sum(point => Math.Pow(point.X - meanX, 2));
            double[] squares = [.. left.Select(point => Math.Pow(point.Y - meanY - (slope * (point.X - meanX)), 2))];
            double mean = left.Average(point => point.Y);
            scores.Add(1 - (squares.Sum() / left.Sum(point => Math.Pow(point.Y - mean, 2))));
            errors.Add(squares.Average() / (span * span));
            start += count;
        }

        MacLinearCrossValidation result = MacLinearCrossValidation.Run(rows);

        result.RSquaredMean.ShouldBe(scores.Average(), 1e-9 * Math.Abs(scores.Average()));
        result.RSquaredDeviation.ShouldBe(Deviation(scores), 1e-9 * Deviation(scores));
        result.ErrorMean.ShouldBe(errors.Average(), 1e-9 * errors.Average());
        result.ErrorDeviation.ShouldBe(Deviation(errors), 1e-9 * Deviation(errors));

        static (double X, double Y) Point(LayerMeasurement row) =>
            (row.Configuration!.BatchSize * (double)row.Configuration.Values[1], row.EnergyJoules);

        static double Deviation(List<double> values) => Math.Sqrt(values.Average(value => Math.Pow(value - values.Average(), 2)));
    }
}
