using JouleTree.Core.Layers;
using JouleTree.Core.Layers.Evaluation;
using JouleTree.Core.Layers.Measurements;
using Shouldly;
using Xunit;

namespace JouleTree.Core.Tests.Layers.Evaluation;

public sealed class LayerErrorsTests
{
    // 10 % too high, 10 % too low, right: written out.
    [Fact]
    public void Of_ByHand()
    {
        LayerErrors errors = LayerErrors.Of([1, 2, 4], [1.1, 1.8, 4], [true, false, true]);

        errors.Count.ShouldBe(3);
        errors.MeanPercent.ShouldBe(20.0 / 3, 1e-12);
        errors.MedianPercent.ShouldBe(10, 1e-12);
        errors.WorstPercent.ShouldBe(10, 1e-12);
        errors.RootMeanSquarePercent.ShouldBe(Math.Sqrt(200.0 / 3), 1e-12);
        errors.BiasPercent.ShouldBe(0, 1e-12);
        // Residuals 0.01 + 0.04; the measurements scatter by 14/3 about their mean.
        errors.RSquared!.Value.ShouldBe(1 - (0.05 / (14.0 / 3)), 1e-12);
        errors.CoveragePercent!.Value.ShouldBe(200.0 / 3, 1e-12);
    }

    [Fact]
    public void Of_TwoMeasurements_TakesTheMiddleOfBoth() => LayerErrors.Of([1, 1], [1.1, 1.3]).MedianPercent.ShouldBe(20, 1e-12);

    [Fact]
    public void Of_OneMeasurement_HasNoRSquared() => LayerErrors.Of([1], [1]).RSquared.ShouldBeNull();

    // Energies that a baseline is exactly made for leave it no error; what lacks a part has one.
    [Fact]
    public void Baselines_ExactMachines_HaveNoError()
    {
        LayerMeasurement[] rows = [.. Synthetic.Rows(LayerType.Linear, 40).Select(row => row with
        {
            EnergyJoules = 3e-9 * PublishedMacs.Of(row.Configuration!),
            Seconds = PublishedMacs.Of(row.Configuration!) / 1e12,
        })];

        IReadOnlyList<BaselineErrors> errors = new LayerBaselines(rows).Errors(rows);

        errors.Select(one => one.Name).ShouldBe(["constant power (3000.0 W) × measured time", "MACs × constant", "a·FLOPs + b·bytes + c"]);
        errors.ShouldAllBe(one => one.Errors.WorstPercent < 1e-8);
        LayerMeasurement[] withCall = [.. rows.Select(row => row with { EnergyJoules = row.EnergyJoules + 0.001 })];
        IReadOnlyList<BaselineErrors> others = new LayerBaselines(withCall).Errors(withCall);
        others[1].Errors.WorstPercent.ShouldBeGreaterThan(1);
        others[2].Errors.WorstPercent.ShouldBeLessThan(1e-8);
    }
}
