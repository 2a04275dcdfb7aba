using System.Buffers;
using System.Globalization;
using System.Text;

namespace JouleTree.Core.Results;

/// <summary>
/// Text that a terminal only shows. Names come from files and may hold what a terminal would obey: escape codes, line ends, marks that
/// turn the direction of writing. Such a character is shown by its number, as in <c>\u001b[31m</c>.
/// </summary>
internal static class Harmless
{
    private static readonly char[] Obeyed =
    [
        .. Enumerable.Range(0, 0x20).Concat(Enumerable.Range(0x7f, 0x21)).Select(code => (char)code),
        '\u061c', '\u200e', '\u200f', '\u2028', '\u2029',
        '\u202a', '\u202b', '\u202c', '\u202d', '\u202e', '\u2066', '\u2067', '\u2068', '\u2069', '\ufeff',
    ];

    private static readonly SearchValues<char> InNames = SearchValues.Create(Obeyed);
    private static readonly SearchValues<char> InTexts = SearchValues.Create([.. Obeyed.Where(code => code != '\n')]);

    /// <summary>A name, message or cell, which is one line.</summary>
    /// <param name="name">Any text.</param>
    public static string Line(string name) => Of(name, InNames);

    /// <summary>A text of several lines, whose line ends are its own.</summary>
    /// <param name="text">Text whose names are harmless lines.</param>
    public static string Lines(string text) => Of(text, InTexts);

    private static string Of(string text, SearchValues<char> obeyed)
    {
        int at = text.AsSpan().IndexOfAny(obeyed);
        if (at < 0)
            return text;
        StringBuilder shown = new(text.Length + 16);
        shown.Append(text, 0, at);
        foreach (char code in text.AsSpan(at))
        {
            if (obeyed.Contains(code))
                shown.Append(CultureInfo.InvariantCulture, $"\\u{(int)code:x4}");
            else
                shown.Append(code);
        }

        return shown.ToString();
    }
}
