using System.Text.Json.Nodes;
using JouleTree.Core.Errors;

namespace JouleTree.Measurement.Tokenizers.Reading;

/// <summary>
/// Writes a tokenizer.json for vocabularies alone, which do not say how text is normalised: the conventions of their families
/// fill that in.
/// </summary>
internal static class VocabularyFiles
{
    private const string EndOfWord = "</w>";
    private const string Unknown = "<unk>";

    /// <summary>
    /// BERT's vocab.txt, a token a line. Where no token has a capital letter, text is lowered, as the uncased models are.
    /// </summary>
    public static JsonObject WordPiece(IReadOnlyList<string> lines)
    {
        string[] tokens = [.. lines.Reverse().SkipWhile(line => line.Length == 0).Reverse()];
        JsonObject vocabulary = [];
        for (int id = 0; id < tokens.Length; id++)
            vocabulary[tokens[id]] = id;
        bool lowerCase = !Array.Exists(tokens, token => !IsSpecial(token) && token.Any(char.IsUpper));
        return new JsonObject
        {
            ["added_tokens"] = Added(vocabulary,
                tokens.Where(token => IsSpecial(token) && !token.StartsWith("[unused", StringComparison.Ordinal))),
            ["normalizer"] = BertNormalizer(lowerCase),
            ["pre_tokenizer"] = new JsonObject { ["type"] = "BertPreTokenizer" },
            ["post_processor"] = Around(vocabulary, "[CLS]", "[SEP]"),
            ["model"] = new JsonObject
            {
                ["type"] = "WordPiece",
                ["unk_token"] = "[UNK]",
                ["continuing_subword_prefix"] = "##",
                ["max_input_chars_per_word"] = 100,
                ["vocab"] = vocabulary,
            },
        };
    }

    /// <summary>
    /// GPT-2's and RoBERTa's pair of files, on bytes; or OpenAI GPT's, whose words end in a mark and are lowered and split
    /// as BERT's (the fallback of its authors' library, where spaCy is not installed).
    /// </summary>
    public static JsonObject BytePair(JsonObject vocabulary, IEnumerable<string> merges)
    {
        bool isOfWords = vocabulary.Any(token => token.Key.EndsWith(EndOfWord, StringComparison.Ordinal));
        JsonObject model = new()
        {
            ["type"] = "BPE",
            ["unk_token"] = vocabulary.ContainsKey(Unknown) ? Unknown : null,
            ["end_of_word_suffix"] = isOfWords ? EndOfWord : null,
            ["vocab"] = vocabulary,
            ["merges"] = new JsonArray(
                [.. merges.Where(line => line.Length > 0 && !line.StartsWith("#version", StringComparison.Ordinal)).Select(Pair)]),
        };
        return isOfWords
            ? new JsonObject
            {
                ["normalizer"] = BertNormalizer(lowerCase: true),
                ["pre_tokenizer"] = new JsonObject { ["type"] = "BertPreTokenizer" },
                ["model"] = model,
            }
            : new JsonObject
            {
                ["added_tokens"] = Added(vocabulary, ["<s>", "</s>", "<pad>", "<mask>", "<|endoftext|>"]),
                ["pre_tokenizer"] = new JsonObject
                {
                    ["type"] = "ByteLevel",
                    ["add_prefix_space"] = false,
                    ["trim_offsets"] = true,
                    ["use_regex"] = true,
                },
                ["post_processor"] = vocabulary.ContainsKey("</s>") ? Around(vocabulary, "<s>", "</s>") : null,
                ["model"] = model,
            };
    }

    private static JsonNode Pair(string line, int index) => line.Split(' ') is [{ Length: > 0 }, { Length: > 0 }]
        ? line
        : throw new InputException($"merge {index + 1}, '{line}', is no pair of tokens, expected two with a space between");

    private static bool IsSpecial(string token) => token.Length > 2 && token[0] == '[' && token[^1] == ']';

    private static JsonObject BertNormalizer(bool lowerCase) => new()
    {
        ["type"] = "BertNormalizer",
        ["clean_text"] = true,
        ["handle_chinese_chars"] = true,
        // Null: accents go where text is lowered.
        ["strip_accents"] = null,
        ["lowercase"] = lowerCase,
    };

    private static JsonArray Added(JsonObject vocabulary, IEnumerable<string> tokens) =>
    [
        .. tokens.Where(vocabulary.ContainsKey).Distinct().Select(JsonNode (token) => new JsonObject
        {
            ["id"] = vocabulary[token]!.DeepClone(),
            ["content"] = token,
            ["single_word"] = false,
            ["lstrip"] = false,
            ["rstrip"] = false,
            ["normalized"] = false,
            ["special"] = true,
        }),
    ];

    // The tokens that the vocabulary has are put around the text.
    private static JsonObject Around(JsonObject vocabulary, string before, string behind)
    {
        JsonObject special = [];
        foreach (string token in (string[])[before, behind])
        {
            if (vocabulary[token]?.DeepClone() is { } id)
                special[token] = new JsonObject { ["id"] = token, ["ids"] = new JsonArray(id), ["tokens"] = new JsonArray(token) };
        }

        JsonArray single = [Text("A")];
        if (special.ContainsKey(before))
            single.Insert(0, Special(before));
        if (special.ContainsKey(behind))
            single.Add(Special(behind));
        return new JsonObject
        {
            ["type"] = "TemplateProcessing",
            ["single"] = single,
            // The format wants a template for pairs of texts; nothing here makes any.
            ["pair"] = new JsonArray(Text("A"), Text("B")),
            ["special_tokens"] = special,
        };

        static JsonNode Text(string name) => new JsonObject { ["Sequence"] = new JsonObject { ["id"] = name, ["type_id"] = 0 } };

        static JsonNode Special(string token) => new JsonObject { ["SpecialToken"] = new JsonObject { ["id"] = token, ["type_id"] = 0 } };
    }
}
