using JouleTree.Core.Trees;
using JouleTree.Graphs.Onnx.Format;

namespace JouleTree.Graphs.Onnx.Reading.Placement;

/// <summary>
/// Scopes as PyTorch's newer exporter writes them into the metadata of nodes: <c>pkg.torch.onnx.name_scopes</c>, a list of the
/// modules above a node and its own name, such as <c>['', 'layers.0', 'layers.0.fc', 'linear']</c>, and beside it
/// <c>pkg.torch.onnx.class_hierarchy</c> with their classes.
/// </summary>
internal static class MetadataScopes
{
    /// <summary>The property that holds the names.</summary>
    public const string Key = "pkg.torch.onnx.name_scopes";

    private const string ClassKey = "pkg.torch.onnx.class_hierarchy";

    /// <summary>Where the nodes are.</summary>
    /// <param name="nodes">Nodes in order.</param>
    public static NodePlacement Place(IReadOnlyList<OnnxNode> nodes)
    {
        NodePlacement placement = new("metadata of nodes, as PyTorch's newer exporter writes it", ModuleOf, nodes);
        foreach (OnnxNode node in nodes)
        {
            if (!node.Metadata.TryGetValue(Key, out string? text))
                continue;
            List<string> names = List(text);
            List<string> classes = node.Metadata.TryGetValue(ClassKey, out string? hierarchy) ? List(hierarchy) : [];
            for (int index = 0; index < names.Count - 1; index++)
            {
                string path = ScopeOf(names[index]).Path;
                placement.Called.Add(path);
                if (index < classes.Count)
                    placement.Classes.TryAdd(path, classes[index][(classes[index].LastIndexOf('.') + 1)..]);
            }
        }

        return placement;
    }

    /// <summary>The module of a node, or null where its metadata do not tell.</summary>
    public static Scope? ModuleOf(OnnxNode node) =>
        node.Metadata.TryGetValue(Key, out string? text) && List(text) is { Count: > 0 } names
            ? ScopeOf(names.Count > 1 ? names[^2] : "")
            : null;

    /// <summary>A module's name, without the number of the call behind an @.</summary>
    private static Scope ScopeOf(string name) =>
        ScopeReader.Below(Scope.Root, string.Join('.', name.Split('.').Select(part => part.Split('@')[0])));

    /// <summary>The texts of a list as Python prints it.</summary>
    internal static List<string> List(string text)
    {
        List<string> items = [];
        int next = 0;
        while (next < text.Length)
        {
            int start = text.AsSpan(next).IndexOfAny('\'', '"');
            if (start < 0)
                break;
            start += next;
            int end = text.IndexOf(text[start], start + 1);
            if (end < 0)
                break;
            items.Add(text[(start + 1)..end]);
            next = end + 1;
        }

        return items;
    }
}
