using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using JouleTree.Core.Errors;
using JouleTree.Core.Trees;
using JouleTree.Reporting.Trees;

namespace JouleTree.Reporting.Report;

/// <summary>
/// Trees as one HTML file that needs nothing else: data, script and styles stand in it, and its content security policy lets
/// nothing be loaded from anywhere.
/// </summary>
/// <example>
/// <code>
/// using FileStream file = File.Create("report.html");
/// ReportPage.Write(file, [.. TreeReader.Read("trees.jsonl")], new ReportOptions { File = "trees.jsonl" });
/// </code>
/// </example>
public static class ReportPage
{
    private const string Script = "report.js";
    private const string Style = "report.css";
    private static readonly PageFiles BuiltIn = PageFiles.In(typeof(ReportPage).Assembly);

    /// <summary>Refuses a page that cannot be written, before trees are read for it.</summary>
    /// <param name="files">Scripts and styles; null for those of this assembly.</param>
    /// <exception cref="InputException">The program was built without pages.</exception>
    internal static void Require(PageFiles? files) => (files ?? BuiltIn).Require(Script);

    /// <summary>Writes the page in UTF-8.</summary>
    /// <param name="stream">Where to; stays open.</param>
    /// <param name="trees">Trees, at least one; the first is shown first.</param>
    /// <param name="options">What the page says about itself.</param>
    /// <exception cref="ArgumentException">There is no tree.</exception>
    /// <exception cref="InputException">This assembly was built without Node.js, which makes the page's script and style.</exception>
    public static void Write(Stream stream, IReadOnlyList<ModelTree> trees, ReportOptions options)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(trees);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfZero(trees.Count);
        string script = Asset(options.Files, Script);
        string style = Asset(options.Files, Style);
        using StreamWriter writer = new(stream, new UTF8Encoding(false), 1 << 16, leaveOpen: true) { NewLine = "\n" };
        writer.Write("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
            + "content=\"width=device-width, initial-scale=1\">\n");
        writer.Write($"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src '{Hash(script)}'; style-src "
            + $"'{Hash(style)}'; img-src data: blob:; base-uri 'none'; form-action 'none'\">\n");
        writer.Write("<meta name=\"color-scheme\" content=\"light dark\"><meta name=\"referrer\" content=\"no-referrer\"><link "
            + "rel=\"icon\" href=\"data:,\">\n");
        ReportBody.Write(writer, trees, options, style);
        writer.Write("<script type=\"application/gzip\" id=\"data\">");
        writer.Write(Convert.ToBase64String(Compressed(trees)));
        writer.Write("</script>\n<script>");
        writer.Write(script);
        writer.Write("</script>\n</body></html>\n");
    }

    private static byte[] Compressed(IReadOnlyList<ModelTree> trees)
    {
        using MemoryStream bytes = new();
        using (GZipStream gzip = new(bytes, CompressionLevel.SmallestSize))
        using (Utf8JsonWriter json = new(gzip))
        {
            json.WriteStartObject();
            json.WriteStartArray("trees"u8);
            foreach (ModelTree tree in trees)
            {
                TreeJson.Write(json, tree);
                json.Flush();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return bytes.ToArray();
    }

    private static string Hash(string text) => "sha256-" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    // An end tag within a script would end it; in JavaScript the backslash changes nothing.
    private static string Asset(PageFiles? files, string name) =>
        Encoding.UTF8.GetString((files ?? BuiltIn).Read(name)).ReplaceLineEndings("\n")
            .Replace("</script", "<\\/script", StringComparison.OrdinalIgnoreCase).Replace("<!--", "<\\!--", StringComparison.Ordinal);
}

/// <summary>What a report says about itself.</summary>
public sealed record ReportOptions
{
    /// <summary>Name of the file that the trees come from.</summary>
    public required string File { get; init; }

    /// <summary>The command that makes the report, or null.</summary>
    public string? Command { get; init; }

    /// <summary>When it is made, or null to leave that out.</summary>
    public DateTimeOffset? Date { get; init; }

    /// <summary>A table above the pictures; null for none.</summary>
    internal ReportTable? Table { get; init; }

    /// <summary>Scripts and styles; null for those of this assembly.</summary>
    internal PageFiles? Files { get; init; }
}
