using JouleTree.Measurement.Engine;
using JouleTree.Measurement.Engine.Providers;
using Shouldly;
using Xunit;

namespace JouleTree.Measurement.Tests.Engine.Providers;

public sealed class ProviderFindingTests
{
    private static readonly ProviderDevice Software = new("SwiftShader") { IsProcessor = true };
    private static readonly ProviderDevice Card = new("Radeon 780M");

    [Fact]
    public void Best_GpuThatIsReady_ComesBeforeTheProcessor() =>
        ProviderFinding.Best([Of(ExecutionProvider.Cuda, "x"), Of(ExecutionProvider.WebGpu, null, Card), Of(ExecutionProvider.Cpu, null)])
            .Traits.Provider.ShouldBe(ExecutionProvider.WebGpu);

    [Fact]
    public void Best_DriverInSoftware_LeavesItToTheProcessor() =>
        ProviderFinding.Best([Of(ExecutionProvider.WebGpu, null, Software), Of(ExecutionProvider.Cpu, null)])
            .Traits.Provider.ShouldBe(ExecutionProvider.Cpu);

    [Fact]
    public void Best_ProviderThatCompilesWhole_IsOnlyTakenByName() =>
        ProviderFinding.Best([Of(ExecutionProvider.MiGraphX, null), Of(ExecutionProvider.Cpu, null)])
            .Traits.Provider.ShouldBe(ExecutionProvider.Cpu);

    [Fact]
    public void Summary_WhatIsMissing_SaysHowToGetIt()
    {
        (Of(ExecutionProvider.WebGpu, null) with { IsOffered = false }).Summary.ShouldContain("onnxruntime-node");
        Of(ExecutionProvider.Cuda, "missing (libcuda.so.1): install the driver").Summary.ShouldContain("install the driver");
        Of(ExecutionProvider.WebGpu, null, Software).Summary.ShouldContain("software, the processor runs it");
    }

    [Fact]
    public void IsSoftware_OneRealDevice_IsNot()
    {
        Of(ExecutionProvider.WebGpu, null, Software, Card).IsSoftware.ShouldBeFalse();
        Of(ExecutionProvider.WebGpu, null, Software).IsSoftware.ShouldBeTrue();
        Of(ExecutionProvider.WebGpu, null).IsSoftware.ShouldBeFalse();
    }

    [Fact]
    public void Traits_EveryProvider_IsKnownOnce() =>
        ProviderTraits.All.Select(traits => traits.Provider).Order().ShouldBe(Enum.GetValues<ExecutionProvider>().Order());

    private static ProviderFinding Of(ExecutionProvider provider, string? missing, params ProviderDevice[] devices) => new(
        ProviderTraits.Of(provider), IsOffered: true, missing is null ? [] : [new ProviderPart("part", missing, IsThere: false)], devices);
}
