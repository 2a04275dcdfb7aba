using System.Text.Json;
using JouleTree.Core.Errors;
using JouleTree.Core.Files;
using JouleTree.Core.Results;
using JouleTree.Core.Trees;

namespace JouleTree.TorchSharp;

/// <summary>Writes trees for others: spreadsheets, and viewers of traces. Files are written whole or not at all.</summary>
public static class ModuleTables
{
    private static readonly ResultTable<TreeRow> Rows = new(
    [
        TreeColumns.Id, .. TreeColumns.Node, .. TreeColumns.Counts, .. TreeColumns.Shapes,
        Column<TreeRow>.Of("kernel_size", CellType.Sizes, row => Cell.Of(row.Node.Details?.Operator?.Kernel)),
        .. TreeColumns.Time, .. TreeColumns.Energy, TreeColumns.IdleEnergy, TreeColumns.Unattributed, TreeColumns.SharedWith,
        TreeColumns.Notes,
    ]);

    /// <summary>
    /// Writes a line for each node, parents first: scope, type, parameters, MACs, FLOPs, bytes, sizes of inputs, outputs and kernel,
    /// seconds and joules as far as they are known. docs/columns.md explains the columns.
    /// </summary>
    /// <param name="tree">A counted or measured tree.</param>
    /// <param name="path">Name of the file.</param>
    /// <exception cref="InputException">The file cannot be written.</exception>
    public static void WriteCsv(this ModelTree tree, string path)
    {
        ArgumentNullException.ThrowIfNull(tree);
        ArgumentException.ThrowIfNullOrEmpty(path);
        AtomicFile.WriteText(path, Rows.Csv(TreeRow.Of(tree)));
    }

    /// <summary>Writes a measured tree as events that Chrome, Edge and Perfetto show, one nested in the other.</summary>
    /// <param name="tree">A measured tree.</param>
    /// <param name="path">Name of the file.</param>
    /// <exception cref="InputException">The file cannot be written.</exception>
    public static void WriteChromeTrace(this ModelTree tree, string path)
    {
        ArgumentNullException.ThrowIfNull(tree);
        ArgumentException.ThrowIfNullOrEmpty(path);
        AtomicFile.Write(path, stream =>
        {
            using Utf8JsonWriter json = new(stream);
            TreeTrace.Write(json, tree);
        });
    }
}
