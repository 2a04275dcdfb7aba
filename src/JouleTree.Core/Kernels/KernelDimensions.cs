namespace JouleTree.Core.Kernels;

/// <summary>The numbers of shapes by their names, for files and ranges.</summary>
internal static class KernelDimensions
{
    private static readonly string[] OfGemm = ["m", "n", "k"];
    private static readonly string[] OfAttention = ["requests", "tokens", "kept", "heads", "key_value_heads", "head_width", "window"];

    private static readonly string[] OfExperts =
        ["tokens", "hidden", "width", "active", "total", "tensor_parallel", "expert_parallel", "skew"];

    /// <summary>So many numbers a shape has at most.</summary>
    public const int Most = 8;

    /// <summary>The names of a kind.</summary>
    /// <param name="kind">Kind of kernel.</param>
    public static IReadOnlyList<string> Names(KernelKind kind) => kind switch
    {
        KernelKind.Gemm => OfGemm,
        KernelKind.Experts => OfExperts,
        _ => OfAttention,
    };

    /// <summary>The shape of some numbers.</summary>
    /// <param name="kind">Kind of kernel.</param>
    /// <param name="numbers">As many as there are names; whole but for the skew.</param>
    public static KernelShape ShapeOf(KernelKind kind, ReadOnlySpan<double> numbers) => kind switch
    {
        KernelKind.Gemm => new GemmShape((int)numbers[0], (int)numbers[1], (int)numbers[2]),
        KernelKind.Experts => new ExpertShape((int)numbers[0], (int)numbers[1], (int)numbers[2], (int)numbers[3], (int)numbers[4],
            (int)numbers[5], (int)numbers[6], numbers[7]),
        _ => new AttentionShape((int)numbers[0], (int)numbers[1], (int)numbers[2], (int)numbers[3], (int)numbers[4],
            (int)numbers[5], (int)numbers[6]),
    };
}
