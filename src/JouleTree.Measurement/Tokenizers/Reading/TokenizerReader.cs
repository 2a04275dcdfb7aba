using System.Text.Json;
using System.Text.Json.Nodes;
using JouleTree.Core.Errors;
using JouleTree.Core.Files;

namespace JouleTree.Measurement.Tokenizers.Reading;

/// <summary>Reads tokenizers from the files that are published with models.</summary>
internal static class TokenizerReader
{
    private const char Separator = '+';

    /// <summary>Reads a tokenizer.</summary>
    /// <param name="files">
    /// <c>tokenizer.json</c>, <c>vocab.txt</c> (WordPiece), or <c>vocab.json+merges.txt</c> (byte-pair encoding); two files are
    /// joined by +.
    /// </param>
    /// <returns>A tokenizer, owned by the caller.</returns>
    /// <exception cref="InputException">A file cannot be read, or there is no library for this platform.</exception>
    public static TextTokenizer Read(string files)
    {
        ArgumentException.ThrowIfNullOrEmpty(files);
        return Read([.. (File.Exists(files) ? [files] : files.Split(Separator)).Select(path => new InputFile(path))]);
    }

    /// <summary>Reads a tokenizer.</summary>
    /// <param name="files">One or two files, as <see cref="Read(string)"/>; a pipe is told by its content.</param>
    /// <returns>A tokenizer, owned by the caller.</returns>
    /// <exception cref="InputException">A file cannot be read, or there is no library for this platform.</exception>
    public static TextTokenizer Read(IReadOnlyList<InputFile> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        try
        {
            JsonObject tokenizer = files switch
            {
                [var one] when one.FileName.EndsWith(".txt", StringComparison.OrdinalIgnoreCase) => VocabularyFiles.WordPiece(Lines(one)),
                [var one] when one.FileName.EndsWith(".json", StringComparison.OrdinalIgnoreCase) => Whole(one),
                [var one] when one.Exists && !Path.HasExtension(one.FileName) =>
                    one.StartsAsJsonObject() ? Whole(one) : VocabularyFiles.WordPiece(Lines(one)),
                [var vocabulary, var merges] => VocabularyFiles.BytePair(Json(vocabulary), Lines(merges)),
                _ => throw new InputException("expected tokenizer.json, vocab.txt, or vocab.json+merges.txt"),
            };
            return TokenizerLibrary.Open(tokenizer, files[0].Name);
        }
        catch (InputException error) when (error.Place.File is null && files.Count > 0)
        {
            throw error.In(files[0].Name);
        }
        catch (Exception error) when (error is InvalidOperationException or FormatException)
        {
            // Members of another kind than the format's, and text that is not Unicode.
            throw new InputException(new InputPlace(files[0].Name), $"is no tokenizer.json: {error.Message}; fetch the file again", error);
        }
    }

    private static JsonObject Whole(InputFile file) => Json(file) is { } json && json["model"] is JsonObject
        ? json
        : throw new InputException(new InputPlace(file.Name),
            "has no member 'model', so it is no tokenizer.json: a vocab.json goes with its merges (vocab.json+merges.txt)");

    private static string[] Lines(InputFile file)
    {
        using StreamReader reader = file.OpenText();
        return reader.ReadToEnd().Split('\n').Select(line => line.TrimEnd('\r')).ToArray();
    }

    private static JsonObject Json(InputFile file)
    {
        try
        {
            using Stream stream = file.Open();
            // A member that stands twice would be the first of the two for some readers and the second for others.
            return JsonNode.Parse(stream, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false }) as JsonObject
                ?? throw new InputException(new InputPlace(file.Name),
                    "is no tokenizer.json and no vocab.json: expected a JSON object, fetch the file again");
        }
        catch (JsonException error)
        {
            throw new InputException(new InputPlace(file.Name, error.LineNumber + 1),
                $"is not JSON ({error.Message}), expected a tokenizer.json or vocab.json: fetch the file again", error);
        }
    }
}
