namespace JouleTree.Core.Kernels.Models;

/// <summary>The formula of every kind of kernel.</summary>
internal static class KernelLaws
{
    /// <summary>A formula.</summary>
    /// <param name="kind">Kind of kernel.</param>
    /// <param name="gpu">The card.</param>
    /// <param name="types">Types, known to <see cref="KernelTypes"/>.</param>
    public static KernelLaw Of(KernelKind kind, KernelGpu gpu, string types) => kind switch
    {
        KernelKind.Gemm => new GemmLaw(gpu, types),
        KernelKind.Prefill => new PrefillLaw(gpu, types),
        KernelKind.Decode => new DecodeLaw(gpu, types),
        KernelKind.Experts => new ExpertLaw(gpu, types),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "is no kind of kernel"),
    };
}
