using System.Text.Json;
using JouleTree.Core.Results;
using JouleTree.Core.Trees;

namespace JouleTree.Reporting.Trees;

/// <summary>
/// A tree as the pages and the API show it: nodes in preorder, each with the place of its parent and the columns of results that are
/// known of it. docs/columns.md says what each means.
/// </summary>
internal static class TreeJson
{
    private static readonly ResultTable<TreeRow> Head = new([.. TreeColumns.Workload, TreeColumns.EnergySource, TreeColumns.Synthetic]);
    private static readonly ResultTable<TreeRow> Summary = new([.. TreeColumns.Workload, .. TreeColumns.Energy, TreeColumns.Synthetic]);
    private static readonly ResultTable<TreeRow> Node = new(TreeColumns.Everything);

    /// <summary>Writes a tree as an object.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="tree">A tree.</param>
    /// <param name="depth">Levels below the root to write; null for all.</param>
    public static void Write(Utf8JsonWriter json, ModelTree tree, int? depth = null)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(tree);
        json.WriteStartObject();
        WriteHead(json, tree);
        json.WriteStartArray("nodes"u8);
        int written = 0;
        WriteNodes(json, tree, tree.Root, null, depth ?? int.MaxValue, ref written);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Writes what is said of the tree as a whole, as members of an open object.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="tree">A tree.</param>
    /// <param name="device">What the energies are of, where the tree itself does not say.</param>
    public static void WriteHead(Utf8JsonWriter json, ModelTree tree, string? device = null)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(tree);
        Head.WriteKnown(json, TreeRow.OfNode(tree, tree.Root, device));
    }

    /// <summary>Writes what is said of the tree as a whole with the energy of its root, as members of an open object.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="tree">A tree.</param>
    /// <param name="device">What the energy is of, where the tree itself does not say.</param>
    public static void WriteSummary(Utf8JsonWriter json, ModelTree tree, string? device = null)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(tree);
        Summary.WriteKnown(json, TreeRow.OfNode(tree, tree.Root, device));
    }

    /// <summary>Writes one node as an object.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="tree">Its tree.</param>
    /// <param name="node">A node.</param>
    /// <param name="parent">Place of its parent in the list of nodes, or null for none.</param>
    public static void WriteNode(Utf8JsonWriter json, ModelTree tree, TreeNode node, int? parent)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(node);
        json.WriteStartObject();
        if (parent is { } place)
            json.WriteNumber("parent"u8, place);
        Node.WriteKnown(json, TreeRow.OfNode(tree, node));
        json.WriteEndObject();
    }

    private static void WriteNodes(Utf8JsonWriter json, ModelTree tree, TreeNode node, int? parent, int depth, ref int written)
    {
        int place = written++;
        WriteNode(json, tree, node, parent);
        if (depth == 0)
            return;
        foreach (TreeNode child in node.Children)
            WriteNodes(json, tree, child, place, depth - 1, ref written);
    }
}
