using System.Runtime.InteropServices;

namespace JouleTree.Measurement.Engine.Providers;

/// <summary>What a library with a provider needs of the machine, part by part.</summary>
/// <remarks>
/// The names are those that ONNX Runtime 1.30 and 1.31 ask for (CUDA 13, cuDNN 9, TensorRT 10), and of CUDA 12 for libraries that users
/// bring.
/// </remarks>
internal static class ProviderParts
{
    private static readonly Part[] Cuda =
    [
        new("NVIDIA driver", "install the driver of the card", ["libcuda.so.1"], ["nvcuda.dll"]),
        new("CUDA", "install the runtime libraries of the CUDA toolkit that the library was built with, where the loader finds them",
            ["libcudart.so.13", "libcudart.so.12"], ["cudart64_13.dll", "cudart64_12.dll"]),
        new("cuBLAS", "it comes with the CUDA toolkit", ["libcublas.so.13", "libcublas.so.12"], ["cublas64_13.dll", "cublas64_12.dll"]),
        new("cuDNN", "install cuDNN 9 for that CUDA, where the loader finds it", ["libcudnn.so.9"], ["cudnn64_9.dll"]),
    ];

    private static readonly Dictionary<ExecutionProvider, Part[]> All = new()
    {
        [ExecutionProvider.WebGpu] =
        [
            new("Vulkan loader", "install it (Debian and Ubuntu: libvulkan1), and the Vulkan driver of the GPU (mesa-vulkan-drivers)",
                ["libvulkan.so.1"], []),
            new("Direct3D 12", "it comes with Windows 10 and later", [], ["d3d12.dll"]),
        ],
        [ExecutionProvider.DirectMl] = [new("DirectML", "it lies beside the library", [], ["DirectML.dll"])],
        [ExecutionProvider.Cuda] = Cuda,
        [ExecutionProvider.TensorRt] =
            [.. Cuda, new("TensorRT", "install TensorRT 10, where the loader finds it", ["libnvinfer.so.10"], ["nvinfer_10.dll"])],
        [ExecutionProvider.MiGraphX] =
        [
            new("ROCm", "install AMD's ROCm", ["libamdhip64.so.7", "libamdhip64.so.6"], []),
            new("MIGraphX", "install ROCm's migraphx", ["libmigraphx_c.so.3"], []),
        ],
    };

    /// <summary>Each part with the file that was found, or with what is missing and what to do; none where nothing is needed.</summary>
    /// <param name="provider">The provider.</param>
    public static IReadOnlyList<ProviderPart> OfThisMachine(ExecutionProvider provider) =>
        Of(provider, OperatingSystem.IsWindows(), OperatingSystem.IsMacOS() ? _ => true : Loads);

    /// <summary>Each part with the file that was found, or with what is missing and what to do; none where nothing is needed.</summary>
    /// <param name="provider">The provider.</param>
    /// <param name="windows">The files are those of Windows.</param>
    /// <param name="loads">Tells whether the loader finds a library.</param>
    public static IReadOnlyList<ProviderPart> Of(ExecutionProvider provider, bool windows, Func<string, bool> loads) =>
    [
        .. All.GetValueOrDefault(provider, [])
            .Select(part => (part, Names: windows ? part.Windows : part.Linux))
            .Where(item => item.Names.Length > 0)
            .Select(item => item.Names.FirstOrDefault(loads) is { } file
                ? new ProviderPart(item.part.Name, file, IsThere: true)
                : new ProviderPart(item.part.Name, $"missing ({string.Join(" or ", item.Names)}): {item.part.Remedy}", IsThere: false)),
    ];

    // It stays loaded, as the engine would load it.
    private static bool Loads(string name) => NativeLibrary.TryLoad(name, out _);

    private sealed record Part(string Name, string Remedy, string[] Linux, string[] Windows);
}

/// <summary>A part that a provider needs of the machine.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Finding">The file that was found, or what is missing and what to do.</param>
/// <param name="IsThere">It was found.</param>
internal sealed record ProviderPart(string Name, string Finding, bool IsThere);
