using System.Text;
using System.Text.Json;
using JouleTree.Cli.Formats;
using JouleTree.Core.Results;
using JouleTree.Graphs;
using JouleTree.Graphs.Counting;

namespace JouleTree.Cli.Networks;

/// <summary>What a token reads from memory, as a table and as JSON, with the tokenizer of the file.</summary>
internal static class TokenReadsText
{
    /// <summary>The table, behind an empty line.</summary>
    /// <param name="reads">What a token reads.</param>
    /// <param name="files">The files.</param>
    /// <param name="width">Columns of the terminal, or null for as many as it takes.</param>
    public static string Table(TokenReads reads, MatchedWeights files, int? width)
    {
        TextTable table = new("read for a token", "type", ">parameters", ">bytes stored", ">bytes a token",
            ">" + Quantity.BarTitle("share"));
        foreach (TokenRead row in reads.Rows)
            table.Add(row.Module, row.Type, Quantity.Exact(row.Parameters), Quantity.Exact(row.StoredBytes),
                Quantity.Exact(row.BytesPerToken), Quantity.Bar(reads.Bytes == 0 ? null : row.BytesPerToken / (double)reads.Bytes));
        StringBuilder text = new("\n");
        text.Append(table.Render(width));
        text.Append($"Token reads  {Quantity.Exact(reads.Bytes)} of {Quantity.Exact(reads.StoredBytes)} bytes of weights");
        if (reads.KeptPerToken is { } kept)
            text.Append($", and of each token before it {Quantity.Exact(kept)} bytes that are kept");
        text.Append('\n');
        if (files.Tokenizer is { } tokenizer)
            text.Append($"Tokenizer    {Harmless.Line(tokenizer.Kind ?? "of no name")}: {Quantity.Exact(tokenizer.Tokens)} tokens, "
                + (tokenizer.Merges is { } merges ? $"{Quantity.Exact(merges)} merges, " : "")
                + $"{Quantity.Exact(tokenizer.Bytes)} bytes of the file\n");
        return text.ToString();
    }

    /// <summary>The same as members of an object.</summary>
    /// <param name="json">The object.</param>
    /// <param name="reads">What a token reads.</param>
    /// <param name="files">The files.</param>
    public static void WriteJson(Utf8JsonWriter json, TokenReads reads, MatchedWeights files)
    {
        json.WriteNumber("token_read_bytes", reads.Bytes);
        if (reads.KeptPerToken is { } kept)
            json.WriteNumber("token_read_kept_bytes_per_earlier_token", kept);
        json.WriteStartArray("token_reads");
        foreach (TokenRead row in reads.Rows)
        {
            json.WriteStartObject();
            json.WriteString("module", row.Module);
            json.WriteString("type", row.Type);
            json.WriteNumber("parameters", row.Parameters);
            json.WriteNumber("stored_bytes", row.StoredBytes);
            json.WriteNumber("bytes_per_token", row.BytesPerToken);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (files.Tokenizer is not { } tokenizer)
            return;
        json.WriteStartObject("tokenizer");
        json.WriteString("kind", tokenizer.Kind);
        json.WriteNumber("tokens", tokenizer.Tokens);
        if (tokenizer.Merges is { } merges)
            json.WriteNumber("merges", merges);
        json.WriteNumber("bytes", tokenizer.Bytes);
        json.WriteEndObject();
    }
}
