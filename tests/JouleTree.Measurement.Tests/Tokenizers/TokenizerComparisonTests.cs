using System.Text.Json;
using System.Text.Json.Nodes;
using JouleTree.Measurement.Tokenizers;
using JouleTree.Measurement.Tokenizers.Reading;
using JouleTree.Testing;
using Microsoft.ML.Tokenizers;
using Shouldly;
using Xunit;

namespace JouleTree.Measurement.Tests.Tokenizers;

/// <summary>
/// Ids of a hundred odd texts and more (emoji, marks that combine, scripts, spaces, numbers, addresses, code, control characters)
/// against other programs: the JavaScript library of tokenizer.json's authors (@huggingface/tokenizers 0.2.0) on the small
/// vocabularies in Cases/, and Microsoft.ML.Tokenizers on those of OpenAI's models, whose format it reads itself.
/// </summary>
public sealed class TokenizerComparisonTests : IDisposable
{
    // What the models' own library splits text by (openai/tiktoken, openai_public.py).
    private const string Gpt4Words =
        @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";

    private static readonly string Cases =
        Path.Combine(SharedData.Repository, "tests", "JouleTree.Measurement.Tests", "Tokenizers", "Cases");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [TokenizerLibraryTheory]
    [InlineData("wordpiece", 175)]
    [InlineData("bytelevel", 176)]
    [InlineData("unigram", 176)]
    public void Encode_ManyTexts_AgreesWithTheJavaScriptLibrary(string name, int count)
    {
        using TextTokenizer tokenizer = TokenizerReader.Read(Path.Combine(Cases, $"{name}.json"));
        (string Text, int[] Ids)[] expected = Expected(name);

        expected.Length.ShouldBe(count);
        foreach ((string text, int[] ids) in expected)
            tokenizer.Encode(text).ShouldBe(ids, text);
    }

    [TokenizerLibraryFact]
    public void Encode_VocabularyTxt_AgreesWithTheWholeFile()
    {
        JsonObject vocabulary = Model("wordpiece")["vocab"]!.AsObject();
        string path = _folder.Write("vocab.txt",
            string.Join('\n', vocabulary.OrderBy(token => (int)token.Value!).Select(token => token.Key)));

        using TextTokenizer tokenizer = TokenizerReader.Read(path);

        foreach ((string text, int[] ids) in Expected("wordpiece"))
            tokenizer.Encode(text).ShouldBe(ids, text);
    }

    [TokenizerLibraryFact]
    public void Encode_VocabularyAndMerges_AgreesWithTheWholeFile()
    {
        JsonObject model = Model("bytelevel");
        string vocabulary = _folder.Write("vocab.json", model["vocab"]!.ToJsonString());
        string merges = _folder.Write("merges.txt", string.Join('\n', model["merges"]!.AsArray().Select(merge =>
            merge is JsonArray pair ? $"{pair[0]} {pair[1]}" : (string)merge!)));

        using TextTokenizer tokenizer = TokenizerReader.Read($"{vocabulary}+{merges}");

        foreach ((string text, int[] ids) in Expected("bytelevel"))
            tokenizer.Encode(text).ShouldBe(ids, text);
    }

    [TokenizerLibraryFact]
    public void Encode_PublishedVocabularyOfGpt2_AgreesWithTheFormatsOwnLibrary()
    {
        PublishedVocabulary published = PublishedVocabulary.Read("Gpt2");
        string vocabulary = _folder.Write("vocab.json", published.Tokens(("<|endoftext|>", 50256)).ToJsonString());
        string merges = _folder.Write("merges.txt", string.Join('\n', published.Merges().Select(pair => $"{pair.Left} {pair.Right}")));

        using TextTokenizer tokenizer = TokenizerReader.Read($"{vocabulary}+{merges}");

        Agrees(tokenizer, "gpt2");
    }

    [TokenizerLibraryFact]
    public void Encode_PublishedVocabularyOfGpt4_AgreesWithTheFormatsOwnLibrary()
    {
        PublishedVocabulary published = PublishedVocabulary.Read("Cl100kBase");
        JsonObject json = new()
        {
            ["added_tokens"] = JsonNode.Parse("""
                [{"id": 100257, "content": "<|endoftext|>", "single_word": false, "lstrip": false, "rstrip": false, "normalized": false,
                  "special": true}]
                """),
            ["pre_tokenizer"] = JsonNode.Parse($$$"""
                {"type": "Sequence", "pretokenizers": [
                  {"type": "Split", "pattern": {"Regex": {{{JsonSerializer.Serialize(Gpt4Words)}}}}, "behavior": "Isolated",
                   "invert": false},
                  {"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true, "use_regex": false}]}
                """),
            ["model"] = new JsonObject
            {
                ["type"] = "BPE",
                ["ignore_merges"] = true,
                ["vocab"] = published.Tokens(("<|endoftext|>", 100257)),
                ["merges"] = new JsonArray([.. published.Merges().Select(pair => new JsonArray(pair.Left, pair.Right))]),
            },
        };

        using TextTokenizer tokenizer = TokenizerReader.Read(_folder.Write("tokenizer.json", json.ToJsonString()));

        Agrees(tokenizer, "gpt-4");
    }

    private static void Agrees(TextTokenizer tokenizer, string model)
    {
        TiktokenTokenizer other = TiktokenTokenizer.CreateForModel(model);
        foreach ((string text, _) in Expected("bytelevel"))
            tokenizer.Encode(text).ShouldBe(other.EncodeToIds(text), text);
    }

    private static JsonObject Model(string name) =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(Cases, $"{name}.json")))!["model"]!.AsObject();

    private static (string Text, int[] Ids)[] Expected(string name) =>
    [
        .. File.ReadLines(Path.Combine(Cases, $"{name}.expected.jsonl")).Select(line => JsonDocument.Parse(line).RootElement)
            .Select(expected => (expected[0].GetString()!, expected[1].Deserialize<int[]>()!)),
    ];
}
