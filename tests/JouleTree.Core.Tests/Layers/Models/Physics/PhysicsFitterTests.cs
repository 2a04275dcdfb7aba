using JouleTree.Core.Layers;
using JouleTree.Core.Layers.Measurements;
using JouleTree.Core.Layers.Models;
using JouleTree.Core.Layers.Models.Physics;
using JouleTree.Core.Layers.Prediction;
using Shouldly;
using Xunit;

namespace JouleTree.Core.Tests.Layers.Models.Physics;

public sealed class PhysicsFitterTests
{
    // Energies that are exactly a sum of counts: layers which the fit never saw come out to rounding.
    [Theory]
    [InlineData(LayerType.Conv2d)]
    [InlineData(LayerType.Linear)]
    [InlineData(LayerType.MaxPool2d)]
    [InlineData(LayerType.MatMul)]
    [InlineData(LayerType.Softmax)]
    internal void Fit_ExactSumOfCounts_PredictsLayersThatItNeverSaw(LayerType type)
    {
        LayerMeasurement[] rows = [.. Synthetic.Rows(type, 400).Where(row => Fits(row.Configuration!))
            .Select(row => row with { EnergyJoules = Energy(row.Configuration!) })];
        PhysicsModel model = PhysicsFitter.Fit(LayerSplit.Random(rows, seed: 3));

        Random random = new(41);
        LayerConfiguration[] layers = [.. Enumerable.Range(0, 100).Select(_ => Synthetic.Layer(type, random)).Where(Fits)];
        layers.Length.ShouldBeGreaterThan(10);
        foreach (LayerConfiguration layer in layers)
            model.Predict(layer).Joules.ShouldBe(Energy(layer), 1e-11 * Energy(layer), layer.ToString());

        // A narrow product is streamed and an image's edge is not read: counts of their own (see PhysicsTermsTests).
        bool Fits(LayerConfiguration layer) => type switch
        {
            LayerType.Linear => !PhysicsTerms.IsStreamed(layer),
            LayerType.MaxPool2d => layer[LayerKeys.Padding] == 0,
            _ => true,
        };

        static double Energy(LayerConfiguration layer)
        {
            double inputs = 4 * LayerCounts.InputElements(layer);
            double outputs = 4 * LayerCounts.OutputElements(layer);
            return 0.001 + layer.Type switch
            {
                LayerType.Conv2d => (2e-9 * LayerCounts.Multiplications(layer))
                    + (3e-8 * 4 * layer[LayerKeys.OutChannels]!.Value * LayerCounts.WeightsPerOutput(layer)),
                LayerType.Linear => (2e-9 * LayerCounts.Multiplications(layer)) + (3e-8 * inputs) + (5e-8 * outputs),
                LayerType.MaxPool2d => (2e-9 * LayerCounts.OutputElements(layer) * LayerCounts.WindowElements(layer))
                    + (3e-8 * inputs) + (5e-8 * outputs),
                LayerType.MatMul => (2e-9 * LayerCounts.Multiplications(layer)) + (3e-8 * inputs) + (5e-8 * outputs),
                _ => 5e-8 * outputs,
            };
        }
    }

    [Theory]
    [InlineData(LayerType.Conv2d, 220)]
    [InlineData(LayerType.MaxPool2d, 120)]
    [InlineData(LayerType.Linear, 80)]
    [InlineData(LayerType.Tanh, 80)]
    internal void Fit_AnyLayer_IsPositiveAndFinite(LayerType type, int rows)
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
    public void Fit_KnownMachine_RecoversItsEnergyAndCoversIt()
    {
        LayerSplit split = Synthetic.Split(LayerType.Linear, 300, scatter: 0.05);
        LayerPredictor predictor =
            LayerPredictor.Fit(LayerMethod.Physics, new Dictionary<LayerType, LayerSplit> { [LayerType.Linear] = split });

        LayerEstimate[] estimates = [.. split.Test.Select(row => predictor.Estimate(row.Configuration!))];

        split.Test.Zip(estimates, (row, estimate) => Math.Abs(estimate.Prediction!.Value.Joules / row.EnergyJoules - 1)).Average()
            .ShouldBeLessThan(0.05);
        double covered = split.Test.Zip(estimates,
            (row, estimate) => row.EnergyJoules >= estimate.LowJoules && row.EnergyJoules <= estimate.HighJoules ? 1.0 : 0).Average();
        covered.ShouldBeInRange(0.75, 1);
    }

    [Fact]
    public void Fit_OffTheRange_WidensAndFlags()
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
        LayerMeasurement[] rows =
            [.. all.Where(row => !PhysicsTerms.IsMatrixProduct(row.Configuration!)),
                all.First(row => PhysicsTerms.IsMatrixProduct(row.Configuration!))];
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
}
