using System.Globalization;
using System.Text.Json;
using JouleTree.Core.Errors;
using JouleTree.Core.Files;
using JouleTree.Core.Results;
using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Details;

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

    private static readonly ResultTable<TreeRow> Layers = new(
    [
        new Column<TreeRow>("Layer Name", row => row.Node.Scope.Path),
        new Column<TreeRow>("FLOPs", row => row.Node.Flops),
        new Column<TreeRow>("Self CPU total", row => Milliseconds(row.Node.Seconds - row.Node.Children.Sum(child => child.Seconds ?? 0))),
        new Column<TreeRow>("CPU Total", row => Milliseconds(row.Node.Seconds)),
        new Column<TreeRow>("GPU Total", _ => (string?)null),
        new Column<TreeRow>("Input Features", row => Width(row, OperationFamily.Dense)?.Inner),
        new Column<TreeRow>("Output Features", row => Width(row, OperationFamily.Dense)?.Outer),
        new Column<TreeRow>("Dict Size of Emb", row => Width(row, OperationFamily.Embedding) is { Outer: > 0 and var size }
            ? row.Node.Details!.Parameters / size : null),
        new Column<TreeRow>("Emb Vector Size", row => Width(row, OperationFamily.Embedding)?.Outer),
        new Column<TreeRow>("Norm Size", row => Width(row, OperationFamily.Normalization)?.Outer),
    ]);

    private static OperatorDetails? Width(TreeRow row, OperationFamily family) =>
        row.Node.Details?.Operator is { } facts && facts.Family == family ? facts : null;

    private static string? Milliseconds(double? seconds) =>
        seconds is { } known ? string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0, known) * 1e3:0.000}ms") : null;

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

    /// <summary>
    /// Writes a line for each layer under the headings that Python's profilers of layers publish: FLOPs, times of itself and with what it
    /// calls as texts with their unit, and the sizes of its weights. What is not known is empty.
    /// </summary>
    /// <param name="tree">A counted or measured tree.</param>
    /// <param name="path">Name of the file.</param>
    /// <exception cref="InputException">The file cannot be written.</exception>
    public static void WriteLayerCsv(this ModelTree tree, string path)
    {
        ArgumentNullException.ThrowIfNull(tree);
        ArgumentException.ThrowIfNullOrEmpty(path);
        AtomicFile.WriteText(path, Layers.Csv(TreeRow.Of(tree)));
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
