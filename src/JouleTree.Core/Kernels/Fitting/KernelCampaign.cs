using JouleTree.Core.Kernels.Measurements;

namespace JouleTree.Core.Kernels.Fitting;

/// <summary>Measurements that were made alike: where they come from, and the data sheets of their cards.</summary>
internal sealed record KernelCampaign
{
    /// <summary>The software with its version.</summary>
    public required string Software { get; init; }

    /// <summary>The measurements in words.</summary>
    public required string Data { get; init; }

    /// <summary>Under which terms they were published.</summary>
    public required string Licence { get; init; }

    /// <summary>Whom to cite.</summary>
    public required string Citation { get; init; }

    /// <summary>The kernels of vLLM 0.22 that come with JouleTree.</summary>
    public static KernelCampaign Vllm { get; } = new()
    {
        Software = "vLLM 0.22.0",
        Data = "NVIDIA AIConfigurator: single kernels run again and again with random data; watts by NVML, averaged while they ran",
        Licence = "Apache-2.0",
        Citation = "NVIDIA, ai-dynamo/aiconfigurator on GitHub",
    };

    /// <summary>
    /// Data sheets by the names that tables have for cards: multiprocessors, second-level caches, bandwidths, dense bfloat16 products and
    /// limits as NVIDIA publishes them.
    /// </summary>
    public static IReadOnlyDictionary<string, KernelGpu> Gpus { get; } =
        new Dictionary<string, KernelGpu>(StringComparer.OrdinalIgnoreCase)
        {
            ["NVIDIA A100"] = new("NVIDIA A100", 108, 40e6, 2.039e12, 312e12, 400),
            ["NVIDIA H100"] = new("NVIDIA H100", 132, 50e6, 3.35e12, 989e12, 700),
            ["NVIDIA H200"] = new("NVIDIA H200", 132, 50e6, 4.8e12, 989e12, 700),
            ["NVIDIA B200"] = new("NVIDIA B200", 148, 126e6, 8e12, 2250e12, 1000),
            ["NVIDIA B300"] = new("NVIDIA B300", 148, 126e6, 8e12, 2250e12, 1400),
            ["NVIDIA GB200"] = new("NVIDIA GB200", 152, 126e6, 8e12, 2500e12, 1200),
            ["NVIDIA L40S"] = new("NVIDIA L40S", 142, 96e6, 0.864e12, 362e12, 350),
        };

    /// <summary>The data sheet of a card as a table calls it, with the limit that the table tells; null for an unknown one.</summary>
    /// <param name="row">A measurement.</param>
    public static KernelGpu? GpuOf(KernelMeasurement row)
    {
        ArgumentNullException.ThrowIfNull(row);
        // Tables say «NVIDIA H100 80GB HBM3» and the like.
        KernelGpu? sheet = Gpus.OrderByDescending(one => one.Key.Length)
            .FirstOrDefault(one => row.Gpu.StartsWith(one.Key, StringComparison.OrdinalIgnoreCase)).Value;
        return sheet is null ? null : sheet with { PowerLimitWatts = row.LimitWatts ?? sheet.PowerLimitWatts };
    }
}
