using System.Text.Json;
using System.Text.RegularExpressions;
using JouleTree.Measurement.Tokenizers.Preparing;

namespace JouleTree.Measurement.Tokenizers.Reading;

/// <summary>Reads the member <c>normalizer</c> of a tokenizer.json.</summary>
internal static class NormalizerJson
{
    public static Func<string, string> Read(JsonElement json)
    {
        switch (TokenizerJson.TypeOf(json))
        {
            case "Sequence":
                Func<string, string>[] steps = [.. json.GetProperty("normalizers").EnumerateArray().Select(Read)];
                return text => steps.Aggregate(text, (current, step) => step(current));
            case "BertNormalizer":
                return Normalizing.Bert(
                    TokenizerJson.Flag(json, "clean_text", true), TokenizerJson.Flag(json, "handle_chinese_chars", true),
                    TokenizerJson.Flag(json, "lowercase", true), TokenizerJson.Find(json, "strip_accents")?.GetBoolean());
            case "Lowercase":
                return text => text.ToLowerInvariant();
            case "NFC":
                return text => UnicodeForms.Compose(text, compatibility: false);
            case "NFD":
                return text => UnicodeForms.Decompose(text, compatibility: false);
            case "NFKC":
                return text => UnicodeForms.Compose(text, compatibility: true);
            case "NFKD":
                return text => UnicodeForms.Decompose(text, compatibility: true);
            case "StripAccents":
                return Normalizing.StripAccents;
            case "Strip":
                bool left = TokenizerJson.Flag(json, "strip_left", true);
                bool right = TokenizerJson.Flag(json, "strip_right", true);
                return text => (left, right) switch
                {
                    (true, true) => text.Trim(),
                    (true, false) => text.TrimStart(),
                    (false, true) => text.TrimEnd(),
                    _ => text,
                };
            case "Prepend":
                string prefix = json.GetProperty("prepend").GetString()!;
                return text => text.Length > 0 ? prefix + text : text;
            case "Replace":
                string content = json.GetProperty("content").GetString()!;
                if (TokenizerJson.Text(json.GetProperty("pattern"), "String") is { } literal)
                    return text => text.Replace(literal, content, StringComparison.Ordinal);
                Regex pattern = PreTokenizerJson.Pattern(json.GetProperty("pattern"));
                return text => pattern.Replace(text, _ => content);
            case "Precompiled":
                return TokenizerJson.Text(json, "precompiled_charsmap") is { Length: > 0 } map
                    ? new CharacterMap(Convert.FromBase64String(map)).Normalize
                    : text => text;
            case var type:
                throw TokenizerJson.Unknown("normalizer", type);
        }
    }
}
