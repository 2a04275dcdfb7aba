using System.Text.Json;
using JouleTree.Core.Errors;
using JouleTree.Core.Files;

namespace JouleTree.Measurement.Tokenizers.Reading;

/// <summary>Reads tokenizers from the files that are published with models.</summary>
internal static class TokenizerReader
{
    private const char Separator = '+';

    /// <summary>Reads a tokenizer.</summary>
    /// <param name="files">
    /// <c>tokenizer.json</c> (WordPiece, byte-pair encoding or Unigram), <c>vocab.txt</c> (WordPiece), or
    /// <c>vocab.json+merges.txt</c> (byte-pair encoding); two files are joined by +.
    /// </param>
    /// <exception cref="InputException">A file cannot be read, or needs a step that is not known here.</exception>
    public static TextTokenizer Read(string files)
    {
        ArgumentException.ThrowIfNullOrEmpty(files);
        return Read([.. (File.Exists(files) ? [files] : files.Split(Separator)).Select(path => new InputFile(path))]);
    }

    /// <summary>Reads a tokenizer.</summary>
    /// <param name="files">One or two files, as <see cref="Read(string)"/>; a pipe is told by its content.</param>
    /// <exception cref="InputException">A file cannot be read, or needs a step that is not known here.</exception>
    public static TextTokenizer Read(IReadOnlyList<InputFile> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        try
        {
            return files switch
            {
                [var one] when one.FileName.EndsWith(".txt", StringComparison.OrdinalIgnoreCase) => VocabularyFiles.WordPiece(Lines(one)),
                [var one] when one.FileName.EndsWith(".json", StringComparison.OrdinalIgnoreCase) => FromJson(one),
                [var one] when one.Exists && !Path.HasExtension(one.FileName) =>
                    one.StartsAsJsonObject() ? FromJson(one) : VocabularyFiles.WordPiece(Lines(one)),
                [var vocabulary, var merges] => VocabularyFiles.BytePair(Object(vocabulary), Lines(merges)),
                _ => throw new InputException("expected tokenizer.json, vocab.txt, or vocab.json+merges.txt"),
            };
        }
        catch (InputException error) when (error.Place.File is null && files.Count > 0)
        {
            throw error.In(files[0].Name);
        }
    }

    private static TextTokenizer FromJson(InputFile file)
    {
        try
        {
            using Stream stream = file.Open();
            using JsonDocument document = JsonDocument.Parse(stream);
            return TokenizerJson.Read(document.RootElement);
        }
        catch (JsonException error)
        {
            throw new InputException(new InputPlace(file.Name, error.LineNumber + 1),
                "is not JSON, expected a tokenizer.json or vocab.json", error);
        }
        catch (Exception error) when (error is KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new InputException(new InputPlace(file.Name),
                $"is no tokenizer.json, or a vocab.json without its merges (vocab.json+merges.txt): {error.Message}", error);
        }
    }

    private static string[] Lines(InputFile file)
    {
        using StreamReader reader = file.OpenText();
        return reader.ReadToEnd().Split('\n').Select(line => line.TrimEnd('\r')).ToArray();
    }

    private static Dictionary<string, int> Object(InputFile file)
    {
        try
        {
            using Stream stream = file.Open();
            using JsonDocument document = JsonDocument.Parse(stream);
            return document.RootElement.EnumerateObject().ToDictionary(member => member.Name, member => member.Value.GetInt32());
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException or ArgumentException)
        {
            throw new InputException(new InputPlace(file.Name),
                "is no vocabulary: expected a JSON object of tokens with their ids", error);
        }
    }
}
