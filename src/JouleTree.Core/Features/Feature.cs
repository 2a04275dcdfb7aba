namespace JouleTree.Core.Features;

/// <summary>A number that a predictor sees of a node. The order is that of the published predictor's vectors.</summary>
internal enum Feature
{
    /// <summary><c>num_parameters</c>: parameters of the node and what is below it.</summary>
    NumParameters,

    /// <summary><c>input_size</c>: batch size × sequence length, in tokens.</summary>
    InputSize,

    /// <summary><c>batch_size</c>: items per forward pass.</summary>
    BatchSize,

    /// <summary><c>seq_len</c>: tokens per item.</summary>
    SequenceLength,

    /// <summary><c>flops</c>: millions of floating-point operations.</summary>
    Flops,

    /// <summary><c>mem_bytes</c>: memory traffic in MiB.</summary>
    MemBytes,

    /// <summary><c>cpu</c>: CPU load in percent.</summary>
    Cpu,

    /// <summary><c>mem</c>: memory in use in percent.</summary>
    Mem,

    /// <summary><c>gpu</c>: GPU load in percent.</summary>
    Gpu,

    /// <summary><c>gpu_mem</c>: load of the GPU's memory in percent.</summary>
    GpuMem,

    /// <summary><c>gpu_clk</c>: clock of the GPU in MHz.</summary>
    GpuClk,

    /// <summary><c>gpu_mem_clk</c>: clock of the GPU's memory in MHz.</summary>
    GpuMemClk,

    /// <summary><c>times_mean</c>: seconds per forward pass.</summary>
    TimesMean,

    /// <summary><c>gpu_energy_mean</c>: joules that the GPU's own meter showed.</summary>
    GpuEnergyMean,
}
