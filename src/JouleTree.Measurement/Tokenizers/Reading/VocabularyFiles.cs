using JouleTree.Core.Errors;
using JouleTree.Measurement.Tokenizers.Models;
using JouleTree.Measurement.Tokenizers.Preparing;

namespace JouleTree.Measurement.Tokenizers.Reading;

/// <summary>
/// Tokenizers of vocabularies alone, which do not say how text is normalised: the conventions of their families fill that in.
/// </summary>
internal static class VocabularyFiles
{
    private const string EndOfWord = "</w>";

    /// <summary>
    /// BERT's vocab.txt, a token a line. Where no token has a capital letter, text is lowered, as the uncased models are.
    /// </summary>
    public static TextTokenizer WordPiece(IReadOnlyList<string> lines)
    {
        string[] tokens = [.. lines.Reverse().SkipWhile(line => line.Length == 0).Reverse()];
        Vocabulary vocabulary = new(tokens.Select((token, id) => KeyValuePair.Create(token, id)));
        bool lowerCase = !Array.Exists(tokens, token => !IsSpecial(token) && token.Any(char.IsUpper));
        WordPieceModel model = new(vocabulary);
        return new TextTokenizer(
            new AddedTokens(tokens.Select((token, id) => (token, id))
                .Where(token => IsSpecial(token.token) && !token.token.StartsWith("[unused", StringComparison.Ordinal))),
            Normalizing.Bert(lowerCase: lowerCase),
            (text, _) => Splitting.Bert(text),
            model,
            Known(model, "[CLS]"),
            Known(model, "[SEP]"))
        { PaddingId = model.IdOf("[PAD]") ?? 0 };
    }

    /// <summary>
    /// GPT-2's and RoBERTa's pair of files, on bytes; or OpenAI GPT's, whose words end in a mark and are lowered and split
    /// as BERT's (the fallback of its authors' library, where spaCy is not installed).
    /// </summary>
    public static TextTokenizer BytePair(Dictionary<string, int> tokens, IEnumerable<string> merges)
    {
        Vocabulary vocabulary = new(tokens);
        (string, string)[] pairs =
        [
            .. merges.Where(line => line.Length > 0 && !line.StartsWith("#version", StringComparison.Ordinal)).Select((line, index) =>
                line.Split(' ') is [var left, var right]
                    ? (left, right)
                    : throw new InputException($"merge {index + 1}, '{line}', is no pair of tokens, expected two with a space between")),
        ];
        if (tokens.Keys.Any(token => token.EndsWith(EndOfWord, StringComparison.Ordinal)))
        {
            BytePairModel words = new(vocabulary, pairs) { EndOfWord = EndOfWord, Unknown = tokens.ContainsKey("<unk>") ? "<unk>" : null };
            return new TextTokenizer(new AddedTokens([]), Normalizing.Bert(), (text, _) => Splitting.Bert(text), words, [], []);
        }

        BytePairModel model = new(vocabulary, pairs) { Unknown = tokens.ContainsKey("<unk>") ? "<unk>" : null };
        return new TextTokenizer(
            new AddedTokens(((string[])["<s>", "</s>", "<pad>", "<mask>", "<|endoftext|>"]).Where(tokens.ContainsKey)
                .Select(token => (token, tokens[token]))),
            text => text,
            (text, _) => Splitting.ByteLevel(text, addPrefixSpace: false, useRegex: true),
            model,
            tokens.ContainsKey("</s>") ? Known(model, "<s>") : [],
            Known(model, "</s>"))
        { PaddingId = model.IdOf("<pad>") ?? 0 };
    }

    private static bool IsSpecial(string token) => token.Length > 2 && token[0] == '[' && token[^1] == ']';

    private static int[] Known(ITokenModel model, string token) => model.IdOf(token) is { } id ? [id] : [];
}
