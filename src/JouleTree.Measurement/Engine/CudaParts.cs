using System.Runtime.InteropServices;

namespace JouleTree.Measurement.Engine;

/// <summary>What a library with CUDA needs of the machine, part by part.</summary>
/// <remarks>
/// The names are those that the package of 1.31 asks for (CUDA 13, cuDNN 9), and of CUDA 12 for libraries that users bring.
/// </remarks>
internal static class CudaParts
{
    private static readonly (string Part, string Remedy, string[] Linux, string[] Windows)[] All =
    [
        ("NVIDIA driver", "install the driver of the card", ["libcuda.so.1"], ["nvcuda.dll"]),
        ("CUDA", "install the runtime libraries of the CUDA toolkit that the library was built with, where the loader finds them",
            ["libcudart.so.13", "libcudart.so.12"], ["cudart64_13.dll", "cudart64_12.dll"]),
        ("cuBLAS", "it comes with the CUDA toolkit", ["libcublas.so.13", "libcublas.so.12"], ["cublas64_13.dll", "cublas64_12.dll"]),
        ("cuDNN", "install cuDNN 9 for that CUDA, where the loader finds it", ["libcudnn.so.9"], ["cudnn64_9.dll"]),
    ];

    /// <summary>Each part with the file that was found, or with what is missing and what to do.</summary>
    public static IReadOnlyList<(string Part, string Finding)> OfThisMachine() => Of(OperatingSystem.IsWindows(), Loads);

    /// <summary>Each part with the file that was found, or with what is missing and what to do.</summary>
    /// <param name="windows">The files are those of Windows.</param>
    /// <param name="loads">Tells whether the loader finds a library.</param>
    public static IReadOnlyList<(string Part, string Finding)> Of(bool windows, Func<string, bool> loads) =>
    [
        .. All.Select(part => (part.Part, Finding(windows ? part.Windows : part.Linux, part.Remedy, loads))),
    ];

    private static string Finding(string[] names, string remedy, Func<string, bool> loads) =>
        names.FirstOrDefault(loads) ?? $"missing ({string.Join(" or ", names)}): {remedy}";

    // It stays loaded, as the engine would load it.
    private static bool Loads(string name) => NativeLibrary.TryLoad(name, out _);
}
