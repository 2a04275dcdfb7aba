using System.Globalization;
using System.Text;

namespace JouleTree.Core.Results;

/// <summary>
/// Text that a terminal only shows. Names come from files and may hold what a terminal would obey: escape codes, line ends, marks that
/// turn the direction of writing. Such a character is shown by its number, as in <c>\u001b[31m</c>.
/// </summary>
internal static class Harmless
{
    /// <summary>A name, message or cell, which is one line.</summary>
    /// <param name="name">Any text.</param>
    public static string Line(string name) => Of(name, isText: false);

    /// <summary>A text of several lines, whose line ends are its own.</summary>
    /// <param name="text">Text whose names are harmless lines.</param>
    public static string Lines(string text) => Of(text, isText: true);

    private static bool IsObeyed(char code) => char.IsControl(code)
        || code is '\u061c' or '\u200e' or '\u200f' or (>= '\u2028' and <= '\u202e') or (>= '\u2066' and <= '\u2069') or '\ufeff';

    private static string Of(string text, bool isText)
    {
        int at = 0;
        while (at < text.Length && (!IsObeyed(text[at]) || (isText && text[at] == '\n')))
            at++;
        if (at == text.Length)
            return text;
        StringBuilder shown = new(text.Length + 16);
        shown.Append(text, 0, at);
        foreach (char code in text.AsSpan(at))
        {
            if (IsObeyed(code) && !(isText && code == '\n'))
                shown.Append(CultureInfo.InvariantCulture, $"\\u{(int)code:x4}");
            else
                shown.Append(code);
        }

        return shown.ToString();
    }
}
