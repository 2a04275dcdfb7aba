using System.Text;
using JouleTree.Cli.Formats;
using JouleTree.Core.Results;
using JouleTree.Core.Trees;
using JouleTree.Graphs;
using JouleTree.Graphs.Counting;
using JouleTree.Graphs.Zoo;

namespace JouleTree.Cli.Networks;

/// <summary>A counted tree for people: the tree to some depth, totals, and the operator types that cost most.</summary>
internal static class InspectTable
{
    private const int TopTypes = 8;
    private const int DefaultDepth = 3;

    // Nobody reads more; who wants to, names a depth.
    private const int MostLines = 5000;

    /// <summary>The whole text.</summary>
    /// <param name="view">The counted tree.</param>
    /// <param name="graph">The graph behind it.</param>
    /// <param name="depth">Levels to show; 0 for the root only, null for as many as make a table that can be read.</param>
    /// <param name="width">Columns of the terminal, or null for as many as it takes.</param>
    public static string Of(GraphView view, Graph graph, int? depth, int? width)
    {
        NodeCounts total = view.CountsOf(view.Tree.Root);
        StringBuilder text = new();
        text.Append(Heading(graph, view)).Append(Harmless.Line(Inputs(graph))).Append("\n\n");
        text.Append(Tree(view, depth, width));
        text.Append('\n').Append(Weights(total));
        if (graph.Kept is { } kept)
            text.Append($"Kept         {Quantity.Exact(kept.Bytes)} bytes an item behind the pass, {Quantity.Exact(kept.BytesPerToken)} "
                + $"more with each token\n");
        text.Append(Totals(total));
        if (graph.Tokens is { } tokens)
            text.Append($"Per token    {Bound(total)}{Quantity.Short(total.Macs / tokens).Trim()} MACs, "
                + $"{Quantity.Short(total.Flops / tokens).Trim()} FLOPs, {Quantity.Short(total.Bytes / tokens).Trim()} bytes "
                + $"({Quantity.Exact(tokens)} new token(s) a pass)\n");
        if (total.IsBound)
            text.Append($"Upper bounds {Quantity.Exact(total.Bounded)} operator(s) work on as much as data say (boxes, non-zero "
                + $"elements): they count at the largest, {Quantity.Exact(total.BoundedMacs)} of the MACs\n");
        if (graph.Matched is { } files)
            text.Append(Files(files));
        text.Append($"Counted by   the rules «{view.Rules.Name}» (docs/counting.md)\n");
        foreach (string note in graph.Notes)
            text.Append($"Note         {Harmless.Line(note)}\n");
        foreach (GraphModule module in graph.Modules.Where(module => module.Note is not null))
            text.Append($"Note         {Harmless.Line($"{module.Scope}: {module.Note}")}\n");
        text.Append('\n').Append(Types(view, graph, total, width));
        foreach (UncountedOperators uncounted in view.Uncounted)
            text.Append($"\nNOT COUNTED: {uncounted.Occurrences} x {Harmless.Line($"{uncounted.Type}: {uncounted.Reason}")}");
        return text.Append(view.Uncounted.Count > 0 ? "\n" : "").ToString();
    }

    /// <summary>What is counted: model, class, types.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="view">Its view.</param>
    public static string Heading(Graph graph, GraphView view) =>
        $"{Harmless.Line(graph.ModelName)} ({Harmless.Line(view.Tree.Root.InstanceType)}), "
        + $"{(graph.IsNarrow ? graph.Types!.ToString() : graph.Workload.FloatType.ToName())}, ";

    /// <summary>The tree to a depth.</summary>
    /// <param name="view">The counted tree.</param>
    /// <param name="depth">Levels to show; null for as many as make a table that can be read.</param>
    /// <param name="width">Columns of the terminal, or null for as many as it takes.</param>
    public static string Tree(GraphView view, int? depth, int? width)
    {
        int levels = depth ?? ReadableDepth(view.Tree.Root);
        string table = CountColumns.Shown.Text(CountRow.Of(view, levels), width);
        return depth is null && levels < DefaultDepth && LinesOf(view.Tree.Root, DefaultDepth) is > MostLines and var lines
            ? table + $"(levels below {levels} are left out; --depth {DefaultDepth} shows {Quantity.Exact(lines)} lines)\n"
            : table;
    }

    /// <summary>Lines about the weights.</summary>
    /// <param name="total">Counts of the model.</param>
    public static string Weights(NodeCounts total) =>
        $"Parameters   {(total.HasHiddenParameters ? "at least " : "")}{Quantity.Exact(total.Parameters)}\n"
        + Active(total)
        + $"Weights      {Quantity.Exact(total.WeightBytes)} bytes\n";

    /// <summary>Lines about the files of weights.</summary>
    /// <param name="files">How they match the model.</param>
    public static string Files(MatchedWeights files)
    {
        string text = $"Files        {Quantity.Exact(files.Bytes)} bytes, {Amount.Of(files.Tensors, "tensor")} in "
            + $"{Amount.Of(files.Files, "file")}; their headers were read\n";
        return files.Surplus.Count == 0 ? text
            : text + $"Beside       {Amount.Of(files.Surplus.Count, "tensor")} of the files are not of this model (a head stands behind a "
                + $"colon): {Harmless.Line(MatchedWeights.Some(files.Surplus))}\n";
    }

    /// <summary>Lines about what is computed.</summary>
    /// <param name="total">Counts of the model.</param>
    public static string Totals(NodeCounts total) =>
        $"MACs         {Total(total, total.Macs)}\n"
        + $"FLOPs        {Total(total, total.Flops)}\n"
        + $"Bytes moved  {Total(total, total.Bytes)}\n"
        + $"Activations  {Bound(total)}{Quantity.Exact(total.Activations)} (elements of the tensors made, "
        + $"{Quantity.Exact(total.ActivationBytes)} bytes)\n";

    private static int ReadableDepth(TreeNode root)
    {
        int depth = DefaultDepth;
        while (depth > 1 && LinesOf(root, depth) > MostLines)
            depth--;
        return depth;
    }

    private static int LinesOf(TreeNode node, int depth) => 1 + (depth == 0 ? 0 : node.Children.Sum(child => LinesOf(child, depth - 1)));

    private static string Types(GraphView view, Graph graph, NodeCounts total, int? width)
    {
        TextTable table = new("operator type", ">count", ">MACs", ">FLOPs", ">bytes", ">" + Quantity.BarTitle("share of FLOPs"));
        Dictionary<string, TypeCounts> byType = [];
        foreach (Operator op in graph.Operators)
        {
            if (!byType.TryGetValue(op.Type, out TypeCounts? counts))
                byType.Add(op.Type, counts = new TypeCounts(op.Type));
            counts.Add(view.Rules.Count(op));
        }

        TypeCounts[] types = [.. byType.Values.OrderByDescending(counts => counts.Flops).ThenByDescending(counts => counts.Bytes)];
        foreach (TypeCounts type in types.Take(TopTypes))
        {
            double? share = type.IsKnown && total is { Flops: > 0, IsPartial: false } ? type.Flops / (double)total.Flops : null;
            table.Add(
                type.Type, Quantity.Exact(type.Count), Quantity.Short(type.IsKnown ? type.Macs : null),
                    Quantity.Short(type.IsKnown ? type.Flops : null),
                Quantity.Short(type.IsKnown ? type.Bytes : null), Quantity.Bar(share));
        }

        string rest = types.Length > TopTypes ? $"and {types.Length - TopTypes} more types\n" : "";
        return table.Render(width) + rest;
    }

    /// <summary>All inputs, but of the many that hold keys and values, the first two.</summary>
    private static string Inputs(Graph graph)
    {
        Tensor[] kept = [.. graph.Inputs.Where(input => input.Name.StartsWith("past_key_values.", StringComparison.Ordinal))];
        IEnumerable<Tensor> shown = graph.Inputs.Except(kept).Concat(kept.Take(2));
        string text = string.Join(", ", shown.Select(input => $"{input.Name} {input.Shape}"))
            + (kept.Length > 2 ? $", and {kept.Length - 2} more kept keys and values" : "");
        return graph.Workload.Phase == GenerationPhase.None
            ? text
            : $"{text}; {(graph.Workload.Phase == GenerationPhase.Prefill ? "prefill" : "decode")}, {graph.Tokens} new token(s) behind "
                + $"{graph.Workload.PastLength ?? 0} per item";
    }

    /// <summary>What one token multiplies, where that is not all; of mixtures of experts also what is chosen from.</summary>
    private static string Active(NodeCounts total)
    {
        if (total.ActiveParameters == total.Parameters)
            return "";
        string active = $"Active       {Quantity.Exact(total.ActiveParameters)} that one token multiplies\n";
        if (total.RoutedParameters == 0)
            return active;
        string shared = total.SharedExpertParameters == 0
            ? ""
            : $"Shared       {Quantity.Exact(total.SharedExpertParameters)} in experts that every token goes through\n";
        return $"{active}Routed       {Quantity.Exact(total.RoutedParameters)} in experts of which each token is given some\n{shared}";
    }

    private static string Total(NodeCounts counts, long? count) =>
        count is null ? "not known: nothing in the model can be counted" : Bound(counts) + Quantity.Exact(count);

    private static string Bound(NodeCounts counts) => (counts.IsPartial, counts.IsBound) switch
    {
        (true, true) => "about ",
        (true, false) => "at least ",
        (false, true) => "at most ",
        _ => "",
    };
}
