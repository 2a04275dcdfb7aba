namespace JouleTree.Graphs.Counting.Answers;

/// <summary>Sums of counts over the passes of an answer.</summary>
internal static class AnswerSum
{
    /// <summary>What two parts of an answer compute together; the weights are the same.</summary>
    /// <param name="left">One part.</param>
    /// <param name="right">Another.</param>
    public static NodeCounts Add(NodeCounts left, NodeCounts right) => left with
    {
        Macs = Add(left.Macs, right.Macs),
        Flops = Add(left.Flops, right.Flops),
        Bytes = Add(left.Bytes, right.Bytes),
        Activations = Add(left.Activations, right.Activations),
        ActivationBytes = Add(left.ActivationBytes, right.ActivationBytes),
        Uncounted = Math.Max(left.Uncounted, right.Uncounted),
    };

    /// <summary>What a run of passes computes whose counts grow by the same from pass to pass; null where they do not.</summary>
    /// <param name="first">Counts of the first pass.</param>
    /// <param name="last">Counts of the last one.</param>
    /// <param name="passes">How many there are, at least 1.</param>
    /// <exception cref="OverflowException">A sum exceeds 2^63 - 1.</exception>
    public static NodeCounts? OfRun(NodeCounts first, NodeCounts last, long passes)
    {
        bool isEven = true;
        NodeCounts sum = first with
        {
            Macs = Sum(first.Macs, last.Macs),
            Flops = Sum(first.Flops, last.Flops),
            Bytes = Sum(first.Bytes, last.Bytes),
            Activations = Sum(first.Activations, last.Activations),
            ActivationBytes = Sum(first.ActivationBytes, last.ActivationBytes),
        };
        return isEven ? sum : null;

        long? Sum(long? from, long? to)
        {
            if (from is not { } a || to is not { } b)
                return null;
            isEven &= passes == 1 ? a == b : (b - a) % (passes - 1) == 0;
            return checked((long)(((Int128)a + b) * passes / 2));
        }
    }

    private static long? Add(long? left, long? right) =>
        left is null && right is null ? null : checked((left ?? 0) + (right ?? 0));
}
