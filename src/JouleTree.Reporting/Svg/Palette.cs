namespace JouleTree.Reporting.Svg;

/// <summary>Colours that people with any form of colour blindness tell apart (Okabe and Ito 2008).</summary>
public static class Palette
{
    private static readonly string[] Colours =
        ["#0072B2", "#E69F00", "#009E73", "#D55E00", "#CC79A7", "#56B4E9", "#000000", "#8C6D31"];

    /// <summary>Number of colours; series beyond are better gathered as one.</summary>
    public static int Count => Colours.Length;

    /// <summary>Colour of a series.</summary>
    /// <param name="series">Number of the series from 0; beyond the last the colours repeat.</param>
    public static string Of(int series) => Colours[series % Colours.Length];
}
