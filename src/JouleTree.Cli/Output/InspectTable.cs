using System.Text;
using JouleTree.Core.Trees;
using JouleTree.Graphs;
using JouleTree.Graphs.Counting;

namespace JouleTree.Cli.Output;

/// <summary>A counted tree for people: the tree to some depth, totals, and the operator types that cost most.</summary>
internal static class InspectTable
{
    private const int TopTypes = 8;

    /// <summary>The whole text.</summary>
    /// <param name="view">The counted tree.</param>
    /// <param name="graph">The graph behind it.</param>
    /// <param name="depth">Levels to show; 0 for the root only.</param>
    public static string Of(GraphView view, Graph graph, int depth)
    {
        NodeCounts total = view.CountsOf(view.Tree.Root);
        StringBuilder text = new();
        text.Append($"{graph.ModelName} ({view.Tree.Root.InstanceType}), {graph.Workload.FloatType.ToName()}, ");
        text.Append(string.Join(", ", graph.Inputs.Select(input => $"{input.Name} {input.Shape}"))).Append("\n\n");
        TextTable table = new("module", "type", "output", ">parameters", ">MACs", ">FLOPs", ">bytes", ">activations", "share of FLOPs");
        AddNode(table, view, view.Tree.Root, total, depth, "", "");
        text.Append(table.Render());
        text.Append('\n').Append($"Parameters   {Quantity.Exact(total.Parameters)}\n");
        text.Append($"MACs         {Bound(total)}{Quantity.Exact(total.Macs)}\n");
        text.Append($"FLOPs        {Bound(total)}{Quantity.Exact(total.Flops)}\n");
        text.Append($"Bytes moved  {Bound(total)}{Quantity.Exact(total.Bytes)}\n");
        text.Append($"Activations  {Bound(total)}{Quantity.Exact(total.Activations)} (elements of the tensors made)\n");
        text.Append($"Counted by   the rules «{view.Rules.Name}» (docs/counting.md)\n");
        foreach (string note in graph.Notes)
            text.Append($"Note         {note}\n");
        foreach (GraphModule module in graph.Modules.Where(module => module.Note is not null))
            text.Append($"Note         {module.Scope}: {module.Note}\n");
        text.Append('\n').Append(Types(view, graph, total));
        foreach (UncountedOperators uncounted in view.Uncounted)
            text.Append($"\nNOT COUNTED: {uncounted.Occurrences} x {uncounted.Type}: {uncounted.Reason}");
        return text.Append(view.Uncounted.Count > 0 ? "\n" : "").ToString();
    }

    private static void AddNode(TextTable table, GraphView view, TreeNode node, NodeCounts total, int depth, string lead, string indent)
    {
        NodeCounts counts = view.CountsOf(node);
        string output = node.Details?.Outputs is { Count: > 0 } outputs ? string.Join('x', outputs[0]) : "";
        // A share of a sum that is not whole would mislead.
        double? share = counts.Flops is { } flops && total is { Flops: > 0, IsPartial: false } ? flops / (double)total.Flops : null;
        string name = node.Kind == NodeKind.Model ? "root" : node.Scope.Name;
        table.Add(
            lead + name, node.InstanceType, output, Quantity.Exact(counts.Parameters), Quantity.Short(counts.Macs, counts.IsPartial),
            Quantity.Short(counts.Flops, counts.IsPartial), Quantity.Short(counts.Bytes, counts.IsPartial),
            Quantity.Short(counts.Activations, counts.IsPartial), Quantity.Bar(share));
        if (depth == 0)
            return;
        for (int index = 0; index < node.Children.Count; index++)
        {
            bool last = index == node.Children.Count - 1;
            AddNode(table, view, node.Children[index], total, depth - 1, indent + (last ? "└ " : "├ "), indent + (last ? "  " : "│ "));
        }
    }

    private static string Types(GraphView view, Graph graph, NodeCounts total)
    {
        TextTable table = new("operator type", ">count", ">MACs", ">FLOPs", ">bytes", "share of FLOPs");
        var types = graph.Operators
            .GroupBy(op => op.Type)
            .Select(group => (Type: group.Key, Count: group.Count(), Counts: group.Select(view.Rules.Count).ToArray()))
            .Select(group => (group.Type, group.Count, Known: Array.TrueForAll(group.Counts, counts => counts is not null),
                Macs: group.Counts.Sum(counts => counts?.Macs ?? 0), Flops: group.Counts.Sum(counts => counts?.Flops ?? 0), Bytes: group.Counts.Sum(counts => counts?.Bytes ?? 0)))
            .OrderByDescending(group => group.Flops)
            .ThenByDescending(group => group.Bytes)
            .ToArray();
        foreach (var type in types.Take(TopTypes))
        {
            double? share = type.Known && total is { Flops: > 0, IsPartial: false } ? type.Flops / (double)total.Flops : null;
            table.Add(
                type.Type, Quantity.Exact(type.Count), Quantity.Short(type.Known ? type.Macs : null), Quantity.Short(type.Known ? type.Flops : null),
                Quantity.Short(type.Known ? type.Bytes : null), Quantity.Bar(share));
        }

        string rest = types.Length > TopTypes ? $"and {types.Length - TopTypes} more types\n" : "";
        return table.Render() + rest;
    }

    private static string Bound(NodeCounts counts) => counts.IsPartial ? "at least " : "";
}
