using System.Text;
using System.Text.RegularExpressions;

namespace JouleTree.Measurement.Tokenizers.Preparing;

/// <summary>Steps that split a text into words.</summary>
internal static partial class Splitting
{
    private static readonly string[] ByteCharacters = MakeByteCharacters();

    /// <summary>BERT's: at white space, which goes, and around each punctuation mark.</summary>
    public static IEnumerable<string> Bert(string text)
    {
        StringBuilder word = new();
        foreach (Rune character in text.EnumerateRunes())
        {
            bool apart = Characters.IsPunctuation(character);
            if ((apart || Characters.IsWhiteSpace(character)) && word.Length > 0)
            {
                yield return word.ToString();
                word.Clear();
            }

            if (apart)
                yield return character.ToString();
            else if (!Characters.IsWhiteSpace(character))
                word.Append(character);
        }

        if (word.Length > 0)
            yield return word.ToString();
    }

    /// <summary>GPT-2's: words with the space before them, numbers, contractions; each byte then becomes a printable character.</summary>
    public static IEnumerable<string> ByteLevel(string text, bool addPrefixSpace, bool useRegex)
    {
        if (addPrefixSpace && !text.StartsWith(' '))
            text = " " + text;
        IEnumerable<string> words = useRegex ? Gpt2Words().Matches(text).Select(match => match.Value) : [text];
        return words.Select(word => string.Concat(Encoding.UTF8.GetBytes(word).Select(value => ByteCharacters[value])));
    }

    /// <summary>SentencePiece's: spaces become a visible character, and each begins a word.</summary>
    public static IEnumerable<string> Metaspace(string text, string replacement, bool prepend, bool split)
    {
        text = text.Replace(" ", replacement, StringComparison.Ordinal);
        if (prepend && !text.StartsWith(replacement, StringComparison.Ordinal))
            text = replacement + text;
        if (!split)
        {
            yield return text;
            yield break;
        }

        int start = 0;
        for (int next; start < text.Length; start = next)
        {
            next = text.IndexOf(replacement, start + 1, StringComparison.Ordinal);
            next = next < 0 ? text.Length : next;
            yield return text[start..next];
        }
    }

    /// <summary>At matches of a pattern, or between them.</summary>
    public static IEnumerable<string> Pattern(string text, Regex pattern, string behavior, bool invert)
    {
        List<(string Text, bool IsMatch)> parts = [];
        int start = 0;
        foreach (Match match in pattern.Matches(text))
        {
            if (match.Index > start)
                parts.Add((text[start..match.Index], invert));
            if (match.Length > 0)
                parts.Add((match.Value, !invert));
            start = match.Index + match.Length;
        }

        if (start < text.Length)
            parts.Add((text[start..], invert));
        return behavior switch
        {
            "Removed" => parts.Where(part => !part.IsMatch).Select(part => part.Text),
            "MergedWithPrevious" => Merge(parts, withNext: false),
            "MergedWithNext" => Merge(parts, withNext: true),
            _ => parts.Select(part => part.Text),
        };
    }

    private static List<string> Merge(List<(string Text, bool IsMatch)> parts, bool withNext)
    {
        List<string> merged = [];
        bool isOpen = false;
        foreach ((string text, bool isMatch) in parts)
        {
            bool joins = merged.Count > 0 && (withNext ? isOpen && !isMatch : isMatch && isOpen);
            if (joins)
                merged[^1] += text;
            else
                merged.Add(text);
            isOpen = withNext ? isMatch : !isMatch;
        }

        return merged;
    }

    // Printable bytes stand for themselves; the others are moved, in their order, behind the first 256 characters.
    private static string[] MakeByteCharacters()
    {
        string[] characters = new string[256];
        int moved = 0;
        for (int value = 0; value < characters.Length; value++)
        {
            bool isPrintable = value is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or (>= 0xAE and <= 0xFF);
            characters[value] = ((char)(isPrintable ? value : 256 + moved++)).ToString();
        }

        return characters;
    }

    [GeneratedRegex(@"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Gpt2Words();
}
