using JouleTree.Core.Analysis;
using JouleTree.Core.Errors;
using JouleTree.Core.Layers.Measurements;
using Shouldly;
using Xunit;

namespace JouleTree.Core.Tests.Analysis;

/// <summary>Shares and deviations of a network that can be written out.</summary>
public sealed class ModuleSharesTests
{
    // One item: 60 + 20 of convolutions and 20 of a rectifier, 110 as a whole. Two items: 100 and 100, 190 as a whole.
    private static readonly LayerMeasurement[] Rows =
    [
        Row("Net", 0, 1, 110), Row("Conv2d", 1, 1, 60), Row("ReLU", 2, 1, 20), Row("Conv2d", 3, 1, 20),
        Row("Net", 0, 2, 190), Row("Conv2d", 1, 2, 100), Row("ReLU", 2, 2, 100),
    ];

    [Fact]
    public void Of_Measurements_SumsEqualModulesAndComparesWithTheWhole()
    {
        ModelModules net = ModuleAnalysis.Of(Rows).ShouldHaveSingleItem();

        net.Model.ShouldBe("net");
        net.Samples.Select(sample => sample.SumJoules).ShouldBe([100, 200]);
        net.Samples.Select(sample => sample.Deviation!.Value).ShouldBe([-0.1, 0.05]);
        net.MeanMeasuredJoules.ShouldBe(150);
        net.MeanSumJoules.ShouldBe(150);
        net.MeanDeviation!.Value.ShouldBe(-0.025, 1e-12);
        net.MeanAbsoluteDeviation!.Value.ShouldBe(0.075, 1e-12);
        net.LargestAbsoluteDeviation!.Value.ShouldBe(0.1, 1e-12);
    }

    // Convolutions have 80 and 50 %: their mean is 65 %, but 180 of 300 J are 60 %.
    [Fact]
    public void Of_Measurements_TellsSharesOfWorkloadsFromSharesOfEnergy()
    {
        PartShare convolution = ModuleAnalysis.Of(Rows)[0].Shares.Single(share => share.Part == "Conv2d");

        convolution.MeanPercent.ShouldBe(65, 1e-12);
        convolution.DeviationPercent.ShouldBe(30 / Math.Sqrt(2), 1e-12);
        (convolution.LowPercent, convolution.HighPercent).ShouldBe((50, 80));
        convolution.EnergyWeightedPercent.ShouldBe(60, 1e-12);
    }

    [Fact]
    public void Of_ModuleMeasuredTwice_IsRefused() =>
        Should.Throw<InputException>(() => ModuleAnalysis.Of([.. Rows, Row("ReLU", 2, 2, 1)]))
            .Message.ShouldContain("repeats layer 2 of net at batch size 2");

    [Fact]
    public void Of_SingleLayers_HaveNothingToAnalyse() =>
        Should.Throw<InputException>(() => ModuleAnalysis.Of([Rows[1] with { Architecture = null, LayerIndex = null }]))
            .Message.ShouldContain("nothing to analyse by module");

    private static LayerMeasurement Row(string module, int layer, int batch, double joules) => new()
    {
        Module = module,
        Architecture = "net",
        LayerIndex = layer,
        BatchSize = batch,
        EnergyJoules = joules,
        EnergySource = "measured: invented",
    };
}
