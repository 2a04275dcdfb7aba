using JouleTree.Core.Errors;
using JouleTree.Core.Import.CodeCarbon;
using JouleTree.Core.Layers.Prediction;
using JouleTree.Core.Prediction;
using JouleTree.Core.Prediction.Layerwise;
using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Details;
using JouleTree.Devices;
using JouleTree.Estimates;
using JouleTree.Graphs;
using JouleTree.Graphs.Layers;
using JouleTree.Models;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Tests.Estimates;

public sealed class LayerwiseEstimateTests
{
    private static readonly EnergyDevice Xeon = EnergyDevice.Find("xeon-gold-5120");

    [Theory]
    [InlineData("vgg16", 8)]
    [InlineData("alexnet", 64)]
    public void On_NetworkOfKnownLayers_IsTheSumOfItsLayersAtEveryNode(string name, int batch)
    {
        Workload workload = new() { BatchSize = batch };
        Estimate estimate = EstimableModel.Of(ModelSource.Open(name), workload).On(Xeon);
        NetworkEstimate layers = ((LayerwisePredictor)Xeon.Predictor).Layers.Estimate(
            GraphLayers.Of(ModelSource.Open(name).Build(workload)));

        estimate.Joules.ShouldBe(layers.Joules, 1e-9 * layers.Joules);
        estimate.Low!.Value.ShouldBe(layers.LowJoules!.Value, 1e-9 * layers.Joules);
        estimate.High!.Value.ShouldBe(layers.HighJoules!.Value, 1e-9 * layers.Joules);
        foreach (TreeNode node in estimate.Tree.Root.SelfAndDescendants().Where(node => node.Children.Count > 0))
        {
            double sum = node.Children.Sum(child => child.PredictedJoules!.Value);
            node.PredictedJoules!.Value.ShouldBe(sum, 1e-9 * sum, node.Scope.Path);
        }

        TreeNode[] leaves = [.. estimate.Tree.Root.SelfAndDescendants().Where(node => node.InstanceType == "Conv2d")];
        leaves.ShouldAllBe(leaf => leaf.Details!.Prediction!.Low < leaf.PredictedJoules
            && leaf.PredictedJoules < leaf.Details.Prediction.High);
    }

    [Fact]
    public void On_SizesBeyondTheMeasuredOnes_SaysWhichAtTheLayerAndHowManyAtTheModel()
    {
        Estimate estimate = EstimableModel.Of(ModelSource.Open("vgg16"), new Workload { BatchSize = 8 }).On(Xeon);

        TreeNode wide = estimate.Tree.Root.SelfAndDescendants().First(node => node.InstanceType == "Linear");
        wide.Details!.Prediction!.Notes!.ShouldContain(note => note.StartsWith("extrapolating: input_size 25088, trained on 4 to 4991"));
        estimate.Fit.ShouldBe(EstimateFit.Extrapolated);
        estimate.Remarks.ShouldContain(remark => remark.Kind == EstimateRemarkKind.OutsideRange);
    }

    [Fact]
    public void On_NetworkWithStrangeLayers_IsAPartWithoutAnIntervalThatNamesThem()
    {
        Estimate estimate = EstimableModel.Of(ModelSource.Open("bert-base-uncased"), new Workload { SequenceLength = 16 }).On(Xeon);

        estimate.Fit.ShouldBe(EstimateFit.Part);
        estimate.Joules.ShouldBeGreaterThan(0);
        estimate.Low.ShouldBeNull();
        estimate.Tree.Root.SelfAndDescendants().Where(node => node.InstanceType == "MatMul")
            .ShouldAllBe(node => node.PredictedJoules == null);
        EstimateRemark remark = estimate.Remarks.First(one => one.Kind == EstimateRemarkKind.LeftOut);
        remark.Text.ShouldContain("MatMul");
        remark.Text.ShouldContain("the sums are of the other layers alone");
    }

    [Fact]
    public void On_StrangeLayersRefused_NamesTheFirst() =>
        Should.Throw<InputException>(() => EstimableModel.Of(ModelSource.Open("bert-base-uncased"), new Workload())
                .On(Xeon, new EstimateOptions { Unknown = UnknownPrimitives.Error }))
            .Message.ShouldContain("of which no like was measured; known are");

    [Fact]
    public void Shipped_Cards_NameDataLicenceAndWhomToCite()
    {
        EnergyDevice.Shipped.Select(device => device.Name).ShouldBe(["epyc-vm", "irene-device-1", "xeon-gold-5120"]);
        foreach (EnergyDevice device in EnergyDevice.Shipped)
        {
            device.Profile!.Card.Licence.ShouldNotBeNullOrEmpty(device.Name);
            device.Profile.Card.Citation.Length.ShouldBeGreaterThan(10, device.Name);
            device.Profile.Card.Energies.ShouldBe(device.Name == "epyc-vm" ? EnergySource.Modelled : EnergySource.Measured, device.Name);
        }
    }

    // Its intervals and factors saw these networks; its energies of layers did not.
    [SharedDataFact]
    public void On_PublishedNetworks_MissesThemByLittle()
    {
        string folder = SharedData.PathOf("cnn-energy", "architectures");
        double[] errors =
        [
            .. ((string[])["00", "01"]).SelectMany(part => CodeCarbonImport.Read(
                    [Path.Combine(folder, $"{part}_architectures-layerwise-raw.csv")],
                    [Path.Combine(folder, $"{part}_architectures-layerwise-slurm-log.out")], BadRowRule.Published).Measurements)
                .Where(one => one.IsWholeNetwork && one.EnergyJoules > 0)
                .Select(one => 100 * Math.Abs((EstimableModel
                    .Of(ModelSource.Open(one.Architecture!), new Workload { BatchSize = (int)one.BatchSize }).On(Xeon).Joules
                        / one.EnergyJoules) - 1)),
        ];

        errors.Length.ShouldBe(63);
        errors.Average().ShouldBeLessThan(1.9);
        errors.Max().ShouldBeLessThan(8);
    }
}
