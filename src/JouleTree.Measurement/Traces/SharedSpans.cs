namespace JouleTree.Measurement.Traces;

/// <summary>
/// Times of operators that run side by side: a moment in which k of them run counts 1/k in each, so that the times of all add up to
/// the time in which any ran.
/// </summary>
internal static class SharedSpans
{
    // The engine rounds starts and durations to whole microseconds: two operators that follow each other may seem to overlap by one.
    private const double RoundingMicroseconds = 2;

    /// <summary>True where two of the spans run at the same time.</summary>
    /// <param name="spans">Spans, in any order; those that run others are passed over, as they contain them.</param>
    public static bool Overlap(IEnumerable<Span> spans)
    {
        double end = double.NegativeInfinity;
        foreach (Span span in spans.Where(span => !span.IsControl).OrderBy(span => span.Start))
        {
            if (Math.Min(end, span.End) > span.Start + RoundingMicroseconds)
                return true;
            end = Math.Max(end, span.End);
        }

        return false;
    }

    /// <summary>The time of each span.</summary>
    /// <param name="spans">Spans, in any order. One that runs others counts where none of those does.</param>
    /// <returns>Times in the order of the spans, in their unit; their sum is the time in which any span ran.</returns>
    public static double[] Of(IReadOnlyList<Span> spans)
    {
        ArgumentNullException.ThrowIfNull(spans);
        double[] times = new double[spans.Count];
        List<int> active = [];
        double now = 0;
        // Ends before starts: what begins where another ends does not overlap it.
        foreach ((double at, bool begins, int index) in spans
            .SelectMany((span, index) => ((double, bool, int)[])[(span.Start, true, index), (span.End, false, index)])
            .OrderBy(edge => edge.Item1).ThenBy(edge => edge.Item2))
        {
            Share(spans, active, at - now, times);
            now = at;
            if (begins && spans[index].End > spans[index].Start)
                active.Add(index);
            else
                active.Remove(index);
        }

        return times;
    }

    private static void Share(IReadOnlyList<Span> spans, List<int> active, double time, double[] times)
    {
        if (active.Count == 0 || time <= 0)
            return;
        int running = active.Count(index => !spans[index].IsControl);
        if (running == 0)
        {
            // The innermost began last.
            times[active.MaxBy(index => spans[index].Start)] += time;
            return;
        }

        foreach (int index in active.Where(index => !spans[index].IsControl))
            times[index] += time / running;
    }

    /// <summary>The time that an operator runs.</summary>
    /// <param name="Start">Start.</param>
    /// <param name="End">End, not before the start.</param>
    /// <param name="IsControl">It runs other operators, whose spans lie in its own.</param>
    public readonly record struct Span(double Start, double End, bool IsControl);
}
