namespace JouleTree.Reporting.Svg;

/// <summary>Colours that people with any form of colour blindness tell apart (Okabe and Ito 2008).</summary>
internal static class Palette
{
    private static readonly string[] Colours =
        ["#0072B2", "#E69F00", "#009E73", "#D55E00", "#CC79A7", "#56B4E9", "#000000", "#8C6D31"];

    /// <summary>Number of colours; series beyond are better gathered as one.</summary>
    public static int Count => Colours.Length;

    /// <summary>Colour of a series.</summary>
    /// <param name="series">Number of the series from 0; beyond the last the colours repeat.</param>
    public static string Of(int series) => Colours[series % Colours.Length];

    /// <summary>True where white text reads better on a series' colour than black (contrast of WCAG 2).</summary>
    /// <param name="series">Number of the series from 0, or null for the grey of what has no colour.</param>
    public static bool IsDark(int? series) => series is { } index && Dark[index % Dark.Length];

    // Relative luminance below 0.179, where contrast with black equals that with white.
    private static readonly bool[] Dark = [.. Colours.Select(colour => Luminance(colour) < 0.179)];

    private static double Luminance(string colour)
    {
        double sum = 0;
        for (int part = 0; part < 3; part++)
        {
            double value = Convert.ToInt32(colour.Substring(1 + (2 * part), 2), 16) / 255.0;
            sum += (value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4))
                * (part switch { 0 => 0.2126, 1 => 0.7152, _ => 0.0722 });
        }

        return sum;
    }
}
