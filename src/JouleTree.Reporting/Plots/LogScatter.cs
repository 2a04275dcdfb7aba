using System.Globalization;
using JouleTree.Reporting.Svg;

namespace JouleTree.Reporting.Plots;

/// <summary>Marks on two logarithmic axes.</summary>
internal static class LogScatter
{
    private const double NaturalWidth = 760;

    // Beyond this many marks cover each other: they are smaller, and those with an error bar stand out.
    private const int Many = 400;

    /// <summary>The picture.</summary>
    /// <param name="style">Sizes.</param>
    /// <param name="title">What it shows.</param>
    /// <param name="about">Of what, and what lines mean.</param>
    /// <param name="across">Horizontal axis and its unit.</param>
    /// <param name="up">Vertical axis and its unit.</param>
    /// <param name="series">Names with their points, above 0; at least one point in all.</param>
    /// <param name="diagonal">Draw where both axes are equal.</param>
    /// <param name="lines">Lines behind the marks, as points from left to right; null for none.</param>
    public static string Render(
        PictureStyle style, string title, string about, (string Label, string Unit) across, (string Label, string Unit) up,
            IReadOnlyList<(string Name, IReadOnlyList<LogPoint> Points)> series, bool diagonal,
            IReadOnlyList<IReadOnlyList<LogPoint>>? lines = null)
    {
        LogPoint[] all = [.. series.SelectMany(one => one.Points)];
        (int Low, int High) decadesX = Decades(all.Select(point => point.X));
        (int Low, int High) decadesY = Decades(all.Select(point => point.Y));
        if (diagonal)
            decadesX = decadesY = (Math.Min(decadesX.Low, decadesY.Low), Math.Max(decadesX.High, decadesY.High));
        SvgCanvas canvas = new(style, NaturalWidth, title);
        double em = canvas.Em;
        double top = canvas.Heading(title, about);
        SeriesKey key = new([.. series.Select(one => one.Name)], canvas.Width - (2 * em), em, leastPlot: 24 * em);
        double start = top + key.Height + (0.6 * em);
        double height = style.Stretch(start + PlotArea.BottomMargin(em), 0.52 * canvas.Width, 8 * em);
        Axis vertical = Axis.Decades(up.Label, decadesY, height, 2 * em, value => Tick(value, up.Unit));
        double left = em + PlotArea.LeftMargin(vertical, em);
        double width = canvas.Width - left - key.Width - (1.6 * em);
        style.DemandWidth(width, canvas.Width);
        Axis horizontal = Axis.Decades(across.Label, decadesX, width, 4.6 * em, value => Tick(value, across.Unit));
        PlotArea plot = new(canvas, left, start, width, height, horizontal, vertical);
        plot.Draw(withVerticalLines: true);
        if (diagonal)
            canvas.Line(left, plot.Bottom, plot.Right, plot.Top, PlotArea.Base);
        foreach (IReadOnlyList<LogPoint> line in lines ?? [])
            canvas.Path(line.Select(point => (plot.X(point.X), plot.Y(point.Y))), PlotArea.Base);
        (double Least, double Most) range = (Math.Pow(10, decadesY.Low), Math.Pow(10, decadesY.High));
        for (int index = 0; index < series.Count; index++)
        {
            foreach (LogPoint point in series[index].Points.OrderBy(point => point.Low is not null))
                Draw(canvas, plot, point, index, range, isCrowded: all.Length > Many);
        }

        key.Draw(canvas, em, top, plot);
        canvas.Height = plot.Bottom + PlotArea.BottomMargin(em);
        return canvas.ToString();
    }

    private static void Draw(
        SvgCanvas canvas, PlotArea plot, LogPoint point, int series, (double Least, double Most) range, bool isCrowded)
    {
        bool hasBar = point is { Low: not null, High: not null };
        if (hasBar)
        {
            double top = plot.Y(Math.Min(point.High!.Value, range.Most));
            double bottom = plot.Y(Math.Max(point.Low!.Value, range.Least));
            if (isCrowded)
                canvas.UprightWhisker(plot.X(point.X), top, bottom);
            else
                canvas.Line(plot.X(point.X), bottom, plot.X(point.X), top, Palette.Of(series));
        }

        canvas.Marker(plot.X(point.X), plot.Y(point.Y), series, point.Tip, isCrowded && !hasBar ? 0.6 : 1);
    }

    // A pure number below 1 is a decimal: 0.1, not 100 m.
    private static string Tick(double value, string unit) => unit.Length == 0 && value is >= 1e-3 and < 1
        ? value.ToString("0.###", CultureInfo.InvariantCulture)
        : PlotText.Si(value, unit);

    private static (int Low, int High) Decades(IEnumerable<double> values)
    {
        double[] logs = [.. values.Select(Math.Log10)];
        int low = (int)Math.Floor(logs.Min());
        return (low, Math.Max(low + 1, (int)Math.Ceiling(logs.Max())));
    }
}

/// <summary>A mark of a scatter plot; both coordinates are above 0.</summary>
/// <param name="X">Horizontal.</param>
/// <param name="Y">Vertical.</param>
/// <param name="Tip">What it stands for.</param>
/// <param name="Low">Lower end of the interval of <paramref name="Y"/>; null where none is known.</param>
/// <param name="High">Upper end.</param>
internal sealed record LogPoint(double X, double Y, string Tip, double? Low = null, double? High = null);
