using System.Globalization;
using System.Net;
using System.Text;
using JouleTree.Core.Analysis;

namespace JouleTree.Reporting.Modules;

/// <summary>A self-contained HTML page of a module-wise analysis: both pictures and the tables behind them.</summary>
internal static class ModulePage
{
    private const string Style = """
        body { font-family: system-ui, 'Segoe UI', Helvetica, Arial, sans-serif; color: #1f2328; line-height: 1.5 }
        body { margin: 2rem auto; max-width: 72rem; padding: 0 1rem }
        figure { margin: 1.5rem 0; overflow-x: auto }
        table { border-collapse: collapse; margin: 1rem 0; font-variant-numeric: tabular-nums }
        th, td { padding: .3rem .8rem; border-bottom: 1px solid #d8dee4; text-align: right }
        th:first-child, td:first-child { text-align: left }
        """;

    /// <summary>The page.</summary>
    /// <param name="models">Analysed networks, at least one.</param>
    /// <param name="source">What was analysed, such as the name of the file.</param>
    public static string Render(IReadOnlyList<ModelModules> models, string source)
    {
        ArgumentNullException.ThrowIfNull(models);
        StringBuilder page = new();
        page.Append("<!DOCTYPE html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><meta name=\"viewport\" "
            + "content=\"width=device-width\"><title>Module-wise energy</title>\n<style>\n")
            .Append(Style).Append("\n</style></head>\n<body>\n<h1>Module-wise energy</h1>\n<p>Energies per forward pass of the whole "
                + "batch, from ")
            .Append(WebUtility.HtmlEncode(source))
            .Append(". The deviation is (sum over modules − measured as a whole) / sum over modules.</p>\n");
        AppendSummary(page, models);
        page.Append("<figure>").Append(ShareBars.Render(models)).Append("</figure>\n<figure>").Append(ShareLines.Render(models))
            .Append("</figure>\n");
        if (ShownParts.Hidden(models) is > 0 and var hidden)
            page.Append(CultureInfo.InvariantCulture,
                $"<p>The pictures show the largest parts; {hidden} smaller ones are in the table only.</p>\n");
        AppendShares(page, models);
        return page.Append("</body>\n</html>\n").ToString();
    }

    private static void AppendSummary(StringBuilder page, IReadOnlyList<ModelModules> models)
    {
        page.Append("<table><tr><th>network</th><th>workloads</th><th>mean measured [J]</th><th>mean sum [J]</th><th>mean deviation "
            + "[%]</th><th>mean |deviation| [%]</th><th>largest |deviation| [%]</th></tr>\n");
        foreach (ModelModules model in models)
        {
            page.Append(
                CultureInfo.InvariantCulture,
                $"<tr><td>{WebUtility.HtmlEncode(model.Model)}</td><td>{model.Samples.Count}</td>"
                    + $"<td>{Number(model.MeanMeasuredJoules, 1, 3)}</td><td>{Number(model.MeanSumJoules, 1, 3)}</td>"
                    + $"<td>{Number(model.MeanDeviation, 100, 2)}</td><td>{Number(model.MeanAbsoluteDeviation, 100, 2)}</td>"
                    + $"<td>{Number(model.LargestAbsoluteDeviation, 100, 2)}</td></tr>\n");
        }

        page.Append("</table>\n");
    }

    private static void AppendShares(StringBuilder page, IReadOnlyList<ModelModules> models)
    {
        page.Append("<h2>Shares</h2>\n<table><tr><th>network</th><th>module type</th><th>mean [%]</th><th>deviation [%]</th><th>smallest "
            + "[%]</th><th>largest [%]</th><th>energy-weighted [%]</th></tr>\n");
        foreach (ModelModules model in models)
        {
            foreach (PartShare share in model.Shares.OrderByDescending(share => share.MeanPercent))
            {
                page.Append(
                    CultureInfo.InvariantCulture,
                    $"<tr><td>{WebUtility.HtmlEncode(model.Model)}</td><td>{WebUtility.HtmlEncode(share.Part)}</td>"
                        + $"<td>{share.MeanPercent:f2}</td><td>{share.DeviationPercent:f2}</td><td>{share.LowPercent:f2}</td>"
                        + $"<td>{share.HighPercent:f2}</td><td>{share.EnergyWeightedPercent:f2}</td></tr>\n");
            }
        }

        page.Append("</table>\n");
    }

    private static string Number(double? value, double factor, int digits) =>
        value is { } number ? (factor * number).ToString($"f{digits}", CultureInfo.InvariantCulture) : "not measured";
}
