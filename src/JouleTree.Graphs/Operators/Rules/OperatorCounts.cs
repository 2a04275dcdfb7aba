namespace JouleTree.Graphs.Operators.Rules;

/// <summary>What one operator costs in one forward pass, by some set of rules. Facts of the graph; no run is needed.</summary>
/// <param name="Macs">Multiply-accumulate operations (one multiplication and one addition each).</param>
/// <param name="Flops">Floating-point operations; a multiply-accumulate is two.</param>
/// <param name="Bytes">Bytes moved to and from memory: weights, inputs and outputs.</param>
internal readonly record struct OperatorCounts(long Macs, long Flops, long Bytes)
{
    /// <summary>An operator that computes and moves nothing, such as a view.</summary>
    public static OperatorCounts Nothing => default;

    /// <summary>The counts of several passes.</summary>
    /// <param name="passes">How many.</param>
    /// <exception cref="OverflowException">A count exceeds 2^63 - 1.</exception>
    public OperatorCounts Times(long passes) => checked(new OperatorCounts(Macs * passes, Flops * passes, Bytes * passes));

    /// <summary>Both counts together.</summary>
    public static OperatorCounts operator +(OperatorCounts left, OperatorCounts right) =>
        new(left.Macs + right.Macs, left.Flops + right.Flops, left.Bytes + right.Bytes);

    /// <summary>Both counts together.</summary>
    /// <param name="left">A count.</param>
    /// <param name="right">Another.</param>
    public static OperatorCounts Add(OperatorCounts left, OperatorCounts right) => left + right;
}
