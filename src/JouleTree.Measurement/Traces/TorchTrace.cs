using System.Globalization;
using JouleTree.Core.Errors;
using JouleTree.Core.Files;
using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Details;

namespace JouleTree.Measurement.Traces;

/// <summary>
/// Makes a time tree from a trace of PyTorch's profiler: modules nest as their spans do. Modules that the profiler recorded
/// (<c>nn.Module: BertLayer_3</c>) are named by class and number, because a trace does not say by which attribute they were reached;
/// ranges
/// that the program named (<c>record_function</c>) may be whole paths (<c>root.encoder.layer.0</c>).
/// </summary>
/// <remarks>
/// A module without modules inside is a primitive; the operators that other modules call themselves are leaves beside their
/// modules. Spans of one outermost module are forward passes; times are medians over them.
/// </remarks>
internal static class TorchTrace
{
    /// <summary>Reads a trace file.</summary>
    /// <param name="file">A Chrome trace that PyTorch's profiler exported.</param>
    /// <param name="modelName">Name for the tree.</param>
    /// <exception cref="InputException">The file cannot be read, is no trace, or names no modules.</exception>
    public static ImportedTrace Read(InputFile file, string modelName) =>
        Read(TraceEvents.Read(file), file.Name, modelName);

    /// <summary>Reads events.</summary>
    /// <param name="events">Events of a trace, in any order.</param>
    /// <param name="path">What error messages call it.</param>
    /// <param name="modelName">Name for the tree.</param>
    /// <exception cref="InputException">They name no modules, or nest too deep.</exception>
    public static ImportedTrace Read(IEnumerable<TraceEvent> events, string path, string modelName)
    {
        TorchSpans spans = TorchSpans.Read(events, path);
        (string outermost, int others) = Outermost(spans.Spans);
        TimeNode root = new(Scope.Root, spans.HasModules ? ClassOf(outermost) : outermost == Scope.Root.Path ? "Model" : outermost);
        int passes;
        try
        {
            passes = new TorchTreeBuilder(root, outermost, spans.HasModules).Build(spans.Spans);
        }
        catch (InputException error) when (error.Place.File is null)
        {
            throw error.In(path);
        }

        List<string> remarks = [];
        if (others > 0)
            remarks.Add($"{others} span(s) outside {outermost} are left out");
        if (spans.HasDevice)
            remarks.Add("the trace holds kernels of a device: times are those of the host, which may only have started them");
        if (spans.HasModules)
            remarks.Add("scopes are classes with numbers: the profiler does not record by which attribute a module was reached (named "
                + "ranges do, docs/import-traces.md)");
        if (root.Children.Count == 0)
            throw new InputException(new InputPlace(path),
                $"names one module, {outermost}, and nothing inside it: record the modules inside, too");
        int next = 0;
        ModelTree tree = new()
        {
            ModelName = modelName,
            Root = root.ToTree(NodeKind.Model, ref next),
            Details = new TreeDetails
            {
                Workload = new WorkloadDetails { Model = modelName },
                Engine = new NamedDetails
                {
                    Name = "PyTorch",
                    Properties = new Dictionary<string, string>
                    {
                        ["trace"] = Path.GetFileName(path),
                        ["modules"] = spans.HasModules ? "recorded by the profiler" : "named ranges",
                        ["passes"] = passes.ToString(CultureInfo.InvariantCulture),
                    },
                },
            },
        };
        return new ImportedTrace(tree, passes, remarks);
    }

    /// <summary>The class in <c>BertLayer_3</c>.</summary>
    internal static string ClassOf(string module)
    {
        int underscore = module.LastIndexOf('_');
        return underscore > 0 && module.AsSpan(underscore + 1).IndexOfAnyExceptInRange('0', '9') < 0 ? module[..underscore] : module;
    }

    /// <summary>Of the modules that nothing encloses, the one with most time, and how many spans there are of others.</summary>
    private static (string Name, int Others) Outermost(IReadOnlyList<TorchSpan> spans)
    {
        Dictionary<string, (double Time, int Count)> outer = new(StringComparer.Ordinal);
        (string thread, double end) = ("", double.NegativeInfinity);
        foreach (TorchSpan span in spans)
        {
            if (span.IsOperator || (span.Thread == thread && span.Start < end))
                continue;
            (thread, end) = (span.Thread, span.End);
            (double time, int count) = outer.GetValueOrDefault(span.Name);
            outer[span.Name] = (time + span.End - span.Start, count + 1);
        }

        string most = outer.MaxBy(entry => entry.Value.Time).Key;
        return (most, outer.Where(entry => entry.Key != most).Sum(entry => entry.Value.Count));
    }
}
