namespace JouleTree.Reporting.Svg;

/// <summary>How wide a text is in Arial, Helvetica and Arimo, which are equally wide, and what of it fits.</summary>
internal static class TextWidth
{
    // Advance widths of the characters from the space to the tilde in thousandths of the font's size (Adobe's metrics of Helvetica).
    private static readonly short[] Advances =
    [
        278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556, 556, 556, 556,
        278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667,
        611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833,
        556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
    ];

    private const short Other = 600; // Letters with accents, Greek ones and signs have up to this; other scripts more.
    private const short Wide = 1000;

    /// <summary>Width in pixels.</summary>
    /// <param name="text">The text.</param>
    /// <param name="size">Size of the font in pixels.</param>
    /// <param name="bold">Bold letters, which are wider.</param>
    public static double Of(string text, double size, bool bold = false) =>
        text.Sum(c => c is >= ' ' and <= '~' ? Advances[c - ' '] : c is '…' or >= '\u1100' and not '−' ? Wide : Other)
            * size * (bold ? 1.08 : 1) / 1000;

    /// <summary>Width in pixels of the widest of some texts; 0 without any.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="size">Size of the font in pixels.</param>
    public static double Widest(IEnumerable<string> texts, double size) => texts.Select(text => Of(text, size)).DefaultIfEmpty(0).Max();

    /// <summary>The beginning of a text that fits into a width; empty where next to nothing would be left.</summary>
    public static string Head(string text, double width, double size) =>
        Of(text, size) <= width ? text : Cut(text, width, size, length => text[..length] + "…");

    /// <summary>Beginning and end of a text that fits: names of variants differ in their last words.</summary>
    public static string Middle(string text, double width, double size) =>
        Of(text, size) <= width ? text : Cut(text, width, size, length => text[..(length / 2)] + "…" + text[^(length - (length / 2))..]);

    /// <summary>
    /// A scope that fits: as few parts as it takes, those at the left first, are their first letters
    /// (<c>e.0.intermediate.dense</c>); numbers and the last part stay. Where that does not do it is its end.
    /// </summary>
    public static string Scope(string scope, double width, double size)
    {
        string[] parts = scope.Split('.');
        for (int part = 0; part < parts.Length - 1 && Of(string.Join('.', parts), size) > width; part++)
        {
            if (parts[part] is [not (>= '0' and <= '9'), _, ..])
                parts[part] = parts[part][..1];
        }

        string text = string.Join('.', parts);
        return Of(text, size) <= width ? text : Cut(text, width, size, length => "…" + text[^length..]);
    }

    /// <summary>Lines of whole words, none wider than a width if its words are not.</summary>
    public static IReadOnlyList<string> Lines(string text, double width, double size, bool bold = false)
    {
        List<string> lines = [];
        foreach (string word in text.Split(' '))
        {
            if (lines.Count > 0 && Of($"{lines[^1]} {word}", size, bold) <= width)
                lines[^1] += " " + word;
            else
                lines.Add(Of(word, size, bold) <= width ? word : Head(word, width / (bold ? 1.08 : 1), size));
        }

        return lines;
    }

    private static string Cut(string text, double width, double size, Func<int, string> cut)
    {
        for (int length = text.Length - 1; length >= 2; length--)
        {
            if (Of(cut(length), size) <= width)
                return cut(length);
        }

        return "";
    }
}
