namespace JouleTree.Measurement.Traces;

/// <summary>A module, a named range or an operator that ran.</summary>
/// <param name="Name">Name: <c>Linear_0</c>, <c>root.encoder.layer.0</c>, <c>addmm</c>.</param>
/// <param name="Thread">Process and thread.</param>
/// <param name="Start">Start in microseconds.</param>
/// <param name="End">End in microseconds.</param>
/// <param name="IsOperator">An operator, not a module.</param>
internal readonly record struct TorchSpan(string Name, string Thread, double Start, double End, bool IsOperator)
{
    /// <summary>By thread and start; of those that start together the longer first, and a module before its operator.</summary>
    public static int Compare(TorchSpan left, TorchSpan right)
    {
        int order = string.CompareOrdinal(left.Thread, right.Thread);
        if (order == 0)
            order = left.Start.CompareTo(right.Start);
        if (order == 0)
            order = right.End.CompareTo(left.End);
        return order == 0 ? left.IsOperator.CompareTo(right.IsOperator) : order;
    }
}
