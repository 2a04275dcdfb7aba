using System.Text;
using JouleTree.Cli.Formats;
using JouleTree.Core.Results;

namespace JouleTree.Cli.Sweeps;

/// <summary>Lines of a sweep: a table, CSV or JSON.</summary>
internal sealed class SweepText : ISweepOutput
{
    private const string Separator = ",\n";

    private readonly OutputFormat _format;
    private readonly TextWriter _output;
    private readonly ResultTable<SweepRow> _columns;
    private readonly int[] _widths;
    private bool _any;

    /// <summary>Writes what stands before the lines.</summary>
    /// <param name="format">Which.</param>
    /// <param name="plan">What is swept.</param>
    /// <param name="output">Takes the lines.</param>
    public SweepText(OutputFormat format, SweepPlan plan, TextWriter output)
    {
        (_format, _output) = (format, output);
        _columns = SweepColumns.Of(plan);
        _widths = SweepColumns.Widths(plan);
        output.Write(format switch
        {
            OutputFormat.Csv => _columns.CsvHeader,
            OutputFormat.Json => "[\n",
            OutputFormat.Jsonl => "",
            _ => _columns.TextHeader(_widths),
        });
    }

    /// <inheritdoc/>
    public ISweepLines NewLines() => new Lines(this);

    /// <inheritdoc/>
    public void Write(ISweepLines lines)
    {
        string text = ((Lines)lines).Text.ToString();
        _output.Write(_format == OutputFormat.Json && !_any ? text[Separator.Length..] : text);
        _any = true;
    }

    /// <inheritdoc/>
    public void Finish() => _output.Write(_format == OutputFormat.Json ? "\n]\n" : "");

    private void Append(StringBuilder lines, SweepRow row)
    {
        switch (_format)
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

    private sealed class Lines(SweepText text) : ISweepLines
    {
        public StringBuilder Text { get; } = new();

        public void Add(SweepRow row) => text.Append(Text, row);
    }
}
