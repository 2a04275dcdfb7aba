using JouleTree.Cli.Formats;
using JouleTree.Core.Results;
using JouleTree.Tables;
using JouleTree.Tables.Columns;

namespace JouleTree.Cli.Sweeps;

/// <summary>Lines of a sweep as a binary table.</summary>
/// <param name="format">Which.</param>
/// <param name="plan">What is swept.</param>
/// <param name="stream">Takes the table; it stays open.</param>
internal sealed class SweepTable(OutputFormat format, SweepPlan plan, Stream stream) : ISweepOutput, IDisposable
{
    private readonly ResultTable<SweepRow> _columns = SweepColumns.Of(plan);
    private readonly TableWriter _table =
        TableFile.Create(stream, format.ToTable(), TableSchema.Of("sweep", SweepColumns.Of(plan)));

    /// <inheritdoc/>
    public ISweepLines NewLines() => new Lines(_columns);

    /// <inheritdoc/>
    public void Write(ISweepLines lines)
    {
        foreach (Cell[] row in ((Lines)lines).Rows)
            _table.Add(row);
    }

    /// <inheritdoc/>
    public void Finish() => _table.Finish();

    /// <inheritdoc/>
    public void Dispose() => _table.Dispose();

    private sealed class Lines(ResultTable<SweepRow> columns) : ISweepLines
    {
        public List<Cell[]> Rows { get; } = [];

        public void Add(SweepRow row) => Rows.Add(columns.Cells(row));
    }
}
