using System.Globalization;
using System.Net;
using JouleTree.Core.Results;
using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Details;
using JouleTree.Reporting.Trees;

namespace JouleTree.Reporting.Report;

/// <summary>What a report says without its script: headline and provenance, readable where scripts are off.</summary>
internal static class ReportBody
{
    public static void Write(TextWriter page, IReadOnlyList<ModelTree> trees, ReportOptions options, string style)
    {
        string title = string.Join(", ", trees.Select(tree => tree.ModelName).Distinct().Take(3));
        int models = trees.Select(tree => tree.ModelName).Distinct().Count();
        if (models > 3)
            title += $" and {models - 3} more";
        page.Write($"<title>{Text(title)}: where the joules go</title><style>{style}</style></head>\n<body><main class=\"page\">\n");
        page.Write($"<header class=\"top\"><div><p class=\"brand\">JouleTree</p><h1>{Text(title)}</h1><p class=\"quiet\" "
            + $"id=\"workload\">{Text(Workload(trees[0]))}</p><div id=\"picker-place\"></div></div>");
        page.Write("<button class=\"button small no-print\" id=\"theme\" type=\"button\">Light or dark</button></header>\n");
        page.Write("<div id=\"headline\">");
        page.Write($"<p>{Text(Headline(trees[0]))}</p>");
        page.Write("</div>\n");
        options.Table?.Write(page);
        page.Write("<div id=\"app\"><noscript><p class=\"flag\">Pictures and tables of this report need JavaScript; nothing is "
            + "loaded from anywhere.</p></noscript></div>\n");
        WriteProvenance(page, trees, options);
        page.Write("</main>\n");
    }

    private static string Headline(ModelTree tree) => NodeEnergies.Of(tree, tree.Root).Shown is { } energy
        ? string.Create(CultureInfo.InvariantCulture, $"{energy.Joules:G4} J per forward pass, {energy.Source.ToName()}{Interval(energy)}")
        : "No energy is known of this model.";

    private static string Interval(EnergyDetails energy) => energy is { Low: { } low, High: { } high }
        ? string.Create(CultureInfo.InvariantCulture,
            $", {low:G4} to {high:G4} J{(energy.Level is { } level ? $" at {100 * level:0.#} %" : "")}")
        : ", no interval known";

    private static string Workload(ModelTree tree)
    {
        string text = tree.ModelName;
        if (tree.BatchSize is { } batch)
            text += $", batch {batch}";
        return tree.SequenceLength is { } length ? $"{text}, length {length}" : text;
    }

    private static void WriteProvenance(TextWriter page, IReadOnlyList<ModelTree> trees, ReportOptions options)
    {
        page.Write("<section class=\"card\"><h2>Provenance</h2><table class=\"provenance\"><tbody>\n");
        Row(page, "Trees", string.Create(CultureInfo.InvariantCulture, $"{trees.Count} from {options.File}"));
        foreach ((string name, string? value) in Provenance.Of(trees))
            Row(page, name, value);
        Row(page, "Report", string.Join(", ", new[]
        {
            $"JouleTree {typeof(ReportBody).Assembly.GetName().Version?.ToString(3)}", options.Command,
                options.Date?.ToString("yyyy-MM-dd HH:mm zzz", CultureInfo.InvariantCulture),
        }.Where(part => part is not null)));
        page.Write("</tbody></table></section>\n");
    }

    private static void Row(TextWriter page, string name, string? value) =>
        page.Write($"<tr><th scope=\"row\">{Text(name)}</th><td>{Text(value ?? "unknown")}</td></tr>\n");

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
