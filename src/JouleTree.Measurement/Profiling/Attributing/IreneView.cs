using JouleTree.Core.Trees;
using JouleTree.Graphs;
using JouleTree.Graphs.Counting;

namespace JouleTree.Measurement.Profiling.Attributing;

/// <summary>Takes measurements of the full view over to the view of the published trees.</summary>
internal static class IreneView
{
    /// <summary>Measurements by the id of the node in the IrEne view.</summary>
    /// <param name="graph">The graph of both views.</param>
    /// <param name="full">The full view.</param>
    /// <param name="irene">The published view.</param>
    /// <param name="measurements">Measurements by the id of the node in the full view.</param>
    public static Dictionary<string, NodeMeasurement> Translate(
        Graph graph, GraphView full, GraphView irene, IReadOnlyDictionary<string, NodeMeasurement> measurements)
    {
        Dictionary<Operator, string> leaves = [];
        Dictionary<string, string> modules = new(StringComparer.Ordinal);
        HashSet<string> lists = [.. graph.Modules.Where(module => module.IsList).Select(module => module.Scope.Path)];
        foreach (TreeNode node in full.Tree.Root.SelfAndDescendants())
        {
            if (full.OperatorOf(node) is { } op)
                leaves.Add(op, node.Id);
            else if (!lists.Contains(node.Scope.Path))
                modules.TryAdd(WithoutLists(node.Scope, lists), node.Id);
        }

        Dictionary<string, string> newIds = new(StringComparer.Ordinal);
        List<(string Id, NodeMeasurement Measurement)> found = [];
        foreach (TreeNode node in irene.Tree.Root.SelfAndDescendants())
        {
            string? id = irene.OperatorOf(node) is { } op ? leaves.GetValueOrDefault(op) : modules.GetValueOrDefault(node.Scope.Path);
            if (id is null || !measurements.TryGetValue(id, out NodeMeasurement? measurement))
                continue;
            newIds[id] = node.Id;
            found.Add((node.Id, measurement));
        }

        // The node that was run may have no place in this view; then the sharing cannot be told in its ids.
        return found.ToDictionary(
            pair => pair.Id,
            pair => pair.Measurement with { SharedWith = pair.Measurement.SharedWith is { } id ? newIds.GetValueOrDefault(id) : null },
            StringComparer.Ordinal);
    }

    private static string WithoutLists(Scope scope, HashSet<string> lists)
    {
        if (scope == Scope.Root || scope.Path.Length == 0)
            return scope.Path;
        string parent = WithoutLists(scope.Parent, lists);
        return lists.Contains(scope.Path) ? parent : new Scope(parent).Child(scope.Name).Path;
    }
}
