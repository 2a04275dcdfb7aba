using JouleTree.Reporting.Svg;

namespace JouleTree.Reporting.Plots;

/// <summary>Marks on two logarithmic axes.</summary>
internal static class LogScatter
{
    private const double Width = 760;
    private const double Height = 460;
    private const double Left = 90;
    private const double Top = 66;
    private const double Right = 170;
    private const double Bottom = 56;

    /// <summary>The picture.</summary>
    /// <param name="title">What it shows.</param>
    /// <param name="subtitle">Of what.</param>
    /// <param name="across">Horizontal axis and its unit.</param>
    /// <param name="up">Vertical axis and its unit.</param>
    /// <param name="series">Names with their points, above 0; at least one point in all.</param>
    /// <param name="diagonal">Draw where both axes are equal.</param>
    public static string Render(
        string title, string subtitle, (string Label, string Unit) across, (string Label, string Unit) up,
            IReadOnlyList<(string Name, IReadOnlyList<LogPoint> Points)> series, bool diagonal)
    {
        LogPoint[] all = [.. series.SelectMany(one => one.Points)];
        (int Low, int High) decadesX = Decades(all.Select(point => point.X));
        (int Low, int High) decadesY = Decades(all.Select(point => point.Y));
        if (diagonal)
            decadesX = decadesY = (Math.Min(decadesX.Low, decadesY.Low), Math.Max(decadesX.High, decadesY.High));
        SvgCanvas canvas = new(Width, Height, title);
        canvas.Text(20, 28, title, size: 17, bold: true);
        canvas.Text(20, 48, subtitle);
        double X(double value) => Left + ((Width - Left - Right) * (Math.Log10(value) - decadesX.Low) / (decadesX.High - decadesX.Low));
        double Y(double value) =>
            Height - Bottom - ((Height - Top - Bottom) * (Math.Log10(value) - decadesY.Low) / (decadesY.High - decadesY.Low));
        for (int decade = decadesY.Low; decade <= decadesY.High; decade++)
        {
            double place = Y(Math.Pow(10, decade));
            canvas.Line(Left, place, Width - Right, place, "#d8dee4");
            canvas.Text(Left - 8, place + 4, PlotText.Si(Math.Pow(10, decade), up.Unit), "end", 11);
        }

        for (int decade = decadesX.Low; decade <= decadesX.High; decade++)
        {
            double place = X(Math.Pow(10, decade));
            canvas.Line(place, Top, place, Height - Bottom, "#d8dee4");
            canvas.Text(place, Height - Bottom + 18, PlotText.Si(Math.Pow(10, decade), across.Unit), "middle", 11);
        }

        canvas.Text((Left + Width - Right) / 2, Height - 12, across.Label, "middle");
        canvas.Text(22, (Top + Height - Bottom) / 2, up.Label, "middle", turned: true);
        if (diagonal)
            canvas.Line(X(Math.Pow(10, decadesX.Low)), Y(Math.Pow(10, decadesX.Low)), X(Math.Pow(10, decadesX.High)),
                Y(Math.Pow(10, decadesX.High)), "#57606a");
        for (int index = 0; index < series.Count; index++)
        {
            foreach (LogPoint point in series[index].Points)
                canvas.Marker(X(point.X), Y(point.Y), index, Palette.Of(index), point.Tip);
            canvas.Marker(Width - Right + 20, Top + 8 + (index * 22), index, Palette.Of(index));
            canvas.Text(Width - Right + 32, Top + 12 + (index * 22), PlotText.Fit(series[index].Name, Right - 40));
        }

        return canvas.ToString();
    }

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
internal sealed record LogPoint(double X, double Y, string Tip);
