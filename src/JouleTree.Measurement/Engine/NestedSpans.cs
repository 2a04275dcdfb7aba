namespace JouleTree.Measurement.Engine;

/// <summary>
/// Own times of operators in a trace: an If, Loop or Scan (or a search, which runs a whole decoder) spans the operators inside it, which
/// stand in the trace as well. Fed in the order in which operators end.
/// </summary>
internal sealed class NestedSpans
{
    private static readonly HashSet<string> Controls =
        ["If", "Loop", "Scan", "BeamSearch", "GreedySearch", "Sampling", "WhisperBeamSearch"];

    private readonly List<(double Start, double Duration)> _ended = [];

    /// <summary>True for an operator that runs others.</summary>
    /// <param name="operatorType">Its type.</param>
    public static bool IsControl(string operatorType) => Controls.Contains(operatorType);

    /// <summary>The operator's duration without those inside it.</summary>
    /// <param name="start">Start, in the unit of the trace.</param>
    /// <param name="duration">Duration in the same unit.</param>
    /// <param name="isControl">It runs others; spans of those that do not are not looked into, as two short operators may seem to overlap
    /// by rounding.</param>
    public double Own(double start, double duration, bool isControl)
    {
        double own = duration;
        for (int last = _ended.Count - 1; isControl && last >= 0 && _ended[last].Start >= start; last--)
        {
            own -= _ended[last].Duration;
            _ended.RemoveAt(last);
        }

        _ended.Add((start, duration));
        return Math.Max(0, own);
    }

    /// <summary>A new run begins.</summary>
    public void Clear() => _ended.Clear();
}
