using System.Globalization;
using JouleTree.Core.Evaluation.Honesty;
using JouleTree.Reporting.Svg;

namespace JouleTree.Reporting.Honesty;

/// <summary>Three curves, one a kind of node, over a number.</summary>
internal static class CurvePlot
{
    private const double Width = 520;
    private const double Height = 300;
    private const double Left = 60;
    private const double Top = 36;
    private const double Right = 90;
    private const double Bottom = 46;

    /// <summary>The plot as SVG.</summary>
    /// <param name="title">What it shows.</param>
    /// <param name="rows">Rows whose names are numbers.</param>
    /// <param name="across">Label of the horizontal axis.</param>
    /// <param name="up">Label of the vertical axis.</param>
    /// <param name="toPercent">Factor from a row's name to the horizontal axis.</param>
    /// <param name="diagonal">True to draw where both axes are equal.</param>
    public static string Of(string title, IReadOnlyList<ErrorRow> rows, string across, string up, double toPercent, bool diagonal)
    {
        double[] places = [.. rows.Select(row => toPercent * double.Parse(row.Name, CultureInfo.InvariantCulture))];
        IReadOnlyList<double> ticksUp =
            Ticks.UpTo(Math.Max(1e-6, rows.Max(row => Math.Max(row.Primitive ?? 0, Math.Max(row.Module ?? 0, row.Model ?? 0)))));
        double low = diagonal ? places.Min() - 5 : places.Min() - 0.25;
        double high = diagonal ? 100 : places.Max() + 0.25;
        SvgCanvas canvas = new(Width, Height, title);
        canvas.Text(Left, 20, title, size: 14, bold: true);
        Grid.Draw(canvas, ticksUp, Left, Width - Right, Y);
        foreach (double place in places)
            canvas.Text(X(place), Height - Bottom + 16, place.ToString("0.###", CultureInfo.InvariantCulture), "middle", 11);
        canvas.Text((Left + Width - Right) / 2, Height - 10, across, "middle", 12);
        canvas.Text(16, (Top + Height - Bottom) / 2, up, "middle", 12, turned: true);
        if (diagonal)
            canvas.Line(X(low), Y(low), X(100), Y(100), "#8c959f");
        Curve("ml", 0, row => row.Primitive);
        Curve("module", 1, row => row.Module);
        Curve("model", 2, row => row.Model);
        return canvas.ToString();

        double X(double value) => Left + ((value - low) / (high - low) * (Width - Left - Right));
        double Y(double value) => Height - Bottom - (value / ticksUp[^1] * (Height - Top - Bottom));

        void Curve(string name, int series, Func<ErrorRow, double?> value)
        {
            (double X, double Y)[] points =
                [.. rows.Select((row, index) => (Place: places[index], Value: value(row))).Where(point => point.Value is not null)
                    .Select(point => (X(point.Place), Y(point.Value!.Value)))];
            canvas.Path(points, Palette.Of(series));
            foreach ((double x, double y) in points)
                canvas.Marker(x, y, series, Palette.Of(series));
            canvas.Marker(Width - Right + 14, Top + 10 + (20 * series), series, Palette.Of(series));
            canvas.Text(Width - Right + 24, Top + 14 + (20 * series), name);
        }
    }
}
