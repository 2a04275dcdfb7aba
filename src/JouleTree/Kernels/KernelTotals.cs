using JouleTree.Core.Kernels;
using JouleTree.Core.Kernels.Models;

namespace JouleTree.Kernels;

/// <summary>Seconds and joules of kernels that run one after the other on one GPU, by what they do.</summary>
/// <param name="Seconds">Seconds of products, attentions, experts, and of what moves bytes.</param>
/// <param name="Joules">Joules likewise, at the power of kernels that run again and again.</param>
/// <param name="Starts">Kernels.</param>
internal readonly record struct KernelTotals(KernelParting Seconds, KernelParting Joules, double Starts)
{
    /// <summary>Adds kernels up.</summary>
    /// <param name="calls">Kernels of a pass.</param>
    /// <param name="profile">What they cost.</param>
    public static KernelTotals Of(IReadOnlyList<KernelCall> calls, KernelProfile profile)
    {
        ArgumentNullException.ThrowIfNull(calls);
        ArgumentNullException.ThrowIfNull(profile);
        // Layers repeat each other: each kernel is estimated once.
        Dictionary<(KernelShape?, string, double), KernelEstimate> known = [];
        KernelTotals totals = default;
        foreach (KernelCall call in calls)
        {
            (KernelShape?, string, double) key = (call.Shape, call.Types, call.Bytes);
            if (!known.TryGetValue(key, out KernelEstimate estimate))
                known.Add(key, estimate = Estimate(call, profile));
            totals += new KernelTotals(
                KernelParting.Of(call.Shape?.Kind, call.Repetitions * estimate.Seconds),
                KernelParting.Of(call.Shape?.Kind, call.Repetitions * estimate.Joules), call.Repetitions);
        }

        return totals;
    }

    /// <summary>Two one after the other.</summary>
    public static KernelTotals operator +(KernelTotals left, KernelTotals right) =>
        new(left.Seconds + right.Seconds, left.Joules + right.Joules, left.Starts + right.Starts);

    /// <summary>So many of them.</summary>
    public static KernelTotals operator *(double factor, KernelTotals totals) =>
        new(factor * totals.Seconds, factor * totals.Joules, factor * totals.Starts);

    // In a graph of kernels none waits for its host, whose time is all that was measured of small products in blocks of 8 bits.
    private static KernelEstimate Estimate(KernelCall call, KernelProfile profile) => call.Shape switch
    {
        null => profile.Move(call.Bytes),
        GemmShape product when call.Types == KernelTypes.Fp8Block => profile.Estimate(product, KernelTypes.Fp8),
        var shape => profile.Estimate(shape, call.Types),
    };
}

/// <summary>A sum parted by what kernels do.</summary>
/// <param name="Products">Of matrix products.</param>
/// <param name="Attention">Of attentions of prompts and answers.</param>
/// <param name="Experts">Of experts.</param>
/// <param name="Moved">Of what moves bytes alone: normalisation, element-wise work.</param>
internal readonly record struct KernelParting(double Products, double Attention, double Experts, double Moved)
{
    /// <summary>The sum.</summary>
    public double All => Products + Attention + Experts + Moved;

    /// <summary>An amount of one kind.</summary>
    /// <param name="kind">Kind of kernel; null for what moves bytes.</param>
    /// <param name="amount">The amount.</param>
    public static KernelParting Of(KernelKind? kind, double amount) => kind switch
    {
        KernelKind.Gemm => new(amount, 0, 0, 0),
        KernelKind.Experts => new(0, 0, amount, 0),
        null => new(0, 0, 0, amount),
        _ => new(0, amount, 0, 0),
    };

    /// <summary>Part by part.</summary>
    public static KernelParting operator +(KernelParting left, KernelParting right) => new(
        left.Products + right.Products, left.Attention + right.Attention, left.Experts + right.Experts, left.Moved + right.Moved);

    /// <summary>Part by part.</summary>
    public static KernelParting operator *(double factor, KernelParting sum) =>
        new(factor * sum.Products, factor * sum.Attention, factor * sum.Experts, factor * sum.Moved);
}
