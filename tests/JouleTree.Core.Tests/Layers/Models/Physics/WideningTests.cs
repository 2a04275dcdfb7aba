using JouleTree.Core.Layers;
using JouleTree.Core.Layers.Measurements;
using JouleTree.Core.Layers.Models;
using JouleTree.Core.Layers.Models.Physics;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Core.Tests.Layers.Models.Physics;

public sealed class WideningTests
{
    [Fact]
    public void Fit_MachineWhoseTermsHoldEverywhere_HardlyWidens() =>
        PhysicsFitter.Fit(Synthetic.Split(LayerType.Linear, 300)).Widening.ShouldBeLessThan(0.5);

    [Fact]
    public void Fit_MachineThatTurnsDearerWithLargeBatches_Widens()
    {
        // Above 128 items each costs twice as much, which smaller batches do not show.
        LayerMeasurement[] rows = [.. Synthetic.Rows(LayerType.Linear, 300)
            .Select(row => row with { EnergyJoules = row.EnergyJoules * (row.BatchSize > 128 ? 2 : 1) })];

        PhysicsFitter.Fit(LayerSplit.Random(rows, seed: 3)).Widening.ShouldBeGreaterThan(1);
    }

    [Fact]
    public void Fit_OneBatchSize_Assumes()
    {
        LayerMeasurement[] rows =
            [.. Synthetic.Rows(LayerType.Linear, 100)
                .Select(row => row with { Configuration = row.Configuration!.WithBatch(8), BatchSize = 8 })];

        PhysicsFitter.Fit(LayerSplit.Random(rows, seed: 3)).Widening.ShouldBe(Widening.Assumed);
    }

    // Fitted on batches up to 64, the single layers above. Fully connected ones scatter less the larger the batch, which small batches
    // cannot
    // tell: their intervals are too wide.
    [SharedDataTheory]
    [InlineData(LayerType.Conv2d, 0.96)]
    [InlineData(LayerType.MaxPool2d, 0.96)]
    [InlineData(LayerType.Linear, 1)]
    internal void Predict_LayersOutsideTheRange_AreCoveredNineTimesInTen(LayerType type, double most)
    {
        LayerSplit split = PublishedLayers.Splits()[type];
        PhysicsModel model = PhysicsFitter.Fit(split.UpToBatch(64));
        LayerMeasurement[] outside =
            [.. split.Train.Concat(split.Validation).Concat(split.Test)
                .Where(row => row.BatchSize > 64 && model.Refuses(row.Configuration!) is null)];

        int inside = outside.Count(row =>
        {
            LayerPrediction prediction = model.Predict(row.Configuration!);
            return Math.Abs(Math.Log(row.EnergyJoules / prediction.Joules)) <= prediction.LogInterval;
        });

        outside.Length.ShouldBeGreaterThan(500);
        (inside / (double)outside.Length).ShouldBeInRange(0.85, most);
    }
}
