namespace JouleTree.Core.Kernels;

/// <summary>What a GPU's data sheet says, as far as it rules single kernels.</summary>
/// <param name="Name">Its name, such as <c>NVIDIA H200</c>.</param>
/// <param name="Multiprocessors">Number of streaming multiprocessors that are enabled.</param>
/// <param name="CacheBytes">Bytes of its second-level cache.</param>
/// <param name="BytesPerSecond">Bytes that its memory reads in a second.</param>
/// <param name="FlopsPerSecond">Floating-point operations in a second of dense bfloat16 products.</param>
/// <param name="PowerLimitWatts">Watts that it may draw.</param>
internal sealed record KernelGpu(
    string Name, int Multiprocessors, double CacheBytes, double BytesPerSecond, double FlopsPerSecond, double PowerLimitWatts)
{
    /// <summary>Operations of one multiprocessor in a second.</summary>
    public double FlopsOfOne => FlopsPerSecond / Multiprocessors;
}
