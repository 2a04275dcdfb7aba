namespace JouleTree.Core.Serving.Fitting;

/// <summary>Measurements that were made alike: their formulas, GPUs and sheets.</summary>
internal sealed record ServingCampaign
{
    /// <summary>Software in the names of profiles, such as <c>vllm-0.11</c>.</summary>
    public required string Title { get; init; }

    /// <summary>The software with its version.</summary>
    public required string Software { get; init; }

    /// <summary>The measurements in words.</summary>
    public required string Data { get; init; }

    /// <summary>Whom to cite.</summary>
    public required string Citation { get; init; }

    /// <summary>Formulas that are fitted.</summary>
    public required ServingFormulas Formulas { get; init; }

    /// <summary>Under which terms they were published; those of both campaigns below.</summary>
    public string Licence { get; init; } = "Apache-2.0";

    /// <summary>The GPU that a profile is made of, as the measurements call it; null for one of each.</summary>
    public string? Gpu { get; init; }

    /// <summary>Its data sheet; null for the one that is known by that name.</summary>
    public GpuSheet? Sheet { get; init; }

    /// <summary>The engine kept prompts that repeat once: on by default in vLLM since 2025, and not before.</summary>
    public bool SharesPrompts { get; init; }

    /// <summary>
    /// Data sheets of GPUs by their short names: bandwidths, dense bfloat16 products and limits as NVIDIA publishes them, memory as its
    /// driver tells it (81,559, 183,359 and 40,960 MiB).
    /// </summary>
    public static IReadOnlyDictionary<string, GpuSheet> Gpus { get; } = new Dictionary<string, GpuSheet>
    {
        ["H100"] = new("NVIDIA H100 SXM5 80 GB", 81_559L << 20, 3.35e12, 989e12, 700),
        ["B200"] = new("NVIDIA B200 180 GB", 183_359L << 20, 7.7e12, 2250e12, 1000),
        ["A100-40GB"] = new("NVIDIA A100 SXM4 40 GB", 40_960L << 20, 1.555e12, 312e12, 400),
    };

    /// <summary>The benchmark of 2025.</summary>
    public static ServingCampaign Of2025 { get; } = new()
    {
        Title = "vllm-0.11",
        Software = "vLLM 0.11.1",
        Data = "ML.ENERGY benchmark v3: joules of all GPUs by their own counters at a steady load, first prompts left out",
        Citation = "Chung et al., The ML.ENERGY Benchmark, NeurIPS Datasets and Benchmarks 2025",
        Formulas = ServingFormulas.Together,
        SharesPrompts = true,
    };

    /// <summary>The leaderboard of 2024.</summary>
    public static ServingCampaign Of2024 { get; } = new()
    {
        Title = "vllm-2024",
        Software = "vLLM of 2024",
        Data = "ML.ENERGY leaderboard of 2024: joules of all GPUs for a request; prompts are not published and taken as 400 tokens",
        Citation = "Chung et al., The ML.ENERGY Benchmark, NeurIPS Datasets and Benchmarks 2025",
        Formulas = ServingFormulas.Of2024,
    };

    /// <summary>Bytes of a GPU's memory within which requests that are said to run must fit; null where prompts are not shared.</summary>
    /// <param name="gpu">Its short name.</param>
    public double? SharedMemoryOf(string gpu) =>
        !SharesPrompts ? null : Sheet is not null && gpu == Gpu ? Sheet.MemoryBytes : Gpus.GetValueOrDefault(gpu)?.MemoryBytes;
}
