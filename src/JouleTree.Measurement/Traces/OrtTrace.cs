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
/// model's own tree and counts, with the time of each operator in each run and its sums. Of operators that ran side by side each has its
/// share of the moment, so that the parts of a run add up to it.
/// </summary>
internal static class OrtTrace
{
    /// <summary>Reads a trace file.</summary>
    /// <param name="file">The trace.</param>
    /// <param name="graph">The model that was run, read from its file.</param>
    /// <param name="skip">First runs to leave out; null for the first where there are several: it allocates memory.</param>
    /// <exception cref="InputException">
    /// The file cannot be read, is no such trace, is of another model, or tells no operator from another.
    /// </exception>
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
        OrtRuns trace = OrtRuns.Read(events, path, ControlsOf(graph));
        int left = skip ?? (trace.Runs.Count > 1 ? 1 : 0);
        if (left >= trace.Runs.Count)
            throw new InputException(new InputPlace(path),
                $"holds {trace.Runs.Count} run(s), all of which would be left out: choose a smaller `{nameof(skip)}`")
            {
                Arguments = [nameof(skip)],
            };
        OrtRun[] runs = [.. trace.Runs.Skip(left)];
        OrtRemarks remarks = new(graph.ModelName, places, trace, runs);
        if (runs.All(run => run.Seconds.Keys.All(name => places.Find(name) is null)))
            throw new InputException(new InputPlace(path), remarks.WhyNothingIsPlaced());
        double[] wholes = [.. runs.Select(run => run.WholeSeconds)];
        Dictionary<string, double[]> seconds = Sum(view.Tree.Root, places, runs);
        TreeNode root = view.Tree.Root.Rebuild(node =>
            TimeNode.Timed(node, node.Kind == NodeKind.Model ? wholes : seconds.GetValueOrDefault(node.Id, [])));
        if (remarks.Overlap() is { } overlap)
            root = Noted(root, overlap);
        TreeDetails details = (view.Tree.Details ?? new TreeDetails()) with
        {
            Engine = new NamedDetails
            {
                Name = "ONNX Runtime",
                Properties = new Dictionary<string, string>
                {
                    ["trace"] = Path.GetFileName(path),
                    ["passes"] = wholes.Length.ToString(CultureInfo.InvariantCulture)
                },
            },
        };
        return new ImportedTrace(view.Tree with { Root = root, Details = details }, wholes.Length, [.. remarks.All()])
        {
            AllSeconds = trace.Runs.Sum(run => run.WholeSeconds),
        };
    }

    /// <summary>Seconds of every node and run, by id: of its own, and those of the nodes below.</summary>
    private static Dictionary<string, double[]> Sum(TreeNode root, OrtPlaces places, OrtRun[] runs)
    {
        Dictionary<string, double[]> seconds = new(StringComparer.Ordinal);
        for (int run = 0; run < runs.Length; run++)
        {
            foreach ((string name, double taken) in runs[run].Seconds)
            {
                if (places.Find(name) is not { } place)
                    continue;
                if (!seconds.TryGetValue(place.Id, out double[]? ofPlace))
                    seconds.Add(place.Id, ofPlace = new double[runs.Length]);
                ofPlace[run] += taken;
            }
        }

        Up(root);
        return seconds;

        double[]? Up(TreeNode node)
        {
            double[]? sum = seconds.GetValueOrDefault(node.Id);
            foreach (double[] below in node.Children.Select(Up).OfType<double[]>())
            {
                sum ??= new double[runs.Length];
                for (int run = 0; run < sum.Length; run++)
                    sum[run] += below[run];
            }

            if (sum is not null)
                seconds[node.Id] = sum;
            return sum;
        }
    }

    private static HashSet<string> ControlsOf(Graph graph) =>
        [.. graph.Operators.Where(op => NestedSpans.IsControl(op.Type)).SelectMany(op => op.OnnxNodes)];

    // The tree's own note: the file goes on without what the command says beside it.
    private static TreeNode Noted(TreeNode root, string note)
    {
        NodeDetails details = root.Details ?? new NodeDetails();
        return root with { Details = details with { Notes = [.. details.Notes ?? [], note] } };
    }
}
