using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using JouleTree.Core.Errors;
using Tokenizers.DotNet;

namespace JouleTree.Measurement.Tokenizers.Reading;

/// <summary>
/// The library of the format's authors (the crate tokenizers, by the package Tokenizers.DotNet), which knows all of the format and
/// takes it as a file.
/// </summary>
internal static class TokenizerLibrary
{
    // Cutting and filling are the batch's business here, and no ids are turned back to text.
    private static readonly string[] NotWanted = ["truncation", "padding", "decoder"];

    private static readonly string[] Steps = ["normalizer", "pre_tokenizer", "post_processor"];

    /// <summary>Opens a tokenizer.</summary>
    /// <param name="tokenizer">A tokenizer.json; changed.</param>
    /// <param name="name">The file that it is from, for messages.</param>
    /// <param name="load">Loads a file, in place of the library.</param>
    /// <exception cref="InputException">It is no tokenizer, or there is no library for this platform.</exception>
    public static TextTokenizer Open(JsonObject tokenizer, string name, Func<string, Tokenizer>? load = null)
    {
        load ??= path => new Tokenizer(path);
        try
        {
            int padding = PaddingId(tokenizer);
            foreach (string member in NotWanted)
                tokenizer.Remove(member);
            Damage.Refuse(tokenizer);
            return new TextTokenizer(Load(tokenizer, load), name) { PaddingId = padding };
        }
        catch (DllNotFoundException error)
        {
            string platform = RuntimeInformation.RuntimeIdentifier;
            throw new InputException(default,
                $"this build has no library of tokenizers for {platform}: put the library of the package "
                + $"Tokenizers.DotNet.runtime.{platform} beside the program, or give the length of the inputs instead of a text", error);
        }
        catch (TokenizerException error)
        {
            throw Explain(tokenizer, load, error);
        }
    }

    private static Tokenizer Load(JsonObject tokenizer, Func<string, Tokenizer> load)
    {
        string path = Path.Combine(Path.GetTempPath(), $"jouletree-{Guid.NewGuid():N}.json");
        try
        {
            File.WriteAllText(path, tokenizer.ToJsonString());
            return load(path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    // The library says at which letter it gave up, not what it did not know: that is the step without which it reads the rest.
    private static InputException Explain(JsonObject tokenizer, Func<string, Tokenizer> load, TokenizerException error)
    {
        foreach (string step in Steps)
        {
            if (tokenizer[step] is not { } suspect)
                continue;
            tokenizer.Remove(step);
            try
            {
                Load(tokenizer, load).Dispose();
                string text = suspect.ToJsonString();
                return new InputException(new InputPlace(Field: step),
                    $"is {(text.Length > 200 ? text[..200] + "…" : text)}, which the library of the format (tokenizers 0.22) does not "
                    + "know: save the tokenizer with that version of it", error);
            }
            catch (TokenizerException)
            {
                tokenizer[step] = suspect;
            }
        }

        string problem = error.Message.Replace("Failed to load tokenizer: ", "", StringComparison.Ordinal).Split(" at line ")[0];
        return new InputException(new InputPlace(Field: "model"),
            $"cannot be read ({problem}), expected WordPiece, BPE, Unigram or WordLevel with all of its members: fetch the file again",
            error);
    }

    private static int PaddingId(JsonObject tokenizer)
    {
        if (tokenizer["padding"] is { } padding)
            return padding["pad_id"]?.GetValue<int>() ?? 0;
        foreach (string name in (string[])["[PAD]", "<pad>"])
        {
            JsonNode? added = (tokenizer["added_tokens"] as JsonArray)?.FirstOrDefault(token => (string?)token?["content"] == name);
            if ((added?["id"] ?? (tokenizer["model"]?["vocab"] as JsonObject)?[name]) is { } id)
                return id.GetValue<int>();
        }

        return 0;
    }
}
