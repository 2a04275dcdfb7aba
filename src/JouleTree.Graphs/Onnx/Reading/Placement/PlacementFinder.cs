using JouleTree.Core.Trees;
using JouleTree.Graphs.Onnx.Format;
using JouleTree.Graphs.Onnx.Reading.Values;

namespace JouleTree.Graphs.Onnx.Reading.Placement;

/// <summary>Finds out how a file tells the modules of its nodes: by metadata, by names of nodes, by names of weights, or not.</summary>
internal static class PlacementFinder
{
    /// <summary>Where the nodes are, and which modules are called again.</summary>
    /// <param name="graph">The main graph with its stored values.</param>
    public static NodePlacement Of(StoredGraph graph)
    {
        NodePlacement placement = Of(
            graph.Nodes, name => graph.Values.Stored(name) is { Role: TensorRole.Parameter } tensor ? tensor.Storage.Name : null);
        placement.FindReuse(graph.Nodes, name => graph.Values.Stored(name)?.Storage.Name);
        return placement;
    }

    private static NodePlacement Of(IReadOnlyList<OnnxNode> nodes, Func<string, string?> weight)
    {
        int half = (nodes.Count + 1) / 2;
        if (nodes.Count > 0 && nodes.Count(node => node.Metadata.ContainsKey(MetadataScopes.Key)) >= half)
            return MetadataScopes.Place(nodes);
        if (nodes.Any(IsNested)
            && nodes.Count(node => ScopeReader.NameOf(node).StartsWith('/')) >= Math.Max(1, nodes.Count / 4))
            return Named("names of nodes, as PyTorch's exporter writes them", nodes,
                node => ScopeReader.NameOf(node) is var own && own.StartsWith('/') ? own : null);
        if (nodes.Count > 1 && nodes.Count(node => ScopeReader.NameOf(node).Contains('/', StringComparison.Ordinal)) >= half)
            return Named("names of nodes, split at slashes", nodes,
                node => ScopeReader.NameOf(node) is var own && own.Contains('/', StringComparison.Ordinal)
                    ? "/" + own.TrimStart('/')
                    : null);
        string?[] owners = [.. nodes.Select(node => OwnerOf(node, weight))];
        // Names of one level, such as conv2d_7.w_0, tell no modules.
        if (owners.Count(owner => owner is not null && owner.Contains('.', StringComparison.Ordinal)) is var known and >= 2
            && 2 * known >= nodes.Count(node => node.Inputs.Any(input => weight(input) is not null)))
        {
            Dictionary<OnnxNode, Scope> byNode = new(ReferenceEqualityComparer.Instance);
            for (int index = 0; index < owners.Length; index++)
            {
                if (owners[index] is { } owner)
                    byNode[nodes[index]] = ScopeReader.Below(Scope.Root, owner);
            }

            NodePlacement placement = new("names of weights", node => byNode.TryGetValue(node, out Scope scope) ? scope : null, nodes);
            placement.Called.UnionWith(byNode.Values.Select(scope => scope.Path));
            return placement;
        }

        return new NodePlacement("none in the file", _ => null, nodes) { HasScopes = false };
    }

    private static bool IsNested(OnnxNode node) =>
        ScopeReader.NameOf(node) is var name && name.StartsWith('/') && name.IndexOf('/', 1) > 0;

    private static NodePlacement Named(string description, IReadOnlyList<OnnxNode> nodes, Func<OnnxNode, string?> name)
    {
        HashSet<string> called = new(StringComparer.Ordinal);
        NodePlacement placement = new(description, node => name(node) is { } text ? ScopeReader.ModuleOf(text, called) : null, nodes);
        placement.Called.UnionWith(called);
        return placement;
    }

    /// <summary>The module of a node by its weights' names: <c>layer1.0.conv1</c> for <c>layer1.0.conv1.weight</c>.</summary>
    private static string? OwnerOf(OnnxNode node, Func<string, string?> weight)
    {
        foreach (string input in node.Inputs)
        {
            if (weight(input) is { } name && name.LastIndexOf('.') is var dot and > 0 && !name.Contains("::", StringComparison.Ordinal)
                && !name.Contains('/', StringComparison.Ordinal)
                && dot < name.Length - 1 && name.AsSpan(dot + 1).IndexOfAnyExceptInRange('0', '9') >= 0)
            {
                return name[..dot];
            }
        }

        return null;
    }
}
