namespace JouleTree.Measurement.Engine.Providers;

/// <summary>What a library and a machine have of a provider. Nothing is started for it.</summary>
/// <param name="Traits">The provider.</param>
/// <param name="IsOffered">The library was built with it.</param>
/// <param name="Parts">What it needs of the machine.</param>
/// <param name="Devices">What it may run on, where that can be told without starting it.</param>
internal sealed record ProviderFinding(
    ProviderTraits Traits, bool IsOffered, IReadOnlyList<ProviderPart> Parts, IReadOnlyList<ProviderDevice> Devices)
{
    /// <summary>Nothing that is known is missing.</summary>
    public bool IsReady => IsOffered && Parts.All(part => part.IsThere) && !LacksDevice;

    /// <summary>
    /// What it runs on is the processor itself: a Vulkan driver in software. A meter of the processor sees it, and it says nothing of a
    /// GPU.
    /// </summary>
    public bool IsSoftware => Devices.Count > 0 && Devices.All(device => device.IsProcessor);

    private bool LacksDevice => Traits.Provider == ExecutionProvider.WebGpu && OperatingSystem.IsLinux() && Devices.Count == 0;

    /// <summary>One line: ready, or what is missing and how to get it.</summary>
    public string Summary
    {
        get
        {
            if (!IsOffered)
                return $"not in this library: {Traits.Source}";
            string[] missing =
            [
                .. Parts.Where(part => !part.IsThere).Select(part => $"{part.Name} {part.Finding}"),
                .. LacksDevice && Parts.All(part => part.IsThere)
                    ? ["no Vulkan driver offers a device: install that of the GPU, or name its file in VK_DRIVER_FILES"]
                    : (string[])[],
            ];
            if (missing.Length > 0)
                return string.Join("; ", missing);
            string devices = string.Join(", ", Devices.Select(device => device.IsProcessor
                ? $"{device.Name} (software, the processor runs it)"
                : device.Name));
            return devices.Length > 0 ? $"ready: {devices}" : "ready, as far as can be told without starting it";
        }
    }

    /// <summary>What a library and this machine have of each provider of this system, in the order of choice.</summary>
    /// <param name="engine">The library.</param>
    public static IReadOnlyList<ProviderFinding> OfThisMachine(EngineDescription engine)
    {
        ArgumentNullException.ThrowIfNull(engine);
        return
        [
            .. ProviderTraits.All.Where(traits => traits.IsOfThisSystem).Select(traits =>
            {
                bool isOffered = engine.Providers.Contains(traits.EngineName);
                return new ProviderFinding(traits, isOffered, isOffered ? ProviderParts.OfThisMachine(traits.Provider) : [],
                    isOffered ? DevicesOf(traits.Provider) : []);
            }),
        ];
    }

    /// <summary>The one that runs a network where the user leaves it open: a GPU before the processor.</summary>
    /// <param name="findings">What there is, in the order of choice; the processor is the last.</param>
    public static ProviderFinding Best(IReadOnlyList<ProviderFinding> findings)
    {
        ArgumentNullException.ThrowIfNull(findings);
        // A GPU in software is slower than the processor's own kernels, and what is compiled whole does not show its modules.
        return findings.First(finding => finding is { IsReady: true, IsSoftware: false, Traits.CompilesWhole: false });
    }

    private static IReadOnlyList<ProviderDevice> DevicesOf(ExecutionProvider provider) => provider switch
    {
        ExecutionProvider.WebGpu => VulkanDevices.OfThisMachine(),
        ExecutionProvider.Cuda or ExecutionProvider.TensorRt => CudaDevices.OfThisMachine(),
        _ => [],
    };
}
