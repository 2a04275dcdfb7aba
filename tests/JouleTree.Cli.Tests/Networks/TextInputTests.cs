using System.Text.Json;
using JouleTree.Cli.Terminal;
using JouleTree.Testing;
using Shouldly;
using Xunit;

namespace JouleTree.Cli.Tests.Networks;

public sealed class TextInputTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [TokenizerLibraryFact]
    public void Profile_Text_RunsOnItsTokens()
    {
        string vocabulary = _folder.Write("vocab.txt", "[PAD]\n[UNK]\n[CLS]\n[SEP]\nhello\nworld\n##s\n");
        string texts = _folder.Write("texts.txt", "Hello worlds\n\nhello\n");

        CommandRun run = CommandRun.Of(
            "profile", "bert-base-uncased", "--set", "num_hidden_layers=1", "--set", "hidden_size=32", "--set", "num_attention_heads=2",
                "--set", "intermediate_size=64",
            "--rounds", "1", "--meter", "cpu-model", "--level", "model", "--format", "json", "--text", texts, "--tokenizer", vocabulary,
                "--batch-size", "2");

        run.ExitCode.ShouldBe(ExitCodes.Done);
        run.Error.ShouldContain("2 texts: length 5, 8 tokens without padding");
        using JsonDocument document = JsonDocument.Parse(run.Out);
        document.RootElement.GetProperty("seq_len").GetInt32().ShouldBe(5);
        document.RootElement.GetProperty("batch_size").GetInt32().ShouldBe(2);
    }

    [TokenizerLibraryFact]
    public void Profile_IdsBeyondTheModelsVocabulary_AreRefused()
    {
        string vocabulary = _folder.Write("vocab.txt", "[PAD]\n[UNK]\n[CLS]\n[SEP]\nhello\nworld\n##s\n");
        string texts = _folder.Write("texts.txt", "Hello worlds\n");

        CommandRun run = CommandRun.Of(
            "profile", "bert-base-uncased", "--set", "num_hidden_layers=1", "--set", "hidden_size=32", "--set", "num_attention_heads=2",
                "--set", "vocab_size=5",
            "--rounds", "1", "--meter", "cpu-model", "--text", texts, "--tokenizer", vocabulary);

        run.ExitCode.ShouldBe(ExitCodes.Failed);
        run.Error.ShouldContain("field 'input_ids': holds values outside 0 to 4");
    }

    [Theory]
    [InlineData("--text", "add --tokenizer FILE")]
    [InlineData("--tokenizer", "add --text FILE")]
    public void Inspect_OneOptionAlone_SaysWhatIsMissing(string option, string message)
    {
        CommandRun run = CommandRun.Of("inspect", "gpt2", option, _folder.Write("file.txt", "a"));

        run.ExitCode.ShouldBe(ExitCodes.Usage);
        run.Error.ShouldContain(message);
    }

    [TokenizerLibraryFact]
    public void Profile_TextForAnImageModel_IsRefused()
    {
        string vocabulary = _folder.Write("vocab.txt", "[PAD]\n[UNK]\n[CLS]\n[SEP]\nhello\n");

        CommandRun run = CommandRun.Of("profile", "squeezenet1_1", "--text", _folder.Write("texts.txt", "hello"), "--tokenizer",
            vocabulary, "--meter", "cpu-model");

        run.ExitCode.ShouldBe(ExitCodes.Failed);
        run.Error.ShouldContain("a sequence length of 3: an image classifier has none");
    }
}
