using System.Globalization;

namespace JouleTree.Reporting.Svg;

/// <summary>The lines of a plot's vertical axis with their numbers at the left.</summary>
internal static class Grid
{
    private const string Base = "#57606a";
    private const string Line = "#d8dee4";

    /// <summary>Draws the lines.</summary>
    /// <param name="canvas">Where.</param>
    /// <param name="ticks">Values of the lines.</param>
    /// <param name="left">Left edge of the plot.</param>
    /// <param name="right">Right edge of the plot.</param>
    /// <param name="y">Place of a value.</param>
    /// <param name="label">Text of a value; null for the plain number.</param>
    /// <param name="size">Height of the font.</param>
    public static void Draw(
        SvgCanvas canvas, IReadOnlyList<double> ticks, double left, double right, Func<double, double> y, Func<double, string>? label =
            null, double size = 11)
    {
        foreach (double tick in ticks)
        {
            canvas.Line(left, y(tick), right, y(tick), tick == 0 ? Base : Line);
            canvas.Text(left - 8, y(tick) + 4, label?.Invoke(tick) ?? tick.ToString("0.######", CultureInfo.InvariantCulture), "end",
                size);
        }
    }
}
