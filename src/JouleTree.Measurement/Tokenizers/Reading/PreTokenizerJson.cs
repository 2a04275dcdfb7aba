using System.Text.Json;
using System.Text.RegularExpressions;
using JouleTree.Core.Errors;
using JouleTree.Measurement.Tokenizers.Preparing;

namespace JouleTree.Measurement.Tokenizers.Reading;

/// <summary>Reads the member <c>pre_tokenizer</c> of a tokenizer.json.</summary>
internal static class PreTokenizerJson
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>A splitter; told whether the text is at the beginning of its document.</summary>
    public static Func<string, bool, IEnumerable<string>> Read(JsonElement json)
    {
        switch (TokenizerJson.TypeOf(json))
        {
            case "Sequence":
                Func<string, bool, IEnumerable<string>>[] steps = [.. json.GetProperty("pretokenizers").EnumerateArray().Select(Read)];
                return (text, isFirst) => steps.Aggregate(
                    (IEnumerable<string>)[text],
                    (parts, step) => parts.SelectMany((part, index) => step(part, isFirst && index == 0)).ToArray());
            case "BertPreTokenizer":
                return (text, _) => Splitting.Bert(text);
            case "ByteLevel":
                bool prefix = TokenizerJson.Flag(json, "add_prefix_space", true);
                bool useRegex = TokenizerJson.Flag(json, "use_regex", true);
                return (text, _) => Splitting.ByteLevel(text, prefix, useRegex);
            case "Metaspace":
                string replacement = TokenizerJson.Text(json, "replacement") ?? "▁";
                string scheme = TokenizerJson.Text(json, "prepend_scheme")
                    ?? (TokenizerJson.Flag(json, "add_prefix_space", true) ? "always" : "never");
                bool split = TokenizerJson.Flag(json, "split", true);
                return (text, isFirst) =>
                    Splitting.Metaspace(text, replacement, scheme == "always" || (scheme == "first" && isFirst), split);
            case "WhitespaceSplit":
                return (text, _) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            case "Whitespace":
                return ByPattern(new Regex(@"\w+|[^\w\s]+", RegexOptions.CultureInvariant, Patience), "Removed", invert: true);
            case "Punctuation":
                return (text, _) => Punctuation(text);
            case "Digits":
                return ByPattern(
                    new Regex(TokenizerJson.Flag(json, "individual_digits", false) ? @"\p{N}" : @"\p{N}+", RegexOptions.CultureInvariant,
                        Patience), "Isolated", invert: false);
            case "Split":
                return ByPattern(Pattern(json.GetProperty("pattern")), TokenizerJson.Text(json, "behavior") ?? "Isolated",
                    TokenizerJson.Flag(json, "invert", false));
            case var type:
                throw TokenizerJson.Unknown("pre_tokenizer", type);
        }
    }

    /// <summary>A pattern, given as <c>{"String": "..."}</c> or <c>{"Regex": "..."}</c>.</summary>
    public static Regex Pattern(JsonElement json)
    {
        string text = TokenizerJson.Text(json, "String") is { } literal ? Regex.Escape(literal) : json.GetProperty("Regex").GetString()!;
        try
        {
            return new Regex(text, RegexOptions.CultureInvariant, Patience);
        }
        catch (ArgumentException error)
        {
            throw new InputException(new InputPlace(Field: "pattern"),
                $"'{text}' is a pattern that is not understood, expected a regular expression of .NET: {error.Message}", error);
        }
    }

    private static Func<string, bool, IEnumerable<string>> ByPattern(Regex pattern, string behavior, bool invert) =>
        behavior is "Removed" or "Isolated" or "MergedWithPrevious" or "MergedWithNext"
        ? (text, _) => Splitting.Pattern(text, pattern, behavior, invert)
        : throw TokenizerJson.Unknown("pre_tokenizer.behavior", behavior);

    private static IEnumerable<string> Punctuation(string text)
    {
        int start = 0;
        int place = 0;
        foreach (string character in Characters.Of(text))
        {
            if (Characters.IsPunctuation(System.Text.Rune.GetRuneAt(character, 0)))
            {
                if (place > start)
                    yield return text[start..place];
                yield return character;
                start = place + character.Length;
            }

            place += character.Length;
        }

        if (start < text.Length)
            yield return text[start..];
    }
}
