using System.Globalization;
using System.Text;

namespace JouleTree.Measurement.Tokenizers.Preparing;

/// <summary>Steps that bring a text into the form that a vocabulary was made from.</summary>
internal static class Normalizing
{
    /// <summary>
    /// BERT's: control characters go, white space becomes spaces, Chinese characters stand apart, lower case without accents.
    /// </summary>
    public static Func<string, string> Bert(bool clean = true, bool separateIdeographs = true, bool lowerCase = true,
        bool? stripAccents = null) => text =>
    {
        StringBuilder result = new(text.Length);
        foreach (Rune character in text.EnumerateRunes())
        {
            if (clean && (character.Value is 0 or 0xFFFD || Characters.IsControl(character)))
                continue;
            if (clean && Characters.IsWhiteSpace(character))
                result.Append(' ');
            else if (separateIdeographs && Characters.IsIdeograph(character))
                result.Append(' ').Append(character).Append(' ');
            else
                result.Append(character);
        }

        string normal = result.ToString();
        if (stripAccents ?? lowerCase)
            normal = StripAccents(UnicodeForms.Decompose(normal, compatibility: false));
        return lowerCase ? normal.ToLowerInvariant() : normal;
    };

    /// <summary>Removes combining marks; accents are such only in a decomposed text.</summary>
    public static string StripAccents(string text)
    {
        StringBuilder result = new(text.Length);
        foreach (Rune character in text.EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(character) != UnicodeCategory.NonSpacingMark)
                result.Append(character);
        }

        return result.ToString();
    }
}
