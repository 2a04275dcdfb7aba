using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using JouleTree.Core.Errors;
using JouleTree.Measurement.Engine;
using JouleTree.Measurement.Tokenizers;
using JouleTree.Measurement.Tokenizers.Reading;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Measurement.Tests.Tokenizers;

/// <summary>Ids against the examples of the tokenizers' own publications, and what becomes of files that are wrong.</summary>
public sealed class TextTokenizerTests : IDisposable
{
    private static readonly string[] BertTestVocabulary =
        ["[UNK]", "[CLS]", "[SEP]", "want", "##want", "##ed", "wa", "un", "runn", "##ing", ",", "low", "lowest"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // test_full_tokenizer and test_wordpiece_tokenizer of BERT's repository (Devlin et al. 2019).
    [TokenizerLibraryTheory]
    [InlineData("UNwant\u00E9d,running", "un ##want ##ed , runn ##ing")]
    [InlineData("unwanted running", "un ##want ##ed runn ##ing")]
    [InlineData("unwantedX running", "[UNK] runn ##ing")]
    [InlineData("", "")]
    // Chinese characters are words, those beyond the first 65,536 too (_is_chinese_char there).
    [InlineData("\U00020000\U00020BB7low", "[UNK] [UNK] low")]
    public void Encode_WordPiece_PublishedExamples(string text, string tokens)
    {
        using TextTokenizer tokenizer = TokenizerReader.Read(_folder.Write("vocab.txt", string.Join('\n', BertTestVocabulary) + "\n"));

        string.Join(' ', tokenizer.Encode(text).Select(id => BertTestVocabulary[id])).ShouldBe($"[CLS] {tokens} [SEP]".Replace("  ", " "));
    }

    // The test of GPT-2's tokenizer in Transformers: " lower newer" and its ids.
    [TokenizerLibraryFact]
    public void Encode_ByteLevelPairs_PublishedExample()
    {
        string[] tokens = ["l", "o", "w", "e", "r", "s", "t", "i", "d", "n", "\u0120", "\u0120l", "\u0120n", "\u0120lo", "\u0120low", "er",
            "\u0120lowest", "\u0120newer", "\u0120wider", "<unk>", "<|endoftext|>"];
        string vocabulary = _folder.Write("vocab.json",
            JsonSerializer.Serialize(tokens.Select((token, id) => (token, id)).ToDictionary()));
        string merges = _folder.Write("merges.txt", "#version: 0.2\n\u0120 l\n\u0120l o\n\u0120lo w\ne r\n");

        using TextTokenizer tokenizer = TokenizerReader.Read($"{vocabulary}+{merges}");

        tokenizer.Encode(" lower newer").ShouldBe([14, 15, 10, 9, 3, 2, 15]);
        tokenizer.Encode("lower<|endoftext|>").ShouldBe([0, 1, 2, 15, 20]);
    }

    // The example in the documentation of the crate tokenizers, models::unigram::Unigram, and its test of fused unknowns.
    [TokenizerLibraryTheory]
    [InlineData("abcd", "abcd")]
    [InlineData("abcdacdxx", "abcd a cd <unk>")]
    [InlineData("xabcabaabcdd", "<unk> abc ab a abcd d")]
    public void Encode_Unigram_PublishedExamples(string text, string tokens)
    {
        string[] pieces = ["<unk>", "a", "b", "c", "d", "cd", "ab", "abc", "abcd"];
        const string json = """
            {"added_tokens": [], "model": {"type": "Unigram", "unk_id": 0, "vocab":
              [["<unk>", 0], ["a", 0], ["b", 0], ["c", 0], ["d", 0], ["cd", 1], ["ab", 2], ["abc", 5], ["abcd", 10]]}}
            """;
        using TextTokenizer tokenizer = TokenizerReader.Read(_folder.Write("tokenizer.json", json));

        string.Join(' ', tokenizer.Encode(text).Select(id => pieces[id])).ShouldBe(tokens);
    }

    // OpenAI GPT's test in Transformers: "lower" is "low" and "er" at the word's end.
    [TokenizerLibraryFact]
    public void Encode_PairsWithWordEnds_PublishedExample()
    {
        string[] tokens = ["l", "o", "w", "e", "r", "s", "t", "i", "d", "n", "w</w>", "r</w>", "t</w>", "lo", "low", "er</w>", "low</w>",
            "lowest</w>", "newer</w>", "wider</w>", "<unk>"];
        string vocabulary = _folder.Write("vocab.json",
            JsonSerializer.Serialize(tokens.Select((token, id) => (token, id)).ToDictionary()));
        string merges = _folder.Write("merges.txt", "#version: 0.2\nl o\nlo w\ne r</w>\n");

        using TextTokenizer tokenizer = TokenizerReader.Read($"{vocabulary}+{merges}");

        tokenizer.Encode("lower").ShouldBe([14, 15]);
    }

    [TokenizerLibraryFact]
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

        using TextTokenizer tokenizer = TokenizerReader.Read(_folder.Write("tokenizer.json", json));

        tokenizer.Encode("AbaA").ShouldBe([1, 2, 1, 1]);
    }

    // Figures 3 to 6 of Unicode Standard Annex #15.
    [TokenizerLibraryTheory]
    [InlineData("NFD", "\u212B\u2126\u00F4\u1E69\u1E0B\u0323", "A\u030A\u03A9o\u0302s\u0323\u0307d\u0323\u0307")]
    [InlineData("NFC", "\u212B\u2126\u00F4\u1E69\u1E0B\u0323q\u0307\u0323", "\u00C5\u03A9\u00F4\u1E69\u1E0D\u0307q\u0323\u0307")]
    [InlineData("NFKC", "\uFB012\u2075\u1E9B\u0323", "fi25\u1E69")]
    [InlineData("NFKD", "\uFB012\u2075\u1E9B\u0323", "fi25s\u0323\u0307")]
    [InlineData("NFD", "\uD55C", "\u1112\u1161\u11AB")]
    [InlineData("NFC", "\u1112\u1161\u11AB", "\uD55C")]
    public void Normalise_ExamplesOfTheStandard_AreReproduced(string form, string text, string expected)
    {
        string[] pieces = ["<unk>", .. expected.EnumerateRunes().Select(rune => rune.ToString()).Distinct()];
        string vocabulary = JsonSerializer.Serialize(pieces.Select((piece, id) => new object[] { piece, id == 0 ? -9.0 : -1.0 }));
        using TextTokenizer tokenizer = TokenizerReader.Read(_folder.Write("tokenizer.json", $$$"""
            {"normalizer": {"type": "{{{form}}}"}, "model": {"type": "Unigram", "unk_id": 0, "vocab": {{{vocabulary}}}}}
            """));

        string.Concat(tokenizer.Encode(text).Select(id => pieces[id])).ShouldBe(expected);
    }

    [TokenizerLibraryTheory]
    [InlineData("{\"model\": {\"type\": \"WordLevel\", \"vocab\": {}}}",
        "model': cannot be read (missing field `unk_token`)")]
    [InlineData("{\"model\": {\"type\": \"Morse\", \"vocab\": {}}}", "expected WordPiece, BPE, Unigram or WordLevel")]
    [InlineData("{\"normalizer\": {\"type\": \"Odd\"}, \"model\": {\"type\": \"BPE\", \"vocab\": {}, \"merges\": []}}",
        "normalizer': is {\"type\":\"Odd\"}, which the library of the format (tokenizers 0.22) does not know")]
    [InlineData("{\"pre_tokenizer\": {\"type\": \"Odd\"}, \"model\": {\"type\": \"BPE\", \"vocab\": {}, \"merges\": []}}",
        "pre_tokenizer': is {\"type\":\"Odd\"}")]
    [InlineData("{\"a\": 1}", "is no tokenizer.json: a vocab.json goes with its merges")]
    [InlineData("[1]", "is no tokenizer.json")]
    [InlineData("{", "is not JSON")]
    [InlineData("{\"model\": {\"type\": \"BPE\"}, \"model\": {}}", "is not JSON (Duplicate property 'model'")]
    [InlineData("{\"model\": {\"type\": \"WordPiece\", \"vocab\": {\"a\": 0}}}", "model': cannot be read (missing field `")]
    [InlineData("{\"model\": {\"type\": \"Unigram\", \"unk_id\": 7, \"vocab\": [[\"a\", 0]]}}", "UnkIdNotInVocabulary")]
    [InlineData("{\"model\": {\"type\": \"BPE\", \"vocab\": {}, \"merges\": [\"ab\"]}}", "Merges text file invalid")]
    [InlineData("{\"model\": {\"type\": \"BPE\", \"vocab\": {}, \"merges\": [\"a b\"]}}", "Token `a` out of vocabulary")]
    [InlineData("{\"added_tokens\": [{\"content\": 1}], \"model\": {}}", "is no tokenizer.json")]
    // Those that the library would end the process on.
    [InlineData("{\"normalizer\": {\"type\": \"Precompiled\", \"precompiled_charsmap\": \"AAAA\"}, \"model\": {\"type\": \"Unigram\", "
        + "\"unk_id\": 0, \"vocab\": [[\"a\", 0]]}}", "is damaged")]
    [InlineData("{\"normalizer\": {\"type\": \"Precompiled\", \"precompiled_charsmap\": \"BAAAAAAAAAD/\"}, \"model\": {}}",
        "is damaged")]
    [InlineData("{\"post_processor\": {\"type\": \"TemplateProcessing\", \"single\": [{\"SpecialToken\": {\"id\": \"<s>\", "
        + "\"type_id\": 0}}], \"pair\": [], \"special_tokens\": {}}, \"model\": {}}", "puts '<s>' around a text and has no ids for it")]
    [InlineData("{\"model\": {\"type\": \"BPE\", \"continuing_subword_prefix\": \"##\", \"vocab\": {\"a\": 0, \"b\": 1}, "
        + "\"merges\": [\"a b\"]}}",
        "has 'b' as the second of a pair")]
    public void Read_NotATokenizer_SaysWhatIsWrong(string json, string problem) =>
        Should.Throw<InputException>(() => TokenizerReader.Read(_folder.Write("tokenizer.json", json))).Message
            .ShouldSatisfyAllConditions(message => message.ShouldContain(problem), message => message.ShouldContain("tokenizer.json"));

    [TokenizerLibraryFact]
    public void Encode_NoTokenForTheUnknown_NamesFileAndText()
    {
        string path = _folder.Write("vocab.txt", "low\n");
        using TextTokenizer tokenizer = TokenizerReader.Read(path);

        tokenizer.Encode("low").ShouldBe([0]);
        Should.Throw<InputException>(() => tokenizer.Encode("lower")).Message.ShouldSatisfyAllConditions(
            message => message.ShouldContain($"{path}: makes no tokens of 'lower'"), message => message.ShouldContain("[UNK]"));
    }

    [Fact]
    public void Open_PlatformWithoutLibrary_SaysWhereItIsFound() =>
        Should.Throw<InputException>(() => TokenizerLibrary.Open([], "vocab.txt", _ => throw new DllNotFoundException())).Message
            .ShouldContain($"put the library of the package Tokenizers.DotNet.runtime.{RuntimeInformation.RuntimeIdentifier} beside");

    // A file says how long its model's inputs may be; here the batch decides.
    [TokenizerLibraryFact]
    public void Encode_FileThatCutsAndFills_GivesTheTextsTokensAlone()
    {
        const string json = """
            {"truncation": {"direction": "Right", "max_length": 2, "strategy": "LongestFirst", "stride": 0},
             "padding": {"strategy": {"Fixed": 9}, "direction": "Right", "pad_to_multiple_of": null, "pad_id": 3, "pad_type_id": 0,
               "pad_token": "x"},
             "model": {"type": "Unigram", "unk_id": 0, "vocab": [["<unk>", -9], ["a", -1], ["b", -1], ["x", -1]]}}
            """;
        using TextTokenizer tokenizer = TokenizerReader.Read(_folder.Write("tokenizer.json", json));

        tokenizer.Encode("abab").ShouldBe([1, 2, 1, 2]);
        tokenizer.PaddingId.ShouldBe(3);
    }

    [TokenizerLibraryTheory]
    [InlineData("wordpiece")]
    [InlineData("bytelevel")]
    [InlineData("unigram")]
    public void ReadAndEncode_MutatedFiles_NeverFailOtherwise(string name)
    {
        string cases = Path.Combine(SharedData.Repository, "tests", "JouleTree.Measurement.Tests", "Tokenizers", "Cases");
        byte[] source = File.ReadAllBytes(Path.Combine(cases, $"{name}.json"));
        JsonNode json = JsonNode.Parse(source)!;
        Properties.ForSeeds(200, seed =>
        {
            string path = _folder.File("tokenizer.json");
            File.WriteAllBytes(path, seed % 2 == 0 ? new Mutator(seed).Bytes(source) : new Mutator(seed).Structure(json));
            try
            {
                using TextTokenizer tokenizer = TokenizerReader.Read(path);
                tokenizer.Encode("Unhappiness is a test, hello world.").Count.ShouldBeGreaterThan(0);
            }
            catch (InputException error)
            {
                error.Message.ShouldNotBeEmpty();
            }
        });
    }

    [TokenizerLibraryFact]
    public void Batch_Texts_ArePaddedToTheLongestAndMasked()
    {
        string vocabulary = _folder.Write("vocab.txt", string.Join('\n', (string[])["[PAD]", .. BertTestVocabulary]));
        string texts = _folder.Write("texts.txt", "unwanted running\n\nlow\nlowest low low\n");
        using TextTokenizer tokenizer = TokenizerReader.Read(vocabulary);

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
