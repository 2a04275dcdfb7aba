using System.Net;

namespace JouleTree.Reporting.Report;

/// <summary>A table that a report shows above its pictures, readable without its script.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="Columns">Titles of its columns; a <c>&gt;</c> before one sets it to the right.</param>
/// <param name="Rows">Rows of as many cells; what stands first is shown first.</param>
/// <param name="Marked">Indices of rows that stand out, such as those that one has picked.</param>
/// <param name="Remarks">Sentences below it.</param>
internal sealed record ReportTable(
    string Title, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows, IReadOnlySet<int> Marked,
    IReadOnlyList<string> Remarks)
{
    /// <summary>Writes it as a section of a page.</summary>
    /// <param name="page">Where to.</param>
    public void Write(TextWriter page)
    {
        ArgumentNullException.ThrowIfNull(page);
        page.Write($"<section class=\"card\"><h2>{Text(Title)}</h2>\n<div class=\"numbers-table\" tabindex=\"0\"><table><thead><tr>");
        foreach (string column in Columns)
            page.Write($"<th scope=\"col\"{Side(column)}>{Text(column.TrimStart('>'))}</th>");
        page.Write("</tr></thead><tbody>\n");
        for (int row = 0; row < Rows.Count; row++)
        {
            page.Write(Marked.Contains(row) ? "<tr class=\"marked\">" : "<tr>");
            for (int column = 0; column < Columns.Count; column++)
                page.Write($"<td{Side(Columns[column])}>{Text(Rows[row][column])}</td>");
            page.Write("</tr>\n");
        }

        page.Write("</tbody></table></div>\n");
        foreach (string remark in Remarks)
            page.Write($"<p>{Text(remark)}</p>\n");
        page.Write("</section>\n");
    }

    private static string Side(string column) => column.StartsWith('>') ? " class=\"n\"" : "";

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
