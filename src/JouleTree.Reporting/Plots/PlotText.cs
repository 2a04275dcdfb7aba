using System.Globalization;
using JouleTree.Core.Trees;

namespace JouleTree.Reporting.Plots;

/// <summary>Texts that the pictures share.</summary>
internal static class PlotText
{
    private static readonly (double Factor, string Prefix)[] Prefixes =
        [(1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k"), (1, ""), (1e-3, "m"), (1e-6, "µ"), (1e-9, "n"), (1e-12, "p")];

    /// <summary>A number of three significant digits with an SI prefix.</summary>
    public static string Si(double value, string unit)
    {
        if (value == 0)
            return $"0 {unit}".TrimEnd();
        (double factor, string prefix) = Prefixes.FirstOrDefault(one => Math.Abs(value) >= one.Factor * 0.9995, Prefixes[^1]);
        return string.Create(CultureInfo.InvariantCulture, $"{value / factor:G3} {prefix}{unit}").TrimEnd();
    }

    /// <summary>The workload of a tree.</summary>
    public static string Workload(ModelTree tree)
    {
        string text = tree.ModelName;
        if (tree.BatchSize is { } batch)
            text += string.Create(CultureInfo.InvariantCulture, $", batch {batch}");
        if (tree.SequenceLength is { } length)
            text += string.Create(CultureInfo.InvariantCulture, $", length {length}");
        return text;
    }

    /// <summary>A text cut to a width in pixels at 12 pixels height; empty where next to nothing would be left.</summary>
    public static string Fit(string text, double width)
    {
        int characters = (int)(width / 6.8);
        if (text.Length <= characters)
            return text;
        return characters >= 3 ? text[..(characters - 1)] + "…" : "";
    }

    /// <summary>The end of a text, which tells more of a scope than its beginning.</summary>
    public static string Tail(string text, int characters) => text.Length <= characters ? text : "…" + text[^(characters - 1)..];
}
