using System.Text.Json;
using JouleTree.Core.Results;
using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Format;
using JouleTree.Tables.Columns;

namespace JouleTree.Tables.Trees;

/// <summary>Writes trees as a table, a row a node. One tree and one group of rows are in memory at a time. Not thread-safe.</summary>
/// <param name="table">Where the rows go: a table of <see cref="TreeTable.Schema"/>.</param>
internal sealed class TreeTableWriter(TableWriter table)
{
    private static readonly JsonDocumentOptions JsonOptions = new() { MaxDepth = (2 * ModelTree.MaxDepth) + 66 };

    private static readonly int TreeStart = TreeTable.Places.Length;
    private static readonly int NodeStart = TreeStart + TreeTable.OfTree.Length;
    private static readonly int Columns = TreeTable.Schema.Columns.Count;

    private readonly MemberGroup _tree = new(TreeTable.OfTree);
    private readonly MemberGroup _node = new(TreeTable.OfNode);
    private long _trees;
    private long _nodes;

    /// <summary>Writes a tree.</summary>
    /// <param name="tree">A tree.</param>
    public void Write(ModelTree tree)
    {
        // What a tree file would say is what is kept: there is one way to write a tree.
        using MemoryStream text = new();
        using (TreeWriter writer = new(text))
            writer.Write(tree);
        using JsonDocument document = JsonDocument.Parse(text.GetBuffer().AsMemory(0, (int)text.Length), JsonOptions);
        Cell[] row = new Cell[Columns];
        row[^1] = _tree.Take(document.RootElement, row.AsSpan(TreeStart, TreeTable.OfTree.Length), "frontend_tree");
        row[0] = _trees++;
        _nodes = 0;
        Write(document.RootElement.GetProperty("frontend_tree"), null, row);
    }

    private void Write(JsonElement node, long? parent, Cell[] ofTree)
    {
        long number = _nodes++;
        Cell[] row = [.. ofTree];
        row[1] = number;
        row[2] = parent;
        row[^2] = _node.Take(node, row.AsSpan(NodeStart, TreeTable.OfNode.Length), "child_nodes_obj");
        table.Add(row);
        ofTree[^1] = default;
        foreach (JsonElement child in node.GetProperty("child_nodes_obj").EnumerateArray())
            Write(child, number, ofTree);
    }
}
