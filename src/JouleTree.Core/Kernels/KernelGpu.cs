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

    /// <summary>How far two data sheets are apart: the largest ratio of their figures, as a natural logarithm.</summary>
    /// <param name="other">Another one.</param>
    public double Distance(KernelGpu other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new[]
        {
            (double)Multiprocessors / other.Multiprocessors, CacheBytes / other.CacheBytes, BytesPerSecond / other.BytesPerSecond,
            FlopsPerSecond / other.FlopsPerSecond, PowerLimitWatts / other.PowerLimitWatts,
        }.Max(ratio => Math.Abs(Math.Log(ratio)));
    }
}
