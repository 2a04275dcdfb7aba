using JouleTree.Measurement.Engine;
using Shouldly;
using Xunit;

namespace JouleTree.Measurement.Tests.Engine;

public sealed class CudaPartsTests
{
    [Fact]
    public void Of_DriverAlone_SaysWhatElseIsMissingAndWhatToDo()
    {
        IReadOnlyList<(string Part, string Finding)> parts = CudaParts.Of(windows: false, name => name == "libcuda.so.1");

        parts.Select(part => part.Part).ShouldBe(["NVIDIA driver", "CUDA", "cuBLAS", "cuDNN"]);
        parts[0].Finding.ShouldBe("libcuda.so.1");
        parts[1].Finding.ShouldStartWith("missing (libcudart.so.13 or libcudart.so.12): install the runtime libraries of the CUDA toolkit");
        parts[3].Finding.ShouldStartWith("missing (libcudnn.so.9): install cuDNN 9");
    }

    [Fact]
    public void Of_EverythingOfAnOlderCuda_NamesTheFilesThatWereFound() =>
        CudaParts.Of(windows: true, name => !name.Contains("_13")).Select(part => part.Finding)
            .ShouldBe(["nvcuda.dll", "cudart64_12.dll", "cublas64_12.dll", "cudnn64_9.dll"]);
}
