using System.Globalization;
using JouleTree.Measurement.Engine;

namespace JouleTree.Measurement.Traces;

/// <summary>What is to be said of a trace of ONNX Runtime: how much of it has a place in the tree, and why the rest has none.</summary>
/// <param name="model">Name of the model.</param>
/// <param name="places">Where nodes belong.</param>
/// <param name="trace">The trace.</param>
/// <param name="runs">Its runs that are used, at least one.</param>
internal sealed class OrtRemarks(string model, OrtPlaces places, OrtRuns trace, OrtRun[] runs)
{
    private static readonly HashSet<string> OnTheProcessor = new(StringComparer.Ordinal)
    {
        "CPUExecutionProvider", "XnnpackExecutionProvider", "DnnlExecutionProvider", "ACLExecutionProvider", "ArmNNExecutionProvider",
    };

    private readonly string[] _unplaced =
        [.. runs.SelectMany(run => run.Seconds.Keys).Distinct().Where(name => places.Find(name) is null).Order(StringComparer.Ordinal)];

    private readonly double _all = runs.Sum(run => run.WholeSeconds);

    /// <summary>Why no operator has a place in the tree, and what to do.</summary>
    public string WhyNothingIsPlaced()
    {
        if (_unplaced.Contains(""))
            return "holds operators without a name, so that none can be told from another: trace again with a current ONNX Runtime, "
                + "which names every operator, with its graph optimisation off (graph_optimization_level ORT_DISABLE_ALL)"
                + (places.Nameless > 0 ? $", and with names in the model: {Nameless()}" : "");
        string[] compiled = Compiled();
        if (compiled.Length > 0)
            return $"holds parts that {Providers(compiled)} compiled whole ({Few(compiled)}), in which the engine sees no operators: "
                + "trace again with an execution provider that runs them one by one, such as CPUExecutionProvider or "
                + "CUDAExecutionProvider";
        return places.Nameless == places.Count && places.Count > 0
            ? $"cannot be matched with the file: {Nameless()}; the engine names its nodes itself ({Few(_unplaced)})"
            : $"is not of this model: no node of {model} is called {Few(_unplaced)}; name the model that was traced";
    }

    /// <summary>That operators ran side by side; null where none did.</summary>
    public string? Overlap()
    {
        OrtRun[] parallel = [.. runs.Where(run => run.EndToEndSeconds is not null)];
        return parallel.Length == 0
            ? null
            : string.Create(
                CultureInfo.InvariantCulture,
                $"operators overlap (parallel execution): of a moment in which several run, each has its part, and the parts of a run "
                + $"add up to it; one after the other they would take {100 * EndToEnd(parallel):0.0} % of it");
    }

    /// <summary>All remarks.</summary>
    public IEnumerable<string> All()
    {
        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"{100 * Math.Max(0, 1 - (runs.Sum(run => run.Seconds.Values.Sum()) / _all)):0.0} % of the runs is outside operators");
        if (Overlap() is { } overlap)
            yield return overlap;
        string[] compiled = Compiled();
        if (_unplaced.Contains(""))
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"operators without a name, {Share(name => name.Length == 0):0.0} % of the time, count in the whole "
                + $"alone; a current ONNX Runtime names every operator");
        if (compiled.Length > 0)
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"{compiled.Length} part(s), {Share(compiled.Contains):0.0} % of the time, were compiled whole by "
                + $"{Providers(compiled)} and count in the whole alone, as the engine sees no operators in them: {Few(compiled)}");
        string[] others = [.. _unplaced.Where(name => name.Length > 0 && !compiled.Contains(name))];
        if (others.Length > 0)
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"{others.Length} node(s) of the trace, {Share(others.Contains):0.0} % of the time, have no place in the tree "
                + $"and count in the whole alone (weights under another name, or what the engine made): {Few(others)}");
        if (others.Length > 0 && places.Nameless > 0)
            yield return Nameless();
        double fused = Share(places.IsFused);
        if (fused > 0)
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"{fused:0.0} % of the time is in operators that the engine put together: they count in the "
                + $"module around them, not in its parts; trace with optimisation off to have them apart");
        if (Providers() is { Length: > 0 } providers)
            yield return $"times are those of the host, which may only have started the work of {string.Join(", ", providers)}";
        if (trace.Strays > 0)
            yield return $"{trace.Strays} operator(s) that belong to no finished run are left out";
        if (runs[0].Short > 0)
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"{runs[0].Short} of {runs[0].Operators} operators took less than {KernelTrace.CredibleSeconds * 1e6:0} µs, of which "
                + $"tracing itself is 8 to 9");
    }

    private static double EndToEnd(OrtRun[] parallel) =>
        parallel.Sum(run => run.EndToEndSeconds!.Value) / parallel.Sum(run => run.WholeSeconds);

    private double Share(Func<string, bool> isMeant) =>
        100 * runs.Sum(run => run.Seconds.Where(entry => isMeant(entry.Key)).Sum(entry => entry.Value)) / _all;

    private string[] Compiled() => [.. _unplaced.Where(name => places.IsCompiled(name, trace.Nodes[name]))];

    private string Nameless() => $"{places.Nameless} of the {places.Count} nodes of {model} have no name: give each a name of its own";

    private string Providers(string[] names) =>
        names.Select(name => trace.Nodes[name].Provider).OfType<string>().Distinct().ToArray() is { Length: > 0 } known
            ? string.Join(", ", known)
            : "the execution provider";

    private string[] Providers() =>
        [.. trace.Nodes.Values.Select(node => node.Provider).OfType<string>().Distinct().Where(name => !OnTheProcessor.Contains(name))];

    private static string Few(string[] names) => string.Join(", ", names.Take(3)) + (names.Length > 3 ? " ..." : "");
}
