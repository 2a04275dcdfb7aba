using JouleTree.Core.Errors;
using JouleTree.Core.Prediction;
using JouleTree.Core.Trees;
using JouleTree.Devices;
using JouleTree.Estimates;
using JouleTree.Graphs;
using JouleTree.Graphs.Onnx.Format;
using JouleTree.Models;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Tests.Estimates;

public sealed class EstimateTests
{
    private static readonly Workload Trained = new() { BatchSize = 8, SequenceLength = 128 };

    [Fact]
    public void On_TrainedModel_IsWithoutRemarksAndSaysWhereItComesFrom()
    {
        Estimate estimate = EstimableModel.Of(ModelSource.Open("bert-base-uncased"), Trained)
            .On(EnergyDevice.Find("irene-device-1"), new EstimateOptions { Command = "a test", Date = DateTimeOffset.UnixEpoch });

        estimate.Remarks.ShouldBeEmpty();
        estimate.Device.ShouldBe("irene-device-1");
        estimate.Joules.ShouldBe(estimate.Tree.Root.PredictedJoules!.Value);
        estimate.Tree.Root.Details!.Prediction!.Low!.Value.ShouldBeLessThan(estimate.Joules);
        estimate.Tree.Details!.Device!.Name.ShouldBe("irene-device-1");
        estimate.Tree.Details.Software!.Keys.ShouldContain("jouletree");
        estimate.Tree.Details.Command.ShouldBe("a test");
        estimate.Tree.Details.Date.ShouldBe(DateTimeOffset.UnixEpoch);
    }

    [Fact]
    public void On_ModelBeyondTheTraining_RemarksTypesAndRange()
    {
        EstimableModel model = EstimableModel.Of(ModelSource.Open("resnet18"), new Workload());
        EnergyDevice device = EnergyDevice.Find("irene-device-1");

        Estimate estimate = model.On(device);

        estimate.Remarks.Select(remark => remark.Kind).ShouldBe([EstimateRemarkKind.UnknownTypes, EstimateRemarkKind.OutsideRange]);
        estimate.Remarks[0].Text.ShouldContain("20 x conv2d");
        estimate.Remarks[0].Text.ShouldContain("ORDERS OF MAGNITUDE");
        estimate.UnknownTypes["conv2d"].ShouldBe(20);
        Should.Throw<InputException>(() => model.On(device, new EstimateOptions { Unknown = UnknownPrimitives.Error }))
            .Message.ShouldContain("'Conv2d', which was not in the training data");
    }

    [Fact]
    public void On_OperatorThatCannotBeCounted_MarksTheSumAsPartial()
    {
        using TemporaryFolder folder = new();
        OnnxDimension[] shape = [new OnnxDimension(2), new OnnxDimension(3)];
        string file = folder.File("net.onnx");
        OnnxWriter.Write(new OnnxModel
        {
            Name = "net",
            Nodes =
            [
                new OnnxNode { Name = "/head/act", OpType = "Softmax", Inputs = ["x"], Outputs = ["h"] },
                new OnnxNode { Name = "/head/op", OpType = "NoSuchOperator", Inputs = ["h"], Outputs = ["y"] },
            ],
            Initializers = [],
            Inputs = [new OnnxValue("x", DataType.Float32, shape)],
            Outputs = [new OnnxValue("y", DataType.Float32, shape)],
        }, file);

        Estimate estimate = EstimableModel.Of(ModelSource.Open(file), new Workload()).On(EnergyDevice.Shipped[0]);

        EstimateRemark remark = estimate.Remarks[0];
        remark.Kind.ShouldBe(EstimateRemarkKind.NotCounted);
        remark.Text.ShouldStartWith("NOT COUNTED: 1 x NoSuchOperator");
        estimate.Tree.Root.Details!.Prediction!.Notes!.ShouldContain(remark.Text);
    }

    [Theory]
    [InlineData(DataType.Float16)]
    [InlineData(DataType.BFloat16)]
    [InlineData(DataType.Float64)]
    public void Of_TypeThatNoProfileIsOf_IsRefused(DataType type) =>
        Should.Throw<InputException>(() => EstimableModel.Of(ModelSource.Open("gpt2"), Trained with { FloatType = type }))
            .Message.ShouldContain("device profiles are of float32 models");

    [Fact]
    public void Find_NoSuchDevice_ListsThoseThatThereAre() =>
        Should.Throw<InputException>(() => EnergyDevice.Find("nowhere")).Message.ShouldContain("irene-device-1");

    [Fact]
    public void Of_StoredTree_KeepsWhereItWasMeasured()
    {
        ModelTree tree = new TransformerTrees(1, 2).Measure("bert");

        Estimate estimate = Estimate.Of(tree, EnergyDevice.Shipped[0]);

        estimate.Tree.Root.GroundTruthJoules.ShouldBe(tree.Root.GroundTruthJoules);
        (estimate.Tree.Details?.Device?.Name).ShouldBe(tree.Details?.Device?.Name);
    }
}
