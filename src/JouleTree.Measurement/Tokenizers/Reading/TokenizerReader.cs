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
        string[] paths = File.Exists(files) ? [files] : files.Split(Separator);
        try
        {
            return paths switch
            {
                [var one] when one.EndsWith(".txt", StringComparison.OrdinalIgnoreCase) => VocabularyFiles.WordPiece(Lines(one)),
                [var one] when one.EndsWith(".json", StringComparison.OrdinalIgnoreCase) => FromJson(one),
                [var vocabulary, var merges] => VocabularyFiles.BytePair(Object(vocabulary), Lines(merges)),
                _ => throw new InputException("expected tokenizer.json, vocab.txt, or vocab.json+merges.txt"),
            };
        }
        catch (InputException error) when (error.Place.File is null)
        {
            throw error.In(paths[0]);
        }
    }

    private static TextTokenizer FromJson(string path)
    {
        try
        {
            using FileStream stream = FileFailure.OpenRead(path);
            using JsonDocument document = JsonDocument.Parse(stream);
            return TokenizerJson.Read(document.RootElement);
        }
        catch (JsonException error)
        {
            throw new InputException(new InputPlace(path, error.LineNumber + 1), "is not JSON, expected a tokenizer.json or vocab.json",
                error);
        }
        catch (Exception error) when (error is KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new InputException(new InputPlace(path),
                $"is no tokenizer.json, or a vocab.json without its merges (vocab.json+merges.txt): {error.Message}", error);
        }
    }

    private static string[] Lines(string path)
    {
        using StreamReader reader = new(FileFailure.OpenRead(path, 1 << 16));
        return reader.ReadToEnd().Split('\n').Select(line => line.TrimEnd('\r')).ToArray();
    }

    private static Dictionary<string, int> Object(string path)
    {
        try
        {
            using FileStream stream = FileFailure.OpenRead(path);
            using JsonDocument document = JsonDocument.Parse(stream);
            return document.RootElement.EnumerateObject().ToDictionary(member => member.Name, member => member.Value.GetInt32());
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException or ArgumentException)
        {
            throw new InputException(new InputPlace(path), "is no vocabulary: expected a JSON object of tokens with their ids", error);
        }
    }
}
