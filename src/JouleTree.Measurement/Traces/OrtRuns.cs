using JouleTree.Core.Errors;
using JouleTree.Measurement.Engine;

namespace JouleTree.Measurement.Traces;

/// <summary>The runs of a model in a trace of ONNX Runtime.</summary>
internal sealed class OrtRuns
{
    private const string KernelSuffix = "_kernel_time";

    // Starts and durations are rounded to whole microseconds.
    private const double RoundingMicroseconds = 2;

    private OrtRuns(IReadOnlyList<OrtRun> runs, IReadOnlyDictionary<string, OrtNode> nodes, int strays) =>
        (Runs, Nodes, Strays) = (runs, nodes, strays);

    /// <summary>Runs in order, at least one.</summary>
    public IReadOnlyList<OrtRun> Runs { get; }

    /// <summary>What the trace says of the nodes that it names.</summary>
    public IReadOnlyDictionary<string, OrtNode> Nodes { get; }

    /// <summary>Operators that belong to no run, as those of a run that failed.</summary>
    public int Strays { get; }

    /// <summary>Reads them.</summary>
    /// <param name="events">Events in any order; a run has the operators that its time contains.</param>
    /// <param name="path">What error messages call the file.</param>
    /// <param name="controls">Names of nodes that run others.</param>
    /// <exception cref="InputException">There is no run, or runs overlap.</exception>
    public static OrtRuns Read(IEnumerable<TraceEvent> events, string path, IReadOnlySet<string> controls)
    {
        List<TraceEvent> wholes = [];
        List<TraceEvent> kernels = [];
        Dictionary<string, OrtNode> nodes = new(StringComparer.Ordinal);
        foreach (TraceEvent item in events)
        {
            if (item.Name == "model_run")
            {
                wholes.Add(item);
            }
            else if (item.Name.EndsWith(KernelSuffix, StringComparison.Ordinal))
            {
                nodes.TryAdd(NameOf(item), new OrtNode(item.OperatorType, item.Provider));
                kernels.Add(item);
            }
        }

        wholes.Sort((one, other) => one.Start.CompareTo(other.Start));
        CheckOneAfterTheOther(wholes, path);
        // The engine writes events when they end. What another program sorted by start is brought into that order again.
        List<TraceEvent>[] ofRuns = [.. wholes.Select(_ => new List<TraceEvent>())];
        int strays = 0;
        foreach (TraceEvent kernel in kernels.OrderBy(kernel => kernel.End).ThenByDescending(kernel => kernel.Start))
        {
            if (RunOf(kernel, wholes) is { } index)
                ofRuns[index].Add(kernel);
            else
                strays++;
        }

        OrtRun[] runs = [.. wholes.Select((whole, index) => Run(whole, ofRuns[index], controls))];
        return runs.All(run => run.Seconds.Count == 0)
            ? throw new InputException(new InputPlace(path),
                "holds no run of ONNX Runtime: expected events model_run and NODE_kernel_time, as enable_profiling writes them")
            : new OrtRuns(runs, nodes, strays);
    }

    private static void CheckOneAfterTheOther(List<TraceEvent> wholes, string path)
    {
        for (int index = 1; index < wholes.Count; index++)
        {
            if (wholes[index].Start < wholes[index - 1].End - RoundingMicroseconds)
                throw new InputException(new InputPlace(path),
                    $"holds runs that overlap (run {index + 1} began before run {index} had ended): several threads ran the session at "
                        + $"once, so that no operator's time belongs to one run; trace one run after the other");
        }
    }

    /// <summary>The run that contains an operator, by its index among runs that are sorted by start; null where none does.</summary>
    private static int? RunOf(TraceEvent kernel, List<TraceEvent> wholes)
    {
        int low = 0;
        int high = wholes.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = wholes[middle].Start <= kernel.Start ? (middle + 1, high) : (low, middle);
        }

        // By rounding, an operator may seem to begin just before its run.
        foreach (int index in (int[])[low - 1, low])
        {
            if (index >= 0 && index < wholes.Count && kernel.Start >= wholes[index].Start - RoundingMicroseconds
                && kernel.End <= wholes[index].End + RoundingMicroseconds)
                return index;
        }

        return null;
    }

    private static OrtRun Run(TraceEvent whole, List<TraceEvent> kernels, IReadOnlySet<string> controls)
    {
        SharedSpans.Span[] spans =
            [.. kernels.Select(kernel => new SharedSpans.Span(kernel.Start, kernel.End, IsControl(kernel, controls)))];
        bool overlaps = SharedSpans.Overlap(spans);
        double[] own = overlaps ? SharedSpans.Of(spans) : InSequence(kernels, spans);
        Dictionary<string, double> seconds = new(StringComparer.Ordinal);
        for (int index = 0; index < own.Length; index++)
        {
            string node = NameOf(kernels[index]);
            seconds[node] = seconds.GetValueOrDefault(node) + (own[index] / 1e6);
        }

        return new OrtRun(whole.Duration / 1e6, seconds, kernels.Count,
            kernels.Count(kernel => kernel.Duration < KernelTrace.CredibleSeconds * 1e6),
            overlaps ? spans.Where(span => !span.IsControl).Sum(span => span.End - span.Start) / 1e6 : null);
    }

    private static double[] InSequence(List<TraceEvent> kernels, SharedSpans.Span[] spans)
    {
        NestedSpans nested = new();
        return [.. kernels.Select((kernel, index) => nested.Own(kernel.Start, kernel.Duration, spans[index].IsControl))];
    }

    private static string NameOf(TraceEvent kernel) => kernel.Name[..^KernelSuffix.Length];

    private static bool IsControl(TraceEvent kernel, IReadOnlySet<string> controls) =>
        kernel.OperatorType is { } type ? NestedSpans.IsControl(type) : controls.Contains(NameOf(kernel));
}

/// <summary>One run of a model.</summary>
/// <param name="WholeSeconds">Seconds of the whole run.</param>
/// <param name="Seconds">
/// Seconds by the name of the node, without the operators inside it; of operators side by side, each its share of the moment.
/// </param>
/// <param name="Operators">Operators that ran.</param>
/// <param name="Short">Those of them that took so little that most of it is the cost of tracing.</param>
/// <param name="EndToEndSeconds">What operators that ran side by side would take one after the other; null where none did.</param>
internal sealed record OrtRun(
    double WholeSeconds, IReadOnlyDictionary<string, double> Seconds, int Operators, int Short, double? EndToEndSeconds);

/// <summary>What a trace says of a node.</summary>
/// <param name="Type">Type of its operator, or null.</param>
/// <param name="Provider">What executed it, or null.</param>
internal sealed record OrtNode(string? Type, string? Provider);
