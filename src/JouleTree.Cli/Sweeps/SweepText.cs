using System.Text;
using JouleTree.Cli.Formats;
using JouleTree.Core.Results;
using JouleTree.Core.Trees;

namespace JouleTree.Cli.Sweeps;

/// <summary>Lines of a sweep: a table, CSV or JSON. Thread-safe.</summary>
/// <param name="format">Which.</param>
/// <param name="plan">What is swept.</param>
/// <param name="depth">Levels below the model that are written.</param>
internal sealed class SweepText(OutputFormat format, SweepPlan plan, int depth)
{
    private const string Separator = ",\n";

    private readonly ResultTable<SweepRow> _columns = SweepColumns.Of(plan);
    private readonly int[] _widths = SweepColumns.Widths(plan);

    /// <summary>What stands before the lines.</summary>
    public string Header => format switch
    {
        OutputFormat.Csv => _columns.CsvHeader,
        OutputFormat.Json => "[\n",
        OutputFormat.Jsonl => "",
        _ => _columns.TextHeader(_widths),
    };

    /// <summary>What stands behind them.</summary>
    public string Footer => format == OutputFormat.Json ? "\n]\n" : "";

    /// <summary>Appends the lines of an estimate.</summary>
    /// <param name="lines">Where to.</param>
    /// <param name="device">Name of the device.</param>
    /// <param name="point">The workload.</param>
    /// <param name="tree">The estimated tree.</param>
    public void Append(StringBuilder lines, string device, SweepPoint point, ModelTree tree)
    {
        foreach (TreeRow node in TreeRow.OfPrediction(tree, depth, device))
            Append(lines, RowOf(device, point, node, null));
    }

    /// <summary>Appends the line of an estimate that is not possible.</summary>
    /// <param name="lines">Where to.</param>
    /// <param name="device">Name of the device.</param>
    /// <param name="point">The workload.</param>
    /// <param name="problem">Why.</param>
    public void Append(StringBuilder lines, string device, SweepPoint point, string problem) =>
        Append(lines, RowOf(device, point, null, problem));

    /// <summary>Lines as they are written, behind others or as the first.</summary>
    /// <param name="lines">Lines that were appended.</param>
    /// <param name="isFirst">Nothing but the header stands before.</param>
    public string Joined(string lines, bool isFirst) =>
        format == OutputFormat.Json && isFirst ? lines[Separator.Length..] : lines;

    private static SweepRow RowOf(string device, SweepPoint point, TreeRow? node, string? problem) =>
        new(device, point.Model.Name, point.Workload.BatchSize, point.Workload.SequenceLength, point.Sizes, node, problem);

    private void Append(StringBuilder lines, SweepRow row)
    {
        switch (format)
        {
            case OutputFormat.Csv:
                _columns.AppendCsv(lines, row);
                break;
            case OutputFormat.Jsonl:
                _columns.AppendJson(lines, row);
                break;
            case OutputFormat.Json:
                _columns.AppendJson(lines.Append(Separator), row);
                lines.Length--;
                break;
            default:
                _columns.AppendText(lines, row, _widths);
                break;
        }
    }
}
