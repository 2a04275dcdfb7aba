using JouleTree.Core.Errors;
using JouleTree.Core.Prediction;
using JouleTree.Devices;
using JouleTree.Estimates;
using JouleTree.Graphs;
using JouleTree.Models;
using Shouldly;
using Xunit;

namespace JouleTree.Tests.Estimates;

public sealed class DeviceAnswerTests
{
    [Theory]
    [InlineData("bert-base-uncased", 16, "epyc-vm")]
    [InlineData("vgg11", null, "xeon-gold-5120")]
    [InlineData("resnet18", null, "epyc-vm")]
    public void OnEach_Models_BeginsWithTheDeviceThatKnowsTheirLike(string name, int? length, string device)
    {
        IReadOnlyList<DeviceAnswer> answers = Model(name, length).OnEach(EnergyDevice.Shipped);

        answers.Count.ShouldBe(EnergyDevice.Shipped.Count);
        answers[0].Device.Name.ShouldBe(device);
        answers.Select(answer => answer.Estimate?.Fit ?? (EstimateFit)99).ShouldBeInOrder();
    }

    [Fact]
    public void OnEach_GpuThatNeverSawAConvolution_SaysNoMoreThanAnOrderOfMagnitude()
    {
        DeviceAnswer answer = Model("resnet18", null).OnEach(EnergyDevice.Shipped).First(one => one.Device.Name == "irene-device-1");

        answer.Estimate!.Fit.ShouldBe(EstimateFit.OrderOfMagnitude);
        answer.IsWhole.ShouldBeTrue();
    }

    [Fact]
    public void OnEach_DeviceThatKnowsAPartOnly_GivesTheReason()
    {
        DeviceAnswer answer = Model("bert-base-uncased", 16).OnEach(EnergyDevice.Shipped)[^1];

        answer.Device.Name.ShouldBe("xeon-gold-5120");
        answer.IsWhole.ShouldBeFalse();
        answer.Refusal!.ShouldContain("no like was measured on xeon-gold-5120");
    }

    [Fact]
    public void OnBest_NoDeviceThatKnowsAllTypes_NamesEachWithItsReason()
    {
        InputException error = Should.Throw<InputException>(() => Model("vit_b_16", null)
            .OnBest(EnergyDevice.Shipped, new EstimateOptions { Unknown = UnknownPrimitives.Error }));

        error.Message.ShouldStartWith("no device can answer: ");
        error.Message.ShouldContain("which was not in the training data");
    }

    private static EstimableModel Model(string name, int? length) =>
        EstimableModel.Of(ModelSource.Open(name), new Workload { SequenceLength = length });
}
