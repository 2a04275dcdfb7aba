using JouleTree.Measurement.Engine;
using JouleTree.Measurement.Engine.Providers;
using Shouldly;
using Xunit;

namespace JouleTree.Measurement.Tests.Engine.Providers;

public sealed class ProviderPartsTests
{
    [Fact]
    public void Of_DriverAlone_SaysWhatElseIsMissingAndWhatToDo()
    {
        IReadOnlyList<ProviderPart> parts = ProviderParts.Of(ExecutionProvider.Cuda, windows: false, name => name == "libcuda.so.1");

        parts.Select(part => part.Name).ShouldBe(["NVIDIA driver", "CUDA", "cuBLAS", "cuDNN"]);
        parts.Select(part => part.IsThere).ShouldBe([true, false, false, false]);
        parts[0].Finding.ShouldBe("libcuda.so.1");
        parts[1].Finding.ShouldStartWith(
            "missing (libcudart.so.13 or libcudart.so.12): install the runtime libraries of the CUDA toolkit");
        parts[3].Finding.ShouldStartWith("missing (libcudnn.so.9): install cuDNN 9");
    }

    [Fact]
    public void Of_EverythingOfAnOlderCuda_NamesTheFilesThatWereFound() =>
        ProviderParts.Of(ExecutionProvider.Cuda, windows: true, name => !name.Contains("_13")).Select(part => part.Finding)
            .ShouldBe(["nvcuda.dll", "cudart64_12.dll", "cublas64_12.dll", "cudnn64_9.dll"]);

    [Fact]
    public void Of_WebGpu_NeedsWhatTheSystemDrawsWith()
    {
        ProviderParts.Of(ExecutionProvider.WebGpu, windows: false, _ => false).Single().Finding.ShouldContain("libvulkan.so.1");
        ProviderParts.Of(ExecutionProvider.WebGpu, windows: true, _ => true).Single().Finding.ShouldBe("d3d12.dll");
        ProviderParts.Of(ExecutionProvider.Cpu, windows: false, _ => false).ShouldBeEmpty();
    }
}
