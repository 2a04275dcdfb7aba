using System.Globalization;
using System.Text;

namespace JouleTree.Measurement.Tokenizers.Preparing;

/// <summary>Characters of a text as Unicode has them, and the kinds of them that tokenizers tell apart.</summary>
internal static class Characters
{
    public static int Count(string text) => text.EnumerateRunes().Count();

    public static IEnumerable<string> Of(string text)
    {
        for (int start = 0; start < text.Length;)
        {
            int width = char.IsSurrogatePair(text, start) ? 2 : 1;
            yield return text.Substring(start, width);
            start += width;
        }
    }

    public static bool IsWhiteSpace(Rune character) =>
        character.Value is ' ' or '\t' or '\n' or '\r' || Rune.GetUnicodeCategory(character) == UnicodeCategory.SpaceSeparator
            || Rune.IsWhiteSpace(character);

    /// <summary>Control characters and the like, those that are white space apart.</summary>
    public static bool IsControl(Rune character) => character.Value is not ('\t' or '\n' or '\r') && Rune.GetUnicodeCategory(character) is
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse or UnicodeCategory.Surrogate
            or UnicodeCategory.OtherNotAssigned;

    /// <summary>Punctuation as BERT has it: also the ASCII symbols that Unicode does not call so, such as $ and ^.</summary>
    public static bool IsPunctuation(Rune character) =>
        character.Value is (>= 33 and <= 47) or (>= 58 and <= 64) or (>= 91 and <= 96) or (>= 123 and <= 126)
        || Rune.GetUnicodeCategory(character) is UnicodeCategory.ConnectorPunctuation or UnicodeCategory.DashPunctuation
            or UnicodeCategory.OpenPunctuation or UnicodeCategory.ClosePunctuation or UnicodeCategory.InitialQuotePunctuation
            or UnicodeCategory.FinalQuotePunctuation or UnicodeCategory.OtherPunctuation;

    /// <summary>Chinese characters, which are words of their own in BERT (blocks of CJK ideographs).</summary>
    public static bool IsIdeograph(Rune character) => character.Value is
        (>= 0x4E00 and <= 0x9FFF) or (>= 0x3400 and <= 0x4DBF) or (>= 0x20000 and <= 0x2A6DF) or (>= 0x2A700 and <= 0x2B73F)
        or (>= 0x2B740 and <= 0x2B81F) or (>= 0x2B820 and <= 0x2CEAF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x2F800 and <= 0x2FA1F);
}
