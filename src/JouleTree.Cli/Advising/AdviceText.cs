using System.Text;
using System.Text.Json;
using JouleTree.Advice;
using JouleTree.Cli.Formats;
using JouleTree.Core.Results;

namespace JouleTree.Cli.Advising;

/// <summary>Advice as text and JSON.</summary>
/// <param name="advice">The advice.</param>
/// <param name="taken">The moves that are made together.</param>
/// <param name="together">What they save; null for none.</param>
internal sealed class AdviceText(EnergyAdvice advice, IReadOnlyList<PricedMove> taken, AdviceSaving? together)
{
    /// <summary>A row a move.</summary>
    public IReadOnlyList<AdviceRow> Rows { get; } = AdviceRow.Of(advice, taken);

    /// <summary>What a reader must know of what it costs now and of each move.</summary>
    public IEnumerable<string> Remarks =>
        advice.Now.Remarks.Select(remark => $"now: {remark}")
            .Concat(Rows.Where(row => row.Priced.IsPromised).SelectMany(AdviceWords.Remarks));

    /// <summary>Tables of what is promised and what is not, and what is taken together.</summary>
    /// <param name="width">Columns of the terminal, or null for as many as it takes.</param>
    public string Table(int? width)
    {
        StringBuilder text = new(Harmless.Line(AdviceWords.Headline(advice)) + "\n");
        AdviceRow[] promised = [.. Rows.Where(row => row.Priced.IsPromised)], others = [.. Rows.Where(row => !row.Priced.IsPromised)];
        text.Append(promised.Length > 0 ? Table(promised, width) : "No move can be promised to save anything.\n");
        if (others.Length > 0)
            text.Append("not promised:\n").Append(Table(others, width));
        if (together is not null)
            text.Append(Harmless.Line(AdviceWords.Together(taken, together))).Append('\n');
        return text.Append(AdviceWords.Quality).Append('\n').Append(AdviceWords.Provenance(advice)).Append('\n').ToString();
    }

    /// <summary>One object with the moves.</summary>
    public string Json() => JsonText.Of(json =>
    {
        json.WriteStartObject();
        json.WriteString("model", advice.Now.Model);
        json.WriteStartObject("now");
        AdviceColumns.Now.WriteMembers(json, advice.Now);
        json.WriteEndObject();
        json.WriteStartArray("moves");
        foreach (AdviceRow row in Rows)
            Write(json, row);
        json.WriteEndArray();
        if (together is not null)
        {
            json.WriteStartObject("together");
            json.WriteStartArray("moves");
            foreach (PricedMove move in taken)
                json.WriteStringValue(move.Move.Name);
            json.WriteEndArray();
            AdviceColumns.Together.WriteMembers(json, together);
            json.WriteEndObject();
        }

        json.WriteString("quality", AdviceWords.Quality);
        json.WriteEndObject();
    }) + "\n";

    private static void Write(Utf8JsonWriter json, AdviceRow row)
    {
        json.WriteStartObject();
        json.WriteNumber("number", row.Number);
        json.WriteBoolean("taken", row.IsTaken);
        AdviceColumns.Move.WriteMembers(json, row.Priced);
        json.WriteEndObject();
    }

    private static string Table(AdviceRow[] rows, int? width)
    {
        TextTable table = new([.. AdviceWords.Titles]);
        foreach (AdviceRow row in rows)
            table.Add([.. AdviceWords.Cells(row)]);
        return table.Render(width);
    }
}
