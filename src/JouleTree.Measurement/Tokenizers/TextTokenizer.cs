using JouleTree.Core.Errors;
using Tokenizers.DotNet;

namespace JouleTree.Measurement.Tokenizers;

/// <summary>Turns text into the token ids that a model was trained on, those of its special tokens around it included.</summary>
internal sealed class TextTokenizer : IDisposable
{
    private readonly Tokenizer _tokenizer;
    private readonly string _name;

    /// <param name="tokenizer">The library's tokenizer, owned from here on.</param>
    /// <param name="name">The file that it was read from, for messages.</param>
    internal TextTokenizer(Tokenizer tokenizer, string name)
    {
        _tokenizer = tokenizer;
        _name = name;
    }

    /// <summary>Id to fill shorter texts of a batch with; 0 where the tokenizer names none.</summary>
    public int PaddingId { get; internal init; }

    /// <summary>The ids of a text.</summary>
    /// <param name="text">Any text.</param>
    /// <exception cref="InputException">The vocabulary lacks a token for a part of it, and one for the unknown.</exception>
    public IReadOnlyList<int> Encode(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        try
        {
            return Array.ConvertAll(_tokenizer.Encode(text), id => checked((int)id));
        }
        catch (Exception error) when (error is TokenizerException or OverflowException)
        {
            string start = text.Length > 40 ? text[..40] + "…" : text;
            throw new InputException(new InputPlace(_name),
                $"makes no tokens of '{start}' ({error.Message}): name the tokenizer that belongs to the model", error);
        }
    }

    /// <summary>Frees the library's memory.</summary>
    public void Dispose() => _tokenizer.Dispose();
}
