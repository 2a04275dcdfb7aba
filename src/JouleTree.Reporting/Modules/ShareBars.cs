using System.Globalization;
using JouleTree.Core.Analysis;
using JouleTree.Reporting.Svg;

namespace JouleTree.Reporting.Modules;

/// <summary>Bars of the mean share of each part in each network, with the range over the workloads as whiskers.</summary>
internal static class ShareBars
{
    private const double Left = 62;
    private const double Top = 56;
    private const double PlotHeight = 300;
    private const double BarWidth = 26;
    private const double GroupGap = 28;

    /// <summary>The picture.</summary>
    /// <param name="models">Analysed networks, at least one.</param>
    public static string Render(IReadOnlyList<ModelModules> models)
    {
        ArgumentNullException.ThrowIfNull(models);
        IReadOnlyList<string> parts = ShownParts.Of(models);
        // A group is a part, its bars the networks; a group is at least as wide as its label.
        double group = Math.Max(models.Count * BarWidth, parts.Max(part => part.Length) * 7.5) + GroupGap;
        double plotWidth = parts.Count * group;
        SvgCanvas canvas = new(Math.Max(Left + plotWidth + 50 + SvgCanvas.WidthOf(models.Select(model => model.Model)),
            SvgCanvas.LeastWidth), Top + PlotHeight + 64, "Share of each module type in the energy of each network");
        canvas.Text(Left, 26, "Share of energy by module type", size: 16, bold: true);
        canvas.Text(Left, 44, "Bars: mean over workloads; whiskers: smallest and largest", size: 12);
        double largest = models.SelectMany(model => model.Shares).Max(share => share.HighPercent);
        IReadOnlyList<double> ticks = Ticks.UpTo(Math.Max(largest, 1));
        double Y(double percent) => Top + PlotHeight - (PlotHeight * percent / ticks[^1]);
        Grid.Draw(canvas, ticks, Left, Left + plotWidth, Y, size: 12);
        canvas.Text(18, Top + (PlotHeight / 2), "share of the sum over modules [%]", "middle", turned: true);
        for (int part = 0; part < parts.Count; part++)
        {
            double start = Left + (part * group) + ((group - (models.Count * BarWidth)) / 2);
            for (int model = 0; model < models.Count; model++)
            {
                if (models[model].Shares.FirstOrDefault(share => share.Part == parts[part]) is not { } share)
                    continue;
                double x = start + (model * BarWidth);
                string tip = string.Create(
                    CultureInfo.InvariantCulture, $"{models[model].Model}, {share.Part}: {share.MeanPercent:f2} % ({share.LowPercent:f2} "
                        + $"to {share.HighPercent:f2})");
                canvas.Rectangle(x + 2, Y(share.MeanPercent), BarWidth - 4, PlotHeight + Top - Y(share.MeanPercent), Palette.Of(model),
                    tip);
                double middle = x + (BarWidth / 2);
                canvas.Line(middle, Y(share.LowPercent), middle, Y(share.HighPercent), "#1f2328", 1.4);
                canvas.Line(middle - 4, Y(share.LowPercent), middle + 4, Y(share.LowPercent), "#1f2328", 1.4);
                canvas.Line(middle - 4, Y(share.HighPercent), middle + 4, Y(share.HighPercent), "#1f2328", 1.4);
            }

            canvas.Text(Left + ((part + 0.5) * group), Top + PlotHeight + 20, parts[part], "middle");
        }

        canvas.Text(Left + (plotWidth / 2), Top + PlotHeight + 46, "module type", "middle");
        for (int model = 0; model < models.Count; model++)
        {
            double y = Top + 10 + (model * 22);
            canvas.Rectangle(Left + plotWidth + 20, y - 10, 13, 13, Palette.Of(model));
            canvas.Text(Left + plotWidth + 40, y + 1, models[model].Model);
        }

        return canvas.ToString();
    }
}
