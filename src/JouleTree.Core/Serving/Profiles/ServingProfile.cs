namespace JouleTree.Core.Serving.Profiles;

/// <summary>What serving costs on one kind of GPU with one software: a model with its sheet.</summary>
/// <param name="Name">Its name, such as <c>h100-vllm-0.11</c>.</param>
/// <param name="Gpu">The GPU's data sheet.</param>
/// <param name="Sheet">Where it comes from.</param>
/// <param name="Model">The model.</param>
internal sealed record ServingProfile(string Name, GpuSheet Gpu, ServingSheet Sheet, ServingModel Model)
{
    /// <summary>Where its prices come from if its GPU was described and never measured; null for a measured one.</summary>
    public ScaledPrices? Scaled { get; init; }
}
