using System.Runtime.InteropServices;

namespace JouleTree.Testing;

/// <summary>What tests need to run networks by WebGPU without a GPU: a library with it, Vulkan, and a driver in software.</summary>
public static partial class WebGpu
{
    // Debian's Chromium brings SwiftShader, a Vulkan driver that runs on the processor.
    private const string Driver = "/usr/lib/chromium/vk_swiftshader_icd.json";

    /// <summary>The library: of the variable <c>JOULETREE_WEBGPU_LIBRARY</c>, else where <c>.ci/webgpu</c> puts it.</summary>
    public static string Library { get; } = Environment.GetEnvironmentVariable("JOULETREE_WEBGPU_LIBRARY") is { Length: > 0 } named
        ? named
        : Path.Combine(Cache(), "jouletree", "onnxruntime-node-1.30.0", "libonnxruntime.so.1");

    /// <summary>Why tests that need it are skipped here; null where it is there.</summary>
    public static string? SkipReason { get; } =
        !OperatingSystem.IsLinux() || RuntimeInformation.OSArchitecture != Architecture.X64
            ? "WebGPU is tested on Linux x64 alone"
            : !File.Exists(Library)
            ? $"no ONNX Runtime with WebGPU at {Library}: `.ci/webgpu` puts one there"
            : !NativeLibrary.TryLoad("libvulkan.so.1", out _)
            ? "no Vulkan loader (libvulkan1)"
            : Drivers is null
            ? $"no Vulkan driver in software ({Driver}), and none is named in VK_DRIVER_FILES"
            : null;

    /// <summary>Files of Vulkan drivers, for the environment of a program that is started; null where there is none.</summary>
    public static string? Drivers => Environment.GetEnvironmentVariable("VK_DRIVER_FILES") is { Length: > 0 } named
        ? named
        : File.Exists(Driver) ? Driver : null;

    /// <summary>Lets Vulkan in this process find the driver. .NET's own variables do not reach native code.</summary>
    public static void UseDriver()
    {
        if (Drivers is { } drivers)
            SetVariable("VK_DRIVER_FILES", drivers, 0);
    }

    private static string Cache() => Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache
        ? cache
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetVariable(string name, string value, int overwrite);
}
