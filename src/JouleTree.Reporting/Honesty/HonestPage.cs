using System.Globalization;
using System.Net;
using System.Text;
using JouleTree.Core.Evaluation.Honesty;
using JouleTree.Reporting.Svg;

namespace JouleTree.Reporting.Honesty;

/// <summary>An honest report as one HTML page that needs nothing else.</summary>
internal static class HonestPage
{
    private const string Style =
        "body{font-family:system-ui,'Segoe UI',Helvetica,Arial,sans-serif;color:#1f2328;max-width:1000px;margin:2em auto;padding:0 "
            + "1em;line-height:1.45}"
        + "table{border-collapse:collapse;margin:.6em 0 1.4em}th,td{padding:.25em .8em;text-align:right;border-bottom:1px solid #d0d7de}"
        + "th:first-child,td:first-child,.t{text-align:left}tr.sum td{font-weight:600;border-top:2px solid #1f2328}";

    // What the tables' figures are that the curves' are not (docs/honest-report.md).
    private const string FixedRidges =
        "The ridges are fixed ones here; in the tables they are chosen anew for each left-out part, so that these figures differ a "
            + "little from those.";

    /// <summary>The page.</summary>
    /// <param name="report">A report.</param>
    public static string Of(HonestReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        StringBuilder page = new();
        page.Append("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>How good is this predictor?</title><style>")
            .Append(Style).Append("</style></head><body>\n<h1>How good is this predictor?</h1>\n");
        Paragraph(page, $"{report.Predictor}, on {report.Data}, leaving out {report.LeftOut} in turn. Errors are means over nodes of "
            + $"100·|E − Ê|/E; the overall row is the mean of the rows.");
        Errors(page, "Left out", report.Folds, report.Overall);
        Measured(page, report);
        Baselines(page, report);
        Groups(page, report);
        Worst(page, report);
        if (report.Calibration.Count > 0)
        {
            Heading(page, "Do the intervals hold?");
            Paragraph(page, "Share of all left-out nodes whose measured energy lies in the interval. On the grey line intervals are as "
                + "honest as they say. The models are few and not drawn at random: nothing guarantees the same for the next one. "
                + FixedRidges);
            page.Append(CurvePlot.Render("calibration", report.Calibration, PictureStyle.Screen));
        }

        if (report.LearningCurve.Count > 0)
        {
            Heading(page, "Would more models help?");
            Paragraph(page, "Errors on each left-out model after training on some of the others, those that follow it in the data. "
                + FixedRidges);
            page.Append(CurvePlot.Render("learning", report.LearningCurve, PictureStyle.Screen));
        }

        return page.Append("</body></html>\n").ToString();
    }

    private static void Measured(StringBuilder page, HonestReport report)
    {
        Heading(page, "What it knows about the node it predicts");
        Paragraph(page, report.MeasuredFeatures.Count == 0
            ? "Counts of the architecture, batch size and length. Nothing was run."
            : $"These features are measurements of the very node (for the calibrated predictor with the features leaves: of primitives "
                + $"only): {string.Join(", ", report.MeasuredFeatures)}. "
                + "Whoever has them has run the node, and much of its energy with them.");
    }

    private static void Baselines(StringBuilder page, HonestReport report)
    {
        Heading(page, "What is easy");
        page.Append("<table><tr><th>trivial predictor</th><th>needs</th><th>ml %</th><th>module %</th><th>model %</th></tr>\n");
        foreach (BaselineRow row in report.Baselines)
            Cells(page, [row.Errors.Name, row.Needs, Percent(row.Errors.Primitive), Percent(row.Errors.Module),
                Percent(row.Errors.Model)]);
        Cells(page, ["this predictor", "", Percent(report.Overall.Primitive), Percent(report.Overall.Module),
            Percent(report.Overall.Model)], "sum");
        page.Append("</table>\n");
    }

    private static void Groups(StringBuilder page, HonestReport report)
    {
        Heading(page, "Where it errs");
        Paragraph(page, "Many rows of published data repeat one measurement; distinct counts each model's measurements once.");
        page.Append("<table><tr><th>by</th><th class=\"t\">group</th><th>nodes</th><th>distinct</th><th>error %</th></tr>\n");
        foreach (GroupRow row in report.Groups)
            Cells(page, [row.Grouping, row.Key, Count(row.Nodes), Count(row.Distinct), Percent(row.Percent)]);
        page.Append("</table>\n");
        Heading(page, "What lies between the children");
        Paragraph(page, "Share of a parent's measured energy that the sum of its children's does not explain; below 0 the children, "
            + "measured alone, cost more.");
        page.Append("<table><tr><th>parent</th><th>nodes</th><th>distinct</th><th>unattributed %</th></tr>\n");
        foreach (GroupRow row in report.Unattributed)
            Cells(page, [row.Key, Count(row.Nodes), Count(row.Distinct), Percent(row.Percent)]);
        page.Append("</table>\n");
    }

    private static void Worst(StringBuilder page, HonestReport report)
    {
        Heading(page, "The worst ten");
        page.Append("<table><tr><th>model</th><th>batch × length</th><th class=\"t\">node</th><th class=\"t\">type</th><th>measured "
            + "J</th><th>predicted J</th><th>error %</th><th>nodes alike</th></tr>\n");
        foreach (WorstNode node in report.Worst)
            Cells(page, [node.Model, node.Workload, node.Scope, node.Type, Joules(node.TrueJoules), Joules(node.PredictedJoules),
                Percent(node.Percent), Count(node.Repeats)]);
        page.Append("</table>\n");
    }

    private static void Errors(StringBuilder page, string first, IReadOnlyList<ErrorRow> rows, ErrorRow overall)
    {
        page.Append(CultureInfo.InvariantCulture, $"<table><tr><th>{first}</th><th>ml %</th><th>module %</th><th>model %</th></tr>\n");
        foreach (ErrorRow row in rows)
            Cells(page, [row.Name, Percent(row.Primitive), Percent(row.Module), Percent(row.Model)]);
        Cells(page, [overall.Name, Percent(overall.Primitive), Percent(overall.Module), Percent(overall.Model)], "sum");
        page.Append("</table>\n");
    }

    private static void Heading(StringBuilder page, string text) =>
        page.Append("<h2>").Append(WebUtility.HtmlEncode(text)).Append("</h2>\n");

    private static void Paragraph(StringBuilder page, string text) =>
        page.Append("<p>").Append(WebUtility.HtmlEncode(text)).Append("</p>\n");

    private static void Cells(StringBuilder page, IEnumerable<string> cells, string? style = null)
    {
        page.Append(style is null ? "<tr>" : $"<tr class=\"{style}\">");
        foreach (string cell in cells)
            page.Append("<td>").Append(WebUtility.HtmlEncode(cell)).Append("</td>");
        page.Append("</tr>\n");
    }

    private static string Percent(double? value) => value?.ToString("0.00", CultureInfo.InvariantCulture) ?? "–";

    private static string Joules(double value) => value.ToString("G4", CultureInfo.InvariantCulture);

    private static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
