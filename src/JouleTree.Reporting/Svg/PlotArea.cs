namespace JouleTree.Reporting.Svg;

/// <summary>The rectangle between two axes.</summary>
/// <param name="canvas">Where.</param>
/// <param name="left">Left edge.</param>
/// <param name="top">Upper edge.</param>
/// <param name="width">Width without numbers and titles.</param>
/// <param name="height">Height without them.</param>
/// <param name="across">Horizontal axis.</param>
/// <param name="up">Vertical axis.</param>
internal sealed class PlotArea(SvgCanvas canvas, double left, double top, double width, double height, Axis across, Axis up)
{
    /// <summary>Colour of the line at 0.</summary>
    public const string Base = "#57606a";

    /// <summary>Colour of the other lines.</summary>
    public const string Line = "#d8dee4";

    /// <summary>Right edge.</summary>
    public double Right => left + width;

    /// <summary>Upper edge.</summary>
    public double Top => top;

    /// <summary>Lower edge.</summary>
    public double Bottom => top + height;

    /// <summary>Width that numbers and title of a vertical axis take.</summary>
    public static double LeftMargin(Axis up, double em) => TextWidth.Widest(up.Ticks.Select(up.Label), em) + (2.5 * em);

    /// <summary>Height that numbers and title of a horizontal axis take.</summary>
    public static double BottomMargin(double em) => 3.6 * em;

    /// <summary>Place of a value.</summary>
    public double X(double value) => left + (width * across.Place(value));

    /// <summary>Place of a value.</summary>
    public double Y(double value) => Bottom - (height * up.Place(value));

    /// <summary>Draws lines, numbers and titles.</summary>
    /// <param name="withVerticalLines">Also a line for each number of the horizontal axis.</param>
    public void Draw(bool withVerticalLines = false)
    {
        double em = canvas.Em;
        foreach (double tick in up.Ticks)
        {
            canvas.Line(left, Y(tick), Right, Y(tick), tick == 0 ? Base : Line);
            canvas.Text(left - (0.6 * em), Y(tick) + (0.36 * em), up.Label(tick), "end");
        }

        foreach (double tick in across.Ticks)
        {
            canvas.Line(X(tick), withVerticalLines ? top : Bottom, X(tick), Bottom + (0.35 * em), withVerticalLines ? Line : Base);
            canvas.Text(X(tick), Bottom + (1.5 * em), across.Label(tick), "middle");
        }

        canvas.Text(left + (width / 2), Bottom + (3 * em), TextWidth.Head(across.Title, width + (4 * em), em), "middle");
        canvas.Text(
            left - LeftMargin(up, em) + (1.1 * em), top + (height / 2), TextWidth.Head(up.Title, height + (2 * em), em), "middle",
            turned: true);
    }
}
