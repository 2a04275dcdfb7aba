namespace JouleTree.Measurement.Engine;

/// <summary>What executes the operators. Those that it has no kernel for run on the processor.</summary>
internal enum ExecutionProvider
{
    /// <summary>The processor.</summary>
    Cpu,

    /// <summary>Any GPU with Vulkan, Direct3D 12 or Metal, by WebGPU.</summary>
    WebGpu,

    /// <summary>Any GPU of Windows with Direct3D 12.</summary>
    DirectMl,

    /// <summary>Apple's neural engine, GPU or processor, as Core ML decides.</summary>
    CoreMl,

    /// <summary>An NVIDIA GPU.</summary>
    Cuda,

    /// <summary>An NVIDIA GPU, by networks compiled whole.</summary>
    TensorRt,

    /// <summary>Intel's processors, GPUs and NPUs, by networks compiled whole.</summary>
    OpenVino,

    /// <summary>An AMD GPU, by networks compiled whole.</summary>
    MiGraphX,

    /// <summary>Qualcomm's NPU, by networks compiled whole.</summary>
    Qnn,
}
