using System.Text.Json;
using JouleTree.Core.Errors;
using JouleTree.Measurement.Tokenizers.Models;
using JouleTree.Measurement.Tokenizers.Preparing;

namespace JouleTree.Measurement.Tokenizers.Reading;

/// <summary>Reads a tokenizer.json. A step that is not known is an error: left out, it would give other ids silently.</summary>
internal static class TokenizerJson
{
    public static TextTokenizer Read(JsonElement root)
    {
        (string Text, int Id)[] added = Find(root, "added_tokens") is { } list
            ? [.. list.EnumerateArray().Select(token => (token.GetProperty("content").GetString()!, token.GetProperty("id").GetInt32()))]
            : [];
        ITokenModel model = Model(root.GetProperty("model"));
        List<int> prefix = [];
        List<int> suffix = [];
        if (Find(root, "post_processor") is { } post)
            PostProcessor(post, prefix, suffix);
        return new TextTokenizer(
            new AddedTokens(added),
            Find(root, "normalizer") is { } normalizer ? NormalizerJson.Read(normalizer) : text => text,
            Find(root, "pre_tokenizer") is { } split ? PreTokenizerJson.Read(split) : (text, _) => [text],
            model,
            prefix,
            suffix)
        { PaddingId = Find(root, "padding") is { } padding ? padding.GetProperty("pad_id").GetInt32() : Padding(model, added) };
    }

    internal static JsonElement? Find(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;

    internal static bool Flag(JsonElement parent, string name, bool otherwise) => Find(parent, name)?.GetBoolean() ?? otherwise;

    internal static string? Text(JsonElement parent, string name) => Find(parent, name)?.GetString();

    internal static string TypeOf(JsonElement element) => element.GetProperty("type").GetString() ?? "";

    internal static InputException Unknown(string kind, string type) =>
        new(new InputPlace(Field: kind), $"is '{type}', which is not known here: its ids would be wrong");

    private static int Padding(ITokenModel model, (string Text, int Id)[] added)
    {
        foreach (string name in (string[])["[PAD]", "<pad>"])
        {
            int? known = added.Where(token => token.Text == name).Select(token => (int?)token.Id).FirstOrDefault() ?? model.IdOf(name);
            if (known is { } id)
                return id;
        }

        return 0;
    }

    private static ITokenModel Model(JsonElement json)
    {
        // Files of older versions leave the type out.
        string type = Text(json, "type") ?? (Find(json, "merges") is not null
            ? "BPE"
            : json.GetProperty("vocab").ValueKind == JsonValueKind.Array ? "Unigram" : "WordPiece");
        switch (type)
        {
            case "WordPiece":
                return new WordPieceModel(
                    VocabularyOf(json), Text(json, "unk_token") ?? "[UNK]", Text(json, "continuing_subword_prefix") ?? "##",
                    Find(json, "max_input_chars_per_word")?.GetInt32() ?? 100);
            case "BPE":
                return new BytePairModel(VocabularyOf(json), json.GetProperty("merges").EnumerateArray().Select(Pair))
                {
                    Unknown = Text(json, "unk_token"),
                    EndOfWord = Text(json, "end_of_word_suffix") ?? "",
                    Continuation = Text(json, "continuing_subword_prefix") ?? "",
                    FuseUnknown = Flag(json, "fuse_unk", false),
                    ByteFallback = Flag(json, "byte_fallback", false),
                    WholeWordsFirst = Flag(json, "ignore_merges", false),
                };
            case "Unigram":
                return new UnigramModel(
                    [.. json.GetProperty("vocab").EnumerateArray().Select(piece => (piece[0].GetString()!, piece[1].GetDouble()))],
                    Find(json, "unk_id")?.GetInt32(), Flag(json, "byte_fallback", false));
            default:
                throw Unknown("model.type", type);
        }
    }

    private static Vocabulary VocabularyOf(JsonElement json) =>
        new(json.GetProperty("vocab").EnumerateObject().Select(member => KeyValuePair.Create(member.Name, member.Value.GetInt32())));

    // Newer files hold pairs as lists, because a token may hold a space.
    private static (string, string) Pair(JsonElement merge)
    {
        if (merge.ValueKind == JsonValueKind.Array)
            return (merge[0].GetString()!, merge[1].GetString()!);
        string text = merge.GetString()!;
        int space = text.IndexOf(' ', StringComparison.Ordinal);
        return space > 0 ? (text[..space], text[(space + 1)..])
            : throw new InputException(new InputPlace(Field: "merges"),
            $"has '{text}', which is no pair of tokens, expected two with a space between");
    }

    private static void PostProcessor(JsonElement json, List<int> prefix, List<int> suffix)
    {
        switch (TypeOf(json))
        {
            case "TemplateProcessing":
                JsonElement special = json.GetProperty("special_tokens");
                bool isBehind = false;
                foreach (JsonElement item in json.GetProperty("single").EnumerateArray())
                {
                    if (Find(item, "SpecialToken") is { } token)
                        (isBehind ? suffix : prefix).AddRange(special.GetProperty(token.GetProperty("id").GetString()!).GetProperty("ids")
                            .EnumerateArray().Select(id => id.GetInt32()));
                    else
                        isBehind = true;
                }

                break;
            case "BertProcessing" or "RobertaProcessing":
                prefix.Add(json.GetProperty("cls")[1].GetInt32());
                suffix.Add(json.GetProperty("sep")[1].GetInt32());
                break;
            case "Sequence":
                foreach (JsonElement part in json.GetProperty("processors").EnumerateArray())
                    PostProcessor(part, prefix, suffix);
                break;
            case "ByteLevel":
                // Moves the places of tokens in the text, which nobody asks for here.
                break;
            default:
                throw Unknown("post_processor", TypeOf(json));
        }
    }
}
