using System.Globalization;
using JouleTree.Core.Analysis;
using JouleTree.Reporting.Svg;

namespace JouleTree.Reporting.Modules;

/// <summary>Lines of the share of each part against batch size, one panel a network, on common axes.</summary>
internal static class ShareLines
{
    private const double PanelWidth = 360;
    private const double PanelHeight = 220;
    private const double GapX = 70;
    private const double GapY = 74;
    private const double Left = 62;
    private const double Top = 84;
    private const int Columns = 2;

    /// <summary>The picture.</summary>
    /// <param name="models">Analysed networks, at least one.</param>
    public static string Render(IReadOnlyList<ModelModules> models)
    {
        ArgumentNullException.ThrowIfNull(models);
        IReadOnlyList<string> parts = ShownParts.Of(models);
        int columns = Math.Min(Columns, models.Count);
        int rows = (models.Count + columns - 1) / columns;
        double plots = (columns * PanelWidth) + ((columns - 1) * GapX);
        SvgCanvas canvas = new(
            Math.Max(Left + plots + 64 + SvgCanvas.WidthOf(parts), SvgCanvas.LeastWidth), Top + (rows * PanelHeight) + ((rows - 1) * GapY)
                + 60, "Share of each module type against batch size");
        canvas.Text(Left, 26, "Share of energy against batch size", size: 16, bold: true);
        canvas.Text(Left, 44, "Every point is one batch size; several sequence lengths are averaged", size: 12);
        double batch = models.SelectMany(model => model.Samples).Max(sample => sample.BatchSize ?? 1);
        double percent = models.SelectMany(model => model.Shares).Max(share => share.HighPercent);
        IReadOnlyList<double> ticksX = Ticks.UpTo(batch);
        IReadOnlyList<double> ticksY = Ticks.UpTo(Math.Max(percent, 1));
        for (int index = 0; index < models.Count; index++)
        {
            double left = Left + (index % columns * (PanelWidth + GapX));
            double top = Top + (index / columns * (PanelHeight + GapY));
            Panel(canvas, models[index], parts, left, top, ticksX, ticksY);
        }

        for (int part = 0; part < parts.Count; part++)
        {
            double y = Top + 8 + (part * 22);
            double x = Left + plots + 22;
            canvas.Path([(x, y), (x + 24, y)], Palette.Of(part));
            canvas.Marker(x + 12, y, part, Palette.Of(part));
            canvas.Text(x + 32, y + 4, parts[part]);
        }

        return canvas.ToString();
    }

    private static void Panel(
        SvgCanvas canvas, ModelModules model, IReadOnlyList<string> parts, double left, double top, IReadOnlyList<double> ticksX,
            IReadOnlyList<double> ticksY)
    {
        double X(double batch) => left + (PanelWidth * batch / ticksX[^1]);
        double Y(double percent) => top + PanelHeight - (PanelHeight * percent / ticksY[^1]);
        canvas.Text(left, top - 10, model.Model, size: 13, bold: true);
        Grid.Draw(canvas, ticksY, left, left + PanelWidth, Y);
        foreach (double tick in ticksX)
        {
            canvas.Line(X(tick), top + PanelHeight, X(tick), top + PanelHeight + 4, "#57606a");
            canvas.Text(X(tick), top + PanelHeight + 18, tick.ToString(CultureInfo.InvariantCulture), "middle", 11);
        }

        canvas.Text(left + (PanelWidth / 2), top + PanelHeight + 38, "batch size [items per pass]", "middle", 11);
        canvas.Text(left - 40, top + (PanelHeight / 2), "share [%]", "middle", 11, turned: true);
        for (int part = 0; part < parts.Count; part++)
        {
            (double Batch, double Percent)[] points = [.. model.Samples
                .Where(sample => sample.Percent(parts[part]) is not null)
                .GroupBy(sample => sample.BatchSize ?? 1)
                .OrderBy(group => group.Key)
                .Select(group => ((double)group.Key, group.Average(sample => sample.Percent(parts[part])!.Value)))];
            canvas.Path(points.Select(point => (X(point.Batch), Y(point.Percent))), Palette.Of(part));
            foreach ((double batch, double percent) in points)
            {
                canvas.Marker(X(batch), Y(percent), part, Palette.Of(part), string.Create(
                    CultureInfo.InvariantCulture, $"{model.Model}, {parts[part]}, batch {batch}: {percent:f2} %"));
            }
        }
    }
}
