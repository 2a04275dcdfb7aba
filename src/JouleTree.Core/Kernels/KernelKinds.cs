using JouleTree.Core.Json;

namespace JouleTree.Core.Kernels;

/// <summary>Names of kinds of kernels in files and answers.</summary>
internal static class KernelKinds
{
    /// <summary>All, in the order in which they are told.</summary>
    public static readonly NameTable<KernelKind> Names = new(
        ("gemm", KernelKind.Gemm), ("prefill", KernelKind.Prefill), ("decode", KernelKind.Decode), ("experts", KernelKind.Experts));
}
