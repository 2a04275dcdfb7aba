using JouleTree.Core.Layers;
using JouleTree.Core.Layers.Measurements;
using JouleTree.Core.Layers.Models;
using JouleTree.Core.Layers.Models.Physics;
using Shouldly;
using Xunit;

namespace JouleTree.Core.Tests.Layers.Models.Physics;

public sealed class CondensedModelTests
{
    // Wherever it is asked within the range, it says what the model with the rows says.
    [Theory]
    [InlineData(LayerType.Conv2d, 0.02)]
    [InlineData(LayerType.Linear, 0.01)]
    [InlineData(LayerType.MaxPool2d, 0.02)]
    [InlineData(LayerType.Softmax, 0.02)]
    internal void Of_FittedModel_PredictsWhatThatPredicts(LayerType type, double tolerance)
    {
        LayerMeasurement[] rows = Synthetic.Rows(type, 300, scatter: 0.3);
        PhysicsModel model = PhysicsFitter.Fit(LayerSplit.Random(rows, seed: 3));

        PhysicsModel condensed = CondensedModel.Of(model, seed: 1);

        double[] differences =
        [
            .. rows.Select(row => row.Configuration!)
                .Select(layer => Math.Abs(Math.Log(condensed.Predict(layer).Joules / model.Predict(layer).Joules))),
        ];
        differences.Average().ShouldBeLessThan(tolerance);
        double[] widths =
        [
            .. rows.Select(row =>
                condensed.Predict(row.Configuration!).LogInterval!.Value / model.Predict(row.Configuration!).LogInterval!.Value),
        ];
        widths.Average().ShouldBeInRange(0.8, 1.25);
    }

    [Fact]
    public void Of_FittedModel_HoldsNoPointAndNoResidualOfItsRows()
    {
        LayerMeasurement[] rows = Synthetic.Rows(LayerType.Conv2d, 300, scatter: 0.3);
        PhysicsModel model = PhysicsFitter.Fit(LayerSplit.Random(rows, seed: 3));

        PhysicsModel condensed = CondensedModel.Of(model, seed: 1);

        HashSet<string> ofRows = [.. rows.Select(row => Key(model.Space.Locate(row.Configuration!, out _)))];
        Points(((KernelCorrection)condensed.Correction!).Ridge.Points.ToArray()).Count(ofRows.Contains).ShouldBe(0);
        Points(condensed.Spread!.Points.ToArray()).Count(ofRows.Contains).ShouldBe(0);
        double[] residuals = model.Spread!.Residuals.ToArray();
        condensed.Spread.Residuals.ToArray().Count(value => Array.Exists(residuals, one => Math.Abs(one - value) < 1e-12)).ShouldBe(0);

        IEnumerable<string> Points(double[] values) => values.Chunk(model.Space.Dimensions).Select(Key);

        static string Key(double[] point) => string.Join(' ', point.Select(value => Math.Round(value, 4)));
    }

    [Fact]
    public void Of_SameSeed_IsTheSame()
    {
        PhysicsModel model = PhysicsFitter.Fit(LayerSplit.Random(Synthetic.Rows(LayerType.Linear, 200, scatter: 0.2), seed: 3));
        LayerConfiguration layer = LayerConfiguration.Create(LayerType.Linear, 32, 512, 256);

        LayerPrediction[] predictions = [.. Enumerable.Range(0, 2).Select(_ => CondensedModel.Of(model, seed: 7).Predict(layer))];

        predictions[0].ShouldBe(predictions[1]);
    }
}
