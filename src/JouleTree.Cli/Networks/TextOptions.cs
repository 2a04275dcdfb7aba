using System.CommandLine;
using JouleTree.Cli.Options;
using JouleTree.Core.Errors;
using JouleTree.Core.Files;
using JouleTree.Measurement.Tokenizers;
using JouleTree.Measurement.Tokenizers.Reading;

namespace JouleTree.Cli.Networks;

/// <summary>The options that make a workload of a text: real token ids, and the length that the text has.</summary>
internal sealed class TextOptions
{
    private readonly Option<InputFile?> _text = new Option<InputFile?>("--text")
    {
        Description = "Texts to run the model on, one a line, as many as --batch-size; their tokens decide the length.",
        HelpName = "FILE",
    }.Read();

    private readonly Option<InputFile[]> _tokenizer = new("--tokenizer")
    {
        Description = "What makes tokens of --text: tokenizer.json, vocab.txt, or vocab.json+merges.txt.",
        HelpName = "FILE[+FILE]",
        DefaultValueFactory = _ => [],
        // A file that is there as a whole is that file.
        CustomParser = result => result.Tokens[0].Value is var text && File.Exists(text)
            ? [new InputFile(text)]
            : [.. text.Split('+', StringSplitOptions.RemoveEmptyEntries).Select(FileOption.Input)],
    };

    /// <summary>All of them.</summary>
    public IReadOnlyList<Option> All => [_text, _tokenizer];

    /// <summary>Adds the options to a verb.</summary>
    /// <param name="command">The verb.</param>
    public void AddTo(Command command)
    {
        foreach (Option option in All)
            command.Add(option);
    }

    /// <summary>The texts, or null where none are named.</summary>
    /// <param name="parsed">The parsed command line.</param>
    /// <param name="batchSize">Number of texts.</param>
    /// <param name="length">Length to cut or fill them to; null for the longest.</param>
    /// <exception cref="InputException">Only one of the options is given, or a file is wrong.</exception>
    public TokenBatch? Read(ParseResult parsed, int batchSize, int? length)
    {
        switch (parsed.GetValue(_text), parsed.GetRequiredValue(_tokenizer))
        {
            case (null, []):
                return null;
            case ({ } text, [_, ..] files):
                using (TextTokenizer tokenizer = TokenizerReader.Read(files))
                    return TokenBatch.Read(text, tokenizer, batchSize, length);
            case ({ } text, _):
                throw new UsageException($"--text {text}: add --tokenizer FILE, the vocabulary of the model");
            default:
                throw new UsageException("--tokenizer: add --text FILE, the texts to make tokens of");
        }
    }
}
