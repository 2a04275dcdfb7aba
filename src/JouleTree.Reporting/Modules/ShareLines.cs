using System.Globalization;
using JouleTree.Core.Analysis;
using JouleTree.Reporting.Svg;

namespace JouleTree.Reporting.Modules;

/// <summary>Lines of the share of each part against batch size, one panel a network, on common axes.</summary>
internal static class ShareLines
{
    private const double NaturalWidth = 980;

    /// <summary>The picture.</summary>
    /// <param name="models">Analysed networks, at least one.</param>
    /// <param name="style">Sizes; those of screens where nothing is said.</param>
    public static string Render(IReadOnlyList<ModelModules> models, PictureStyle? style = null)
    {
        ArgumentNullException.ThrowIfNull(models);
        style ??= PictureStyle.Screen;
        IReadOnlyList<string> parts = ShownParts.Of(models);
        SvgCanvas canvas = new(style, NaturalWidth, "Share of each module type against batch size");
        double em = canvas.Em;
        double top = canvas.Heading(
            "Share of energy against batch size", "Every point is one batch size; several sequence lengths are averaged");
        // Two panels stand side by side where each has the width of a column of a paper.
        int columns = canvas.Width >= 54 * em ? Math.Min(2, models.Count) : 1;
        int rows = (models.Count + columns - 1) / columns;
        double room = (canvas.Width - em) / columns;
        SeriesKey key = new(parts, room - em, em);
        double rest = (2.4 * em) + PlotArea.BottomMargin(em);
        double height = style.Stretch(
            top + key.Height + (rows * rest), rows * Math.Max(0.5 * room, 1.4 * em * parts.Count), rows * 8 * em) / rows;
        double percent = Math.Max(models.SelectMany(model => model.Shares).Max(share => share.HighPercent), 1);
        Axis up = Axis.FromZero("share [%]", percent, height, 2.4 * em);
        double width = room - PlotArea.LeftMargin(up, em) - key.Width - (1.6 * em);
        style.DemandWidth(width, canvas.Width);
        double batch = models.SelectMany(model => model.Samples).Max(sample => sample.BatchSize ?? 1);
        Axis across = Axis.ToLargest("batch size [items per pass]", batch, width, 4 * em);
        for (int index = 0; index < models.Count; index++)
        {
            double left = em + (index % columns * room);
            double panel = top + key.Height + (index / columns * (rest + height));
            canvas.Text(left, panel + em, TextWidth.Head(models[index].Model, room - (2 * em), em), bold: true);
            PlotArea plot = new(canvas, left + PlotArea.LeftMargin(up, em), panel + (2 * em), width, height, across, up);
            plot.Draw();
            Lines(canvas, plot, models[index], parts, out (double X, double Y)?[] ends);
            if (key.IsBeside || index == 0)
                key.DrawAtEnds(canvas, em, top, plot, ends);
        }

        canvas.Height = top + key.Height + (rows * (rest + height));
        return canvas.ToString();
    }

    private static void Lines(
        SvgCanvas canvas, PlotArea plot, ModelModules model, IReadOnlyList<string> parts, out (double X, double Y)?[] ends)
    {
        ends = new (double X, double Y)?[parts.Count];
        for (int part = 0; part < parts.Count; part++)
        {
            (double Batch, double Percent)[] points = [.. model.Samples
                .Where(sample => sample.Percent(parts[part]) is not null)
                .GroupBy(sample => sample.BatchSize ?? 1)
                .OrderBy(group => group.Key)
                .Select(group => ((double)group.Key, group.Average(sample => sample.Percent(parts[part])!.Value)))];
            if (points.Length == 0)
                continue;
            ends[part] = (plot.X(points[^1].Batch), plot.Y(points[^1].Percent));
            canvas.Path(points.Select(point => (plot.X(point.Batch), plot.Y(point.Percent))), Palette.Of(part));
            foreach ((double batch, double percent) in points)
            {
                canvas.Marker(plot.X(batch), plot.Y(percent), part, string.Create(
                    CultureInfo.InvariantCulture, $"{model.Model}, {parts[part]}, batch {batch}: {percent:f2} %"));
            }
        }
    }
}
