using System.Text.Json;
using JouleTree.Core.Errors;
using JouleTree.Measurement.Engine;
using JouleTree.Measurement.Tokenizers;
using JouleTree.Measurement.Tokenizers.Reading;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Measurement.Tests.Tokenizers;

/// <summary>
/// Ids against two independent sources: the examples of the tokenizers' own publications, and what the JavaScript library
/// of the format's authors (@huggingface/tokenizers 0.2.0) gives for the small vocabularies in Cases/.
/// </summary>
public sealed class TextTokenizerTests : IDisposable
{
    private static readonly string[] BertTestVocabulary =
        ["[UNK]", "[CLS]", "[SEP]", "want", "##want", "##ed", "wa", "un", "runn", "##ing", ",", "low", "lowest"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("wordpiece")]
    [InlineData("bytelevel")]
    [InlineData("unigram")]
    public void Encode_ManyTexts_AgreesWithTheFormatsOwnLibrary(string name) =>
        CheckCases(Path.Combine(SharedData.Repository, "tests", "JouleTree.Measurement.Tests", "Tokenizers", "Cases"), name).ShouldBe(24);

    [RealVocabularyFact]
    public void Encode_PublishedVocabularies_AgreesWithTheFormatsOwnLibrary()
    {
        string folder = Environment.GetEnvironmentVariable(RealVocabularyFactAttribute.Variable)!;
        foreach (string expected in Directory.GetFiles(folder, "*.expected.jsonl"))
            CheckCases(folder, Path.GetFileName(expected).Replace(".expected.jsonl", "", StringComparison.Ordinal)).ShouldBeGreaterThan(0);
    }

    private static int CheckCases(string cases, string name)
    {
        TextTokenizer tokenizer = TokenizerReader.Read(Path.Combine(cases, $"{name}.json"));
        int count = 0;
        foreach (string line in File.ReadLines(Path.Combine(cases, $"{name}.expected.jsonl")))
        {
            JsonElement expected = JsonDocument.Parse(line).RootElement;
            string text = expected[0].GetString()!;
            tokenizer.Encode(text).ShouldBe(expected[1].EnumerateArray().Select(id => id.GetInt32()), $"text {count}: {line}");
            count++;
        }

        return count;
    }

    // test_full_tokenizer and test_wordpiece_tokenizer of BERT's repository (Devlin et al. 2019).
    [Theory]
    [InlineData("UNwant\u00E9d,running", "un ##want ##ed , runn ##ing")]
    [InlineData("unwanted running", "un ##want ##ed runn ##ing")]
    [InlineData("unwantedX running", "[UNK] runn ##ing")]
    [InlineData("", "")]
    public void Encode_WordPiece_PublishedExamples(string text, string tokens)
    {
        TextTokenizer tokenizer = TokenizerReader.Read(_folder.Write("vocab.txt", string.Join('\n', BertTestVocabulary) + "\n"));

        string.Join(' ', tokenizer.Encode(text, addSpecial: false).Select(tokenizer.TokenOf)).ShouldBe(tokens);
        tokenizer.Encode(text)[0].ShouldBe(1);
        tokenizer.Encode(text)[^1].ShouldBe(2);
    }

    // The test of GPT-2's tokenizer in Transformers: " lower newer" and its ids.
    [Fact]
    public void Encode_ByteLevelPairs_PublishedExample()
    {
        string[] tokens = ["l", "o", "w", "e", "r", "s", "t", "i", "d", "n", "\u0120", "\u0120l", "\u0120n", "\u0120lo", "\u0120low", "er",
            "\u0120lowest", "\u0120newer", "\u0120wider", "<unk>", "<|endoftext|>"];
        string vocabulary = _folder.Write("vocab.json",
            JsonSerializer.Serialize(tokens.Select((token, id) => (token, id)).ToDictionary()));
        string merges = _folder.Write("merges.txt", "#version: 0.2\n\u0120 l\n\u0120l o\n\u0120lo w\ne r\n");

        TextTokenizer tokenizer = TokenizerReader.Read($"{vocabulary}+{merges}");

        tokenizer.Encode(" lower newer").ShouldBe([14, 15, 10, 9, 3, 2, 15]);
        tokenizer.Encode("lower<|endoftext|>").ShouldBe([0, 1, 2, 15, 20]);
    }

    // The example in the documentation of the crate tokenizers, models::unigram::Unigram, and its test of fused unknowns.
    [Theory]
    [InlineData("abcd", "abcd")]
    [InlineData("abcdacdxx", "abcd a cd <unk>")]
    [InlineData("xabcabaabcdd", "<unk> abc ab a abcd d")]
    public void Encode_Unigram_PublishedExamples(string text, string tokens)
    {
        const string json = """
            {"added_tokens": [], "model": {"type": "Unigram", "unk_id": 0, "vocab":
              [["<unk>", 0], ["a", 0], ["b", 0], ["c", 0], ["d", 0], ["cd", 1], ["ab", 2], ["abc", 5], ["abcd", 10]]}}
            """;
        TextTokenizer tokenizer = TokenizerReader.Read(_folder.Write("tokenizer.json", json));

        string.Join(' ', tokenizer.Encode(text).Select(tokenizer.TokenOf)).ShouldBe(tokens);
    }

    // OpenAI GPT's test in Transformers: "lower" is "low" and "er" at the word's end.
    [Fact]
    public void Encode_PairsWithWordEnds_PublishedExample()
    {
        string[] tokens = ["l", "o", "w", "e", "r", "s", "t", "i", "d", "n", "w</w>", "r</w>", "t</w>", "lo", "low", "er</w>", "low</w>",
            "lowest</w>", "newer</w>", "wider</w>", "<unk>"];
        string vocabulary = _folder.Write("vocab.json",
            JsonSerializer.Serialize(tokens.Select((token, id) => (token, id)).ToDictionary()));
        string merges = _folder.Write("merges.txt", "#version: 0.2\nl o\nlo w\ne r</w>\n");

        TokenizerReader.Read($"{vocabulary}+{merges}").Encode("lower").ShouldBe([14, 15]);
    }

    [Fact]
    public void Encode_CompiledNormaliser_ReplacesByItsTrie()
    {
        // A trie of one key, 'A' to 'a', laid out by hand: root, at 65 the unit of 'A', at 65 ^ 1 its leaf.
        uint[] units = new uint[256];
        units[0] = 0;
        units['A'] = 'A' | (1U << 8) | (1U << 10);
        units['A' ^ 1] = 0 | (1U << 31);
        byte[] compiled = [.. BitConverter.GetBytes(units.Length * 4), .. units.SelectMany(BitConverter.GetBytes), .. "a\0"u8];
        string json = $$$"""
            {"normalizer": {"type": "Precompiled", "precompiled_charsmap": "{{{Convert.ToBase64String(compiled)}}}"},
             "model": {"type": "Unigram", "unk_id": 0, "vocab": [["<unk>", 0], ["a", -1], ["b", -1]]}}
            """;

        TokenizerReader.Read(_folder.Write("tokenizer.json", json)).Encode("AbaA").ShouldBe([1, 2, 1, 1]);
    }

    // Figures 3 to 6 of Unicode Standard Annex #15.
    [Theory]
    [InlineData("NFD", "\u212B\u2126\u00F4\u1E69\u1E0B\u0323", "A\u030A\u03A9o\u0302s\u0323\u0307d\u0323\u0307")]
    [InlineData("NFC", "\u212B\u2126\u00F4\u1E69\u1E0B\u0323q\u0307\u0323", "\u00C5\u03A9\u00F4\u1E69\u1E0D\u0307q\u0323\u0307")]
    [InlineData("NFKC", "\uFB012\u2075\u1E9B\u0323", "fi25\u1E69")]
    [InlineData("NFKD", "\uFB012\u2075\u1E9B\u0323", "fi25s\u0323\u0307")]
    [InlineData("NFD", "\uD55C", "\u1112\u1161\u11AB")]
    [InlineData("NFC", "\u1112\u1161\u11AB", "\uD55C")]
    public void Normalise_ExamplesOfTheStandard_AreReproduced(string form, string text, string expected)
    {
        string vocabulary = JsonSerializer.Serialize(
            new object[] { new object[] { "<unk>", -9.0 } }.Concat(expected.EnumerateRunes()
            .Select(rune => (object)new object[] { rune.ToString(), -1.0 })));
        TextTokenizer tokenizer = TokenizerReader.Read(_folder.Write(
            "tokenizer.json", $$$"""{"normalizer": {"type": "{{{form}}}"}, "model": {"type": "Unigram", "unk_id": 0, "vocab": {{{vocabulary}}}}}"""));

        string.Concat(tokenizer.Encode(text).Select(tokenizer.TokenOf)).ShouldBe(expected);
    }

    [Theory]
    [InlineData("{\"model\": {\"type\": \"WordLevel\", \"vocab\": {}}}", "model.type': is 'WordLevel', which is not known")]
    [InlineData("{\"normalizer\": {\"type\": \"Nmt\"}, \"model\": {\"type\": \"BPE\", \"vocab\": {}, \"merges\": []}}",
        "normalizer': is 'Nmt'")]
    [InlineData("{\"pre_tokenizer\": {\"type\": \"Odd\"}, \"model\": {\"type\": \"BPE\", \"vocab\": {}, \"merges\": []}}",
        "pre_tokenizer': is 'Odd'")]
    [InlineData("{\"a\": 1}", "is no tokenizer.json")]
    [InlineData("[1]", "is no tokenizer.json")]
    [InlineData("{", "is not JSON")]
    [InlineData("{\"model\": {\"type\": \"WordPiece\", \"vocab\": {\"a\": 0}}}", "has no token [UNK]")]
    [InlineData("{\"model\": {\"type\": \"Unigram\", \"unk_id\": 7, \"vocab\": [[\"a\", 0]]}}", "unk_id': is 7")]
    [InlineData("{\"model\": {\"type\": \"BPE\", \"vocab\": {}, \"merges\": [\"ab\"]}}", "no pair of tokens")]
    [InlineData("{\"normalizer\": {\"type\": \"Precompiled\", \"precompiled_charsmap\": \"AAAA\"}, \"model\": {\"type\": \"Unigram\", "
        + "\"unk_id\": 0, \"vocab\": [[\"a\", 0]]}}", "is damaged")]
    public void Read_NotATokenizer_SaysWhatIsWrong(string json, string problem) =>
        Should.Throw<InputException>(() => TokenizerReader.Read(_folder.Write("tokenizer.json", json))).Message.ShouldContain(problem);

    [Fact]
    public void ReadAndEncode_MutatedFiles_NeverFailOtherwise()
    {
        string cases = Path.Combine(SharedData.Repository, "tests", "JouleTree.Measurement.Tests", "Tokenizers", "Cases");
        byte[] source = File.ReadAllBytes(Path.Combine(cases, "unigram.json"));
        Properties.ForSeeds(200, seed =>
        {
            string path = _folder.File("tokenizer.json");
            File.WriteAllBytes(path, new Mutator(seed).Bytes(source));
            try
            {
                TokenizerReader.Read(path).Encode("Unhappiness is a test, hello world.").Count.ShouldBeGreaterThan(0);
            }
            catch (InputException error)
            {
                error.Message.ShouldNotBeEmpty();
            }
        });
    }

    [Fact]
    public void Batch_Texts_ArePaddedToTheLongestAndMasked()
    {
        string vocabulary = _folder.Write("vocab.txt", string.Join('\n', (string[])["[PAD]", .. BertTestVocabulary]));
        string texts = _folder.Write("texts.txt", "unwanted running\n\nlow\nlowest low low\n");
        TextTokenizer tokenizer = TokenizerReader.Read(vocabulary);

        TokenBatch batch = TokenBatch.Read(texts, tokenizer, 2);

        batch.Length.ShouldBe(7);
        batch.TokenCount.ShouldBe(10);
        Graphs.Graph graph = Graphs.Zoo.ModelZoo.Find("bert-base-uncased")
            .Build(new Graphs.Workload { BatchSize = 2, SequenceLength = 7 });
        IReadOnlyDictionary<string, TensorData> inputs = batch.InputsOf(graph);
        inputs["input_ids"].Elements<long>().ToArray().ShouldBe([2, 8, 5, 6, 9, 10, 3, 2, 12, 3, 0, 0, 0, 0]);
        inputs["attention_mask"].Elements<long>().ToArray().ShouldBe([1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0]);
        TokenBatch.Read(texts, tokenizer, 1, length: 3).Length.ShouldBe(3);
        Should.Throw<InputException>(() => TokenBatch.Read(texts, tokenizer, 4))
            .Message.ShouldContain("has 3 texts (lines), and a batch of 4");
        foreach (TensorData input in inputs.Values)
            input.Dispose();
    }
}
