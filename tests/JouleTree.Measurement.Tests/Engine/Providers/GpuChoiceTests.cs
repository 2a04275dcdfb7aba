using JouleTree.Core.Errors;
using JouleTree.Measurement.Engine;
using JouleTree.Measurement.Engine.Providers;
using Shouldly;
using Xunit;

namespace JouleTree.Measurement.Tests.Engine.Providers;

public sealed class GpuChoiceTests
{
    private static readonly Dictionary<string, string> Nothing = [];

    private static readonly ProviderFinding Cuda = new(ProviderTraits.Of(ExecutionProvider.Cuda), IsOffered: true, [],
    [
        new ProviderDevice("H200") { Uuid = "GPU-0a1b2c3d-0000-0000-0000-000000000001" },
        new ProviderDevice("L4") { Uuid = "GPU-0a1b9999-0000-0000-0000-000000000002" },
    ]);

    [Theory]
    [InlineData("1", "1")]
    [InlineData("GPU-0a1b2", "0")]
    [InlineData("gpu-0A1B9", "1")] // As the driver writes it, or not.
    [InlineData("MIG-0a1b2c3d-0000", "0")] // A part of a card, which CUDA lists as a device.
    public void Options_NumberOrUuid_NameTheProvidersNumber(string gpu, string number) =>
        GpuChoice.Options(Cuda, gpu, Nothing).ShouldBe(new Dictionary<string, string> { ["device_id"] = number });

    [Theory]
    [InlineData("2", "sees 2")]
    [InlineData("GPU-0a1b", "more than one GPU's UUID")]
    [InlineData("GPU-ffff", "no GPU's UUID begins with 'GPU-ffff': expected one of GPU-0a1b2c3d")]
    [InlineData("", "no GPU's UUID")]
    public void Options_WhatIsNotThere_IsRefused(string gpu, string message) =>
        Should.Throw<InputException>(() => GpuChoice.Options(Cuda, gpu, Nothing)).Message.ShouldContain(message);

    [Fact]
    public void Options_DeviceNamedTwice_IsRefused() =>
        Should.Throw<InputException>(() => GpuChoice.Options(Cuda, "0", new Dictionary<string, string> { ["device_id"] = "1" }))
            .Message.ShouldContain("both name a device");

    [Fact]
    public void Options_ProviderThatNumbersNone_IsRefused()
    {
        ProviderFinding webGpu = Cuda with { Traits = ProviderTraits.Of(ExecutionProvider.WebGpu) };

        Should.Throw<InputException>(() => GpuChoice.Options(webGpu, "0", Nothing)).Message.ShouldContain("powerPreference");
        GpuChoice.Options(webGpu, null, Nothing).ShouldBeSameAs(Nothing);
    }

    [Fact]
    public void Chosen_DeviceOfAnOption_IsTheOnlyOne()
    {
        GpuChoice.Chosen(Cuda, new Dictionary<string, string> { ["device_id"] = "1" }).Single().Name.ShouldBe("L4");
        GpuChoice.Chosen(Cuda, Nothing).Single().Name.ShouldBe("H200");
    }
}
