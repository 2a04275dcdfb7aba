using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using JouleTree.Core.Errors;
using JouleTree.Core.Results;
using JouleTree.Core.Trees;
using JouleTree.Tables.Columns;

namespace JouleTree.Tables.Trees;

/// <summary>
/// Reads a table of trees as the lines of a tree file, whoever wrote the table: what trees must be is checked by the one reader of them.
/// </summary>
internal static class TreeTableLines
{
    private static readonly JsonWriterOptions JsonOptions = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = (2 * ModelTree.MaxDepth) + 66,
        SkipValidation = true,
    };

    private static readonly string[] Needed =
        [TreeTable.Tree, TreeTable.Node, TreeTable.Parent, "model_name", "id", "scope", "instance_type", "type"];

    /// <summary>True for a table of trees, and for what is one but for some of its columns.</summary>
    /// <param name="columns">Columns of a table.</param>
    public static bool AreIn(IReadOnlyList<TableColumn> columns) =>
        columns.Any(column => column.Name == "instance_type") && columns.Any(column => column.Name is TreeTable.Tree or "scope");

    /// <summary>The lines, one a tree, each with its end.</summary>
    /// <param name="table">A table.</param>
    /// <exception cref="InputException">While enumerating: the table is damaged, or holds no trees.</exception>
    public static IEnumerable<ReadOnlyMemory<byte>> Read(TableReader table)
    {
        int[] places = Places(table);
        MemberGroup tree = new(TreeTable.OfTree);
        MemberGroup node = new(TreeTable.OfNode);
        HashSet<long> done = [];
        List<Row> rows = [];
        long number = 0;
        foreach (TableRows group in table.Read())
        {
            for (int index = 0; index < group.Count; index++)
            {
                Row row = RowOf(table, group, places, index, ++number);
                if (rows.Count > 0 && rows[0].Tree != row.Tree)
                {
                    yield return Line(table, rows, tree, node);
                    done.Add(rows[0].Tree);
                    rows.Clear();
                }

                if (done.Contains(row.Tree))
                    throw Wrong(table, row, TreeTable.Tree, $"has a node of tree {row.Tree} away from the others, expected the rows of a "
                        + $"tree together: order them by tree and node");
                rows.Add(row);
            }
        }

        if (rows.Count > 0)
            yield return Line(table, rows, tree, node);
    }

    // For each column of trees its place in the table, or -1.
    private static int[] Places(TableReader table)
    {
        string[] missing = [.. Needed.Where(name => table.Columns.All(column => column.Name != name))];
        if (missing.Length > 0)
            throw new InputException(new InputPlace(table.Name), $"has trees without the column{(missing.Length > 1 ? "s" : "")} "
                + $"{string.Join(", ", missing)}: keep all columns that JouleTree wrote (docs/tree-format.md)");
        if (TreeTable.Schema.Columns.FirstOrDefault(column => table.Unreadable.Contains(column.Name)) is { } unread)
            throw OfType(table, unread, "unknown to this program");
        return [.. TreeTable.Schema.Columns.Select(column => PlaceOf(table, column))];
    }

    private static int PlaceOf(TableReader table, TableColumn column)
    {
        for (int index = 0; index < table.Columns.Count; index++)
        {
            TableColumn found = table.Columns[index];
            if (found.Name != column.Name)
                continue;
            bool isFit = found.Type == column.Type || (column.Type == CellType.Real && found.Type == CellType.Whole)
                || (column.Type == CellType.Whole && found.Type == CellType.Real);
            return isFit
                ? index
                : throw OfType(table, column, found.Type.ToString().ToLowerInvariant());
        }

        return -1;
    }

    private static InputException OfType(TableReader table, TableColumn column, string found) =>
        new(new InputPlace(table.Name, Field: column.Name),
            $"is a column of type {found}, expected {column.Type.ToString().ToLowerInvariant()}: keep the types that JouleTree wrote");

    private static Row RowOf(TableReader table, TableRows group, int[] places, int index, long number)
    {
        Cell[] cells = new Cell[places.Length];
        for (int column = 0; column < places.Length; column++)
        {
            if (places[column] >= 0)
                cells[column] = group.Columns[places[column]](index);
        }

        Row row = new(number, cells);
        for (int column = 0; column < 2; column++)
        {
            if (cells[column].IsNone)
                throw Wrong(table, row, TreeTable.Places[column].Name, "is null, expected a number");
        }

        return row;
    }

    private static ReadOnlyMemory<byte> Line(TableReader table, List<Row> rows, MemberGroup tree, MemberGroup node)
    {
        ILookup<long, Row> children =
            rows.Where(row => row.Parent is not null).OrderBy(row => row.Node).ToLookup(row => row.Parent!.Value);
        Row[] roots = [.. rows.Where(row => row.Parent is null)];
        if (roots.Length != 1)
            throw Wrong(table, rows[0], TreeTable.Parent, $"is null in {roots.Length} rows of tree {rows[0].Tree}, expected one root: "
                + $"keep all rows of a tree");
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter json = new(buffer, JsonOptions))
        {
            json.WriteStartObject();
            // Told before what may be long, so that the start of a line shows what it is.
            json.WritePropertyName("frontend_tree");
            int written = WriteNode(table, json, node, roots[0], children, 1);
            if (written != rows.Count)
                throw Wrong(table, rows.First(row => row.Parent is { } parent && rows.TrueForAll(one => one.Node != parent)) ?? rows[0],
                    TreeTable.Parent, "names no node of its tree: keep all rows of a tree");
            WithRest(table, roots[0], roots[0].Cells[^1], TreeTable.TreeRest, rest => tree.Write(
                json, roots[0].Cells.AsSpan(TreeTable.Places.Length, TreeTable.OfTree.Length), rest));
            json.WriteEndObject();
        }

        buffer.Write("\n"u8);
        return buffer.WrittenMemory;
    }

    private static int WriteNode(
        TableReader table, Utf8JsonWriter json, MemberGroup group, Row row, ILookup<long, Row> children, int depth)
    {
        if (depth > ModelTree.MaxDepth)
            throw Wrong(table, row, TreeTable.Parent, $"makes a tree that is deeper than {ModelTree.MaxDepth} nodes");
        int written = 1;
        json.WriteStartObject();
        WithRest(table, row, row.Cells[^2], TreeTable.NodeRest, rest => group.Write(
            json, row.Cells.AsSpan(TreeTable.Places.Length + TreeTable.OfTree.Length, TreeTable.OfNode.Length), rest));
        json.WriteStartArray("child_nodes_obj");
        foreach (Row child in children[row.Node])
            written += WriteNode(table, json, group, child, children, depth + 1);
        json.WriteEndArray();
        json.WriteEndObject();
        return written;
    }

    private static void WithRest(TableReader table, Row row, Cell cell, string column, Action<JsonElement?> write)
    {
        if (cell.IsNone)
        {
            write(null);
            return;
        }

        try
        {
            using JsonDocument rest = JsonDocument.Parse((string)cell.Value!, new JsonDocumentOptions { MaxDepth = JsonOptions.MaxDepth });
            if (rest.RootElement.ValueKind != JsonValueKind.Object)
                throw Wrong(table, row, column, "is not a JSON object, expected what JouleTree wrote");
            write(rest.RootElement);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw Wrong(table, row, column, "is not JSON, expected what JouleTree wrote", error);
        }
    }

    private static InputException Wrong(TableReader table, Row row, string column, string problem, Exception? cause = null) =>
        new(new InputPlace(table.Name, Field: column), $"in row {row.Number} {problem}", cause);

    private sealed record Row(long Number, Cell[] Cells)
    {
        public long Tree => Whole(Cells[0]);

        public long Node => Whole(Cells[1]);

        public long? Parent => Cells[2].IsNone ? null : Whole(Cells[2]);

        // Tools that know no missing whole numbers make them real ones.
        private static long Whole(Cell cell) => cell.Type == CellType.Real ? (long)cell.Real : cell.Whole;
    }
}
