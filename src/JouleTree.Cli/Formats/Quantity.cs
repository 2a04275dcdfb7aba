using System.Globalization;

namespace JouleTree.Cli.Formats;

/// <summary>Counts as people read them.</summary>
internal static class Quantity
{
    /// <summary>All digits in groups of three; <c>?</c> for unknown.</summary>
    /// <param name="count">A count.</param>
    public static string Exact(long? count) => count?.ToString("N0", CultureInfo.InvariantCulture) ?? "?";

    /// <summary>Four digits with a decimal prefix (k, M, G, T, P, E); <c>?</c> for unknown.</summary>
    /// <param name="count">A count of at least 0.</param>
    /// <param name="isLowerBound">Part of it is not known: <c>≥</c> goes before it.</param>
    /// <param name="isUpperBound">Part of it is the largest that can come: <c>≤</c> goes before it; <c>~</c> where both hold.</param>
    public static string Short(long? count, bool isLowerBound = false, bool isUpperBound = false)
    {
        if (count is not { } number)
            return "?";
        string text;
        if (number < 1000)
        {
            text = number.ToString(CultureInfo.InvariantCulture) + "  ";
        }
        else
        {
            double value = number;
            int prefix = -1;
            // 999,950 would be rounded to 1000.0 k.
            while (value >= 999.95 && prefix < 5)
            {
                value /= 1000;
                prefix++;
            }

            string digits = value.ToString(value < 9.9995 ? "0.000" : value < 99.995 ? "0.00" : "0.0", CultureInfo.InvariantCulture);
            text = $"{digits} {"kMGTPE"[prefix]}";
        }

        return (isLowerBound, isUpperBound) switch { (true, true) => "~ ", (true, _) => "≥ ", (_, true) => "≤ ", _ => "" } + text;
    }

    /// <summary>A share as a bar of ten cells with its percentage.</summary>
    /// <param name="share">From 0 to 1, or null for unknown.</param>
    public static string Bar(double? share)
    {
        if (share is not { } fraction)
            return "";
        int eighths = (int)Math.Round(Math.Clamp(fraction, 0, 1) * 80);
        string bar = new string('█', eighths / 8) + (eighths % 8 > 0 ? "▏▎▍▌▋▊▉"[(eighths % 8) - 1].ToString() : "");
        return $"{bar,-10} {(100 * fraction).ToString("0.0", CultureInfo.InvariantCulture),5} %";
    }

    /// <summary>A title that stands over the left end of bars.</summary>
    /// <param name="title">The title.</param>
    public static string BarTitle(string title) => title.PadRight(Bar(0).Length);
}
