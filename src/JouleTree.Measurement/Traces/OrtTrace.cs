using System.Globalization;
using JouleTree.Core.Errors;
using JouleTree.Core.Files;
using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Details;
using JouleTree.Graphs;
using JouleTree.Graphs.Counting;
using JouleTree.Measurement.Engine;

namespace JouleTree.Measurement.Traces;

/// <summary>
/// Makes a time tree from a trace that ONNX Runtime wrote (its option <c>enable_profiling</c>) and the model that it ran: the
/// model's own tree and counts, with the time of each operator in each run and its sums.
/// </summary>
internal static class OrtTrace
{
    private const string KernelSuffix = "_kernel_time";

    /// <summary>Reads a trace file.</summary>
    /// <param name="file">The trace.</param>
    /// <param name="graph">The model that was run, read from its file.</param>
    /// <param name="skip">First runs to leave out; null for the first where there are several: it allocates memory.</param>
    /// <exception cref="InputException">The file cannot be read, is no such trace, or is of another model.</exception>
    public static ImportedTrace Read(InputFile file, Graph graph, int? skip = null) =>
        Read(TraceEvents.Read(file), file.Name, graph, skip);

    /// <summary>Reads events.</summary>
    /// <param name="events">Events in the order of the file.</param>
    /// <param name="path">What error messages call it.</param>
    /// <param name="graph">The model that was run.</param>
    /// <param name="skip">First runs to leave out.</param>
    /// <exception cref="InputException">They are none of ONNX Runtime's, or of another model.</exception>
    public static ImportedTrace Read(IEnumerable<TraceEvent> events, string path, Graph graph, int? skip = null)
    {
        ArgumentNullException.ThrowIfNull(graph);
        GraphView view = GraphView.Full(graph);
        OrtPlaces places = new(view);
        (List<Dictionary<string, double>> kernels, List<double> wholes) = Runs(events, path, ControlsOf(graph));
        int left = skip ?? (wholes.Count > 1 ? 1 : 0);
        if (left >= wholes.Count)
            throw new InputException(new InputPlace(path),
                $"holds {wholes.Count} run(s), all of which would be left out: choose a smaller `{nameof(skip)}`")
            {
                Arguments = [nameof(skip)],
            };
        (kernels, wholes) = (kernels[left..], wholes[left..]);
        HashSet<string> unknown = [.. kernels.SelectMany(run => run.Keys).Where(name => places.Find(name) is null)];
        if (unknown.Count > 0 && kernels.All(run => run.Keys.All(unknown.Contains)))
            throw new InputException(new InputPlace(path),
                $"is not of this model: no node of {graph.ModelName} is called {string.Join(", ", unknown.Take(3))}; name the model that "
                + $"was traced");
        Dictionary<string, double[]> seconds = Sum(view.Tree.Root, places, kernels);
        TreeNode root = view.Tree.Root.Rebuild(node =>
            TimeNode.Timed(node, node.Kind == NodeKind.Model ? wholes : seconds.GetValueOrDefault(node.Id, [])));
        List<string> remarks = [.. Remarks(graph, places, kernels, wholes, unknown)];
        TreeDetails details = (view.Tree.Details ?? new TreeDetails()) with
        {
            Engine = new NamedDetails
            {
                Name = "ONNX Runtime",
                Properties = new Dictionary<string, string>
                {
                    ["trace"] = Path.GetFileName(path),
                    ["passes"] = wholes.Count.ToString(CultureInfo.InvariantCulture)
                },
            },
        };
        return new ImportedTrace(view.Tree with { Root = root, Details = details }, wholes.Count, remarks);
    }

    /// <summary>Seconds of every node and run, by id: of its own, and those of the nodes below.</summary>
    private static Dictionary<string, double[]> Sum(TreeNode root, OrtPlaces places, List<Dictionary<string, double>> kernels)
    {
        Dictionary<string, double[]> seconds = new(StringComparer.Ordinal);
        for (int run = 0; run < kernels.Count; run++)
        {
            foreach ((string name, double taken) in kernels[run])
            {
                if (places.Find(name) is not { } place)
                    continue;
                if (!seconds.TryGetValue(place.Id, out double[]? runs))
                    seconds.Add(place.Id, runs = new double[kernels.Count]);
                runs[run] += taken;
            }
        }

        Up(root);
        return seconds;

        double[]? Up(TreeNode node)
        {
            double[]? sum = seconds.GetValueOrDefault(node.Id);
            foreach (double[] below in node.Children.Select(Up).OfType<double[]>())
            {
                sum ??= new double[kernels.Count];
                for (int run = 0; run < sum.Length; run++)
                    sum[run] += below[run];
            }

            if (sum is not null)
                seconds[node.Id] = sum;
            return sum;
        }
    }

    /// <summary>
    /// Seconds of each node of each run. The engine writes events when they end, so a run's operators stand before the run.
    /// </summary>
    private static (List<Dictionary<string, double>> Kernels, List<double> Wholes) Runs(IEnumerable<TraceEvent> events, string path,
        HashSet<string> controls)
    {
        List<Dictionary<string, double>> kernels = [];
        List<double> wholes = [];
        Dictionary<string, double> current = new(StringComparer.Ordinal);
        NestedSpans spans = new();
        foreach (TraceEvent item in events)
        {
            if (item.Name == "model_run")
            {
                kernels.Add(current);
                wholes.Add(item.Duration / 1e6);
                current = new Dictionary<string, double>(StringComparer.Ordinal);
                spans.Clear();
            }
            else if (item.Name.EndsWith(KernelSuffix, StringComparison.Ordinal))
            {
                string node = item.Name[..^KernelSuffix.Length];
                current[node] = current.GetValueOrDefault(node) + (spans.Own(item.Start, item.Duration, controls.Contains(node)) / 1e6);
            }
        }

        if (wholes.Count == 0 || kernels.All(run => run.Count == 0))
            throw new InputException(new InputPlace(path),
                "holds no run of ONNX Runtime: expected events model_run and NODE_kernel_time, as enable_profiling writes them");
        return (kernels, wholes);
    }

    private static HashSet<string> ControlsOf(Graph graph) =>
        [.. graph.Operators.Where(op => NestedSpans.IsControl(op.Type)).SelectMany(op => op.OnnxNodes)];

    private static IEnumerable<string> Remarks(Graph graph, OrtPlaces places, List<Dictionary<string, double>> kernels,
        List<double> wholes, HashSet<string> unknown)
    {
        double all = wholes.Sum();
        double operators = kernels.Sum(run => run.Values.Sum());
        yield return Text($"{100 * Math.Max(0, 1 - (operators / all)):0.0} % of the runs is outside operators");
        if (unknown.Count > 0)
        {
            double time = kernels.Sum(run => run.Where(entry => unknown.Contains(entry.Key)).Sum(entry => entry.Value));
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"{unknown.Count} node(s) of the trace, {100 * time / all:0.0} % of the time, have no place in the tree "
                + $"and count in the whole alone (weights under another name, or what the engine made): "
                + $"{string.Join(", ", unknown.Order(StringComparer.Ordinal).Take(3))}");
        }

        double fused = kernels.Sum(run => run.Where(entry => places.IsFused(entry.Key)).Sum(entry => entry.Value));
        if (fused > 0)
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"{100 * fused / all:0.0} % of the time is in operators that the engine put together: they count in the "
                + $"module around them, not in its parts; trace with optimisation off to have them apart");
        int small = kernels[0].Count(entry => entry.Value < KernelTrace.CredibleSeconds);
        if (small > 0)
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"{small} of {graph.Operators.Count} operators took less than {KernelTrace.CredibleSeconds * 1e6:0} µs, of "
                + $"which tracing itself is 8 to 9");
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
