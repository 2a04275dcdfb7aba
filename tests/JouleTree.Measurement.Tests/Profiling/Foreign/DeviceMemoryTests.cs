using JouleTree.Core.Errors;
using JouleTree.Measurement.Engine;
using JouleTree.Measurement.Engine.Providers;
using JouleTree.Measurement.Profiling;
using JouleTree.Measurement.Profiling.Cutting;
using JouleTree.Measurement.Profiling.Models;
using Shouldly;
using Xunit;

namespace JouleTree.Measurement.Tests.Profiling.Foreign;

public sealed class DeviceMemoryTests
{
    private readonly ProfiledModel _model = SmallNetwork.Bert();

    [Fact]
    public void CheckDevice_EveryPartHasWeightsOfItsOwn_IsRefusedWhereOnlyTheWholeFits()
    {
        ProfilePlan whole = ProfilePlan.Of(_model, new ProfileScope { Level = JouleTree.Core.Trees.NodeKind.Model });
        ProfilePlan all = ProfilePlan.Of(_model, new ProfileScope());
        long fits = 3 * _model.WeightBytes;

        MemoryEstimate.CheckDevice(_model, whole.Computations.Select(part => part.Cut), fits);
        InputException error = Should.Throw<InputException>(() =>
            MemoryEstimate.CheckDevice(_model, all.Computations.Select(part => part.Cut), fits));

        error.Message.ShouldContain("measure fewer parts");
        MemoryEstimate.CheckDevice(_model, all.Computations.Select(part => part.Cut), null);
    }

    [Fact]
    public void DeviceBytes_OfSeveralDevices_IsTheSmallest()
    {
        ProfileOptions options = new() { Devices = [new ProviderDevice("a") { Bytes = 8 }, new ProviderDevice("b") { Bytes = 4 }] };

        ForeignRules.DeviceBytes(options).ShouldBe(4);
        ForeignRules.DeviceBytes(new ProfileOptions()).ShouldBeNull();
    }

    [Theory]
    [InlineData(ExecutionProvider.WebGpu, Attribution.Trace, OptimizationLevel.Off, "handed to the device")]
    [InlineData(ExecutionProvider.OpenVino, Attribution.Trace, OptimizationLevel.Off, "one node for many")]
    [InlineData(ExecutionProvider.TensorRt, Attribution.Isolation, OptimizationLevel.All, "rewrites graphs itself")]
    internal void Check_WhatAProviderCannotAnswer_IsRefused(
        ExecutionProvider provider, Attribution attribution, OptimizationLevel level, string reason) =>
        Should.Throw<InputException>(() => ForeignRules.Check(new ProfileOptions
        {
            Session = new SessionSettings { Provider = provider, Optimization = level },
            Attribution = attribution,
        })).Message.ShouldContain(reason);

    [Fact]
    public void Check_TheProcessor_AnswersAll() =>
        ForeignRules.Check(new ProfileOptions { Attribution = Attribution.Trace });

    [Fact]
    public void CheckTypes_OfBFloat16_IsForProvidersAlone()
    {
        ProfiledModel model = ProfiledModel.FromGraph(Graphs.Zoo.ModelZoo.Find("distilgpt2").Build(
            new Graphs.Workload { SequenceLength = 4, FloatType = Graphs.DataType.BFloat16 }));

        Should.Throw<InputException>(() => ForeignRules.CheckTypes(model, new ProfileOptions())).Message
            .ShouldContain("bfloat16, of which processors have no kernels");
        ForeignRules.CheckTypes(model, new ProfileOptions { Session = new SessionSettings { Provider = ExecutionProvider.Cuda } });
    }
}
