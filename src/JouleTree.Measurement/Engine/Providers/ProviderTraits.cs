using System.Runtime.InteropServices;

namespace JouleTree.Measurement.Engine.Providers;

/// <summary>What is known of a provider before it is started.</summary>
/// <param name="Provider">The provider.</param>
/// <param name="EngineName">What the engine calls it in lists and traces.</param>
/// <param name="Name">What people call it; also what the engine takes where it takes a name.</param>
/// <param name="Source">Where a library that offers it is to be had.</param>
/// <remarks>
/// Names: <c>onnxruntime/core/graph/constants.h</c> and <c>provider_registration.cc</c> of ONNX Runtime 1.30, and what that version
/// answers to a name that it does not know.
/// </remarks>
internal sealed record ProviderTraits(ExecutionProvider Provider, string EngineName, string Name, string Source)
{
    private const string Npm = "in the library of npm's package onnxruntime-node (bin/napi-v6/SYSTEM/ARCHITECTURE)";
    private const string Gpu = "in a build with -p:OnnxRuntimeCuda=true, or Microsoft's package Microsoft.ML.OnnxRuntime.Gpu";

    /// <summary>It returns from a run before the device is done, and has no call that waits.</summary>
    public bool NeedsFence { get; init; }

    /// <summary>It makes one node of many, so that the engine can neither show nor write down what it runs.</summary>
    public bool CompilesWhole { get; init; }

    /// <summary>What runs may be a GPU, so that a meter of the processor does not see it.</summary>
    public bool MayBeGpu { get; init; } = true;

    /// <summary>Name of the option that numbers its devices, or null where it does not number them.</summary>
    public string? DeviceOption { get; init; }

    /// <summary>Systems that it exists on.</summary>
    public IReadOnlyList<OSPlatform> Systems { get; init; } = [OSPlatform.Linux, OSPlatform.Windows];

    /// <summary>All, in the order in which one is chosen where the user leaves it open; the processor is the last resort.</summary>
    public static IReadOnlyList<ProviderTraits> All { get; } =
    [
        new(ExecutionProvider.Cuda, "CUDAExecutionProvider", "CUDA", Gpu) { DeviceOption = "device_id" },
        new(ExecutionProvider.MiGraphX, "MIGraphXExecutionProvider", "MIGraphX", "in AMD's builds of ONNX Runtime for ROCm")
        {
            CompilesWhole = true, DeviceOption = "device_id", Systems = [OSPlatform.Linux],
        },
        new(ExecutionProvider.DirectMl, "DmlExecutionProvider", "DML", $"{Npm}, or Microsoft's package Microsoft.ML.OnnxRuntime.DirectML")
        {
            DeviceOption = "device_id", Systems = [OSPlatform.Windows],
        },
        new(ExecutionProvider.CoreMl, "CoreMLExecutionProvider", "CoreML", $"{Npm}, or the package Microsoft.ML.OnnxRuntime on macOS")
        {
            CompilesWhole = true, Systems = [OSPlatform.OSX],
        },
        new(ExecutionProvider.WebGpu, "WebGpuExecutionProvider", "WebGPU", Npm)
        {
            NeedsFence = true, Systems = [OSPlatform.Linux, OSPlatform.Windows, OSPlatform.OSX],
        },
        new(ExecutionProvider.TensorRt, "TensorrtExecutionProvider", "TensorRT", Gpu) { CompilesWhole = true, DeviceOption = "device_id" },
        new(ExecutionProvider.OpenVino, "OpenVINOExecutionProvider", "OpenVINO", "in Intel's builds of ONNX Runtime")
        {
            CompilesWhole = true,
        },
        new(ExecutionProvider.Qnn, "QNNExecutionProvider", "QNN", "in Microsoft's package Microsoft.ML.OnnxRuntime.QNN")
        {
            CompilesWhole = true,
        },
        new(ExecutionProvider.Cpu, "CPUExecutionProvider", "CPU", "in every library")
        {
            MayBeGpu = false, Systems = [OSPlatform.Linux, OSPlatform.Windows, OSPlatform.OSX],
        },
    ];

    /// <summary>What is known of a provider.</summary>
    /// <param name="provider">The provider.</param>
    public static ProviderTraits Of(ExecutionProvider provider) => All.First(traits => traits.Provider == provider);

    /// <summary>It exists on this system.</summary>
    public bool IsOfThisSystem => Systems.Any(RuntimeInformation.IsOSPlatform);
}
