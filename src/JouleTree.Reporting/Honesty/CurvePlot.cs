using System.Globalization;
using JouleTree.Core.Errors;
using JouleTree.Core.Evaluation.Honesty;
using JouleTree.Reporting.Svg;

namespace JouleTree.Reporting.Honesty;

/// <summary>Three curves, one a kind of node, over a number.</summary>
internal static class CurvePlot
{
    private const double NaturalWidth = 520;

    /// <summary>Names of the pictures: coverage of intervals by their nominal level, and errors by number of training models.</summary>
    public static IReadOnlyList<string> Names { get; } = ["calibration", "learning"];

    /// <summary>A picture.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="rows">Its rows.</param>
    /// <param name="style">Sizes.</param>
    /// <exception cref="InputException">There are no rows.</exception>
    /// <exception cref="ArgumentException">No picture has that name.</exception>
    public static string Render(string name, IReadOnlyList<ErrorRow> rows, PictureStyle style)
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (rows.Count == 0)
            throw new InputException($"the picture {name} has no points: a learning curve takes three models or more");
        return name switch
        {
            "calibration" => Calibration(rows, style),
            "learning" => Learning(rows, style),
            _ => throw new ArgumentException($"'{name}' is no picture; there are {string.Join(", ", Names)}", nameof(name)),
        };
    }

    /// <summary>How often measured energies lie in intervals of some nominal levels.</summary>
    /// <param name="rows">Shares by level, at least one.</param>
    /// <param name="style">Sizes.</param>
    private static string Calibration(IReadOnlyList<ErrorRow> rows, PictureStyle style) => Of(
        "Coverage of intervals", "share of left-out nodes inside; on the grey line intervals are as honest as they say", rows,
        "nominal level [%]", "inside [%]", 100, diagonal: true, style);

    /// <summary>Errors on left-out models after training on some of the others.</summary>
    /// <param name="rows">Errors by number of models, at least one.</param>
    /// <param name="style">Sizes.</param>
    private static string Learning(IReadOnlyList<ErrorRow> rows, PictureStyle style) => Of(
        "Learning curve", "mean error of nodes of left-out models", rows, "models trained on", "error [%]", 1, diagonal: false, style);

    /// <summary>The plot as SVG.</summary>
    /// <param name="title">What it shows.</param>
    /// <param name="about">What points and lines mean.</param>
    /// <param name="rows">Rows whose names are numbers.</param>
    /// <param name="across">Label of the horizontal axis.</param>
    /// <param name="up">Label of the vertical axis.</param>
    /// <param name="toPercent">Factor from a row's name to the horizontal axis.</param>
    /// <param name="diagonal">True to draw where both axes are equal.</param>
    /// <param name="style">Sizes.</param>
    private static string Of(
        string title, string about, IReadOnlyList<ErrorRow> rows, string across, string up, double toPercent, bool diagonal,
        PictureStyle style)
    {
        double[] places = [.. rows.Select(row => toPercent * double.Parse(row.Name, CultureInfo.InvariantCulture))];
        (string Name, Func<ErrorRow, double?> Value)[] kinds =
            [("ml", row => row.Primitive), ("module", row => row.Module), ("model", row => row.Model)];
        SvgCanvas canvas = new(style, NaturalWidth, title);
        double em = canvas.Em;
        double top = canvas.Heading(title, about);
        SeriesKey key = new([.. kinds.Select(kind => kind.Name)], canvas.Width - (2 * em), em);
        double start = top + key.Height + (0.6 * em);
        double height = style.Stretch(start + PlotArea.BottomMargin(em), 0.42 * canvas.Width, 8 * em);
        Axis vertical = Axis.FromZero(
            up, Math.Max(1e-6, rows.Max(row => kinds.Max(kind => kind.Value(row) ?? 0))), height, 2.4 * em);
        double left = em + PlotArea.LeftMargin(vertical, em);
        double width = canvas.Width - left - key.Width - (1.6 * em);
        style.DemandWidth(width, canvas.Width);
        double low = diagonal ? places.Min() - 5 : places.Min() - 0.25;
        Axis horizontal = Axis.At(across, places, low, diagonal ? 100 : places.Max() + 0.25, width, 2.6 * em);
        PlotArea plot = new(canvas, left, start, width, height, horizontal, vertical);
        plot.Draw();
        if (diagonal)
            canvas.Line(plot.X(low), plot.Y(low), plot.X(100), plot.Y(100), PlotArea.Base);
        (double X, double Y)?[] ends = new (double X, double Y)?[kinds.Length];
        for (int series = 0; series < kinds.Length; series++)
        {
            (double X, double Y)[] points = [.. rows.Zip(places)
                .Where(pair => kinds[series].Value(pair.First) is not null)
                .Select(pair => (plot.X(pair.Second), plot.Y(kinds[series].Value(pair.First)!.Value)))];
            canvas.Path(points, Palette.Of(series));
            foreach ((double x, double y) in points)
                canvas.Marker(x, y, series);
            ends[series] = points.Length > 0 ? points[^1] : null;
        }

        key.DrawAtEnds(canvas, em, top, plot, ends);
        canvas.Height = plot.Bottom + PlotArea.BottomMargin(em);
        return canvas.ToString();
    }
}
