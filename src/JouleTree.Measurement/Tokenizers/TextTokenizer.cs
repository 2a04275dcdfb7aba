using JouleTree.Measurement.Tokenizers.Models;
using JouleTree.Measurement.Tokenizers.Preparing;

namespace JouleTree.Measurement.Tokenizers;

/// <summary>
/// Turns text into the token ids that a model was trained on: special tokens are cut out, the rest is normalised, split
/// into words, and each word into tokens. Not safe for several threads at once.
/// </summary>
internal sealed class TextTokenizer
{
    private readonly AddedTokens _added;
    private readonly Func<string, string> _normalize;
    private readonly Func<string, bool, IEnumerable<string>> _split;
    private readonly ITokenModel _model;
    private readonly IReadOnlyList<int> _prefix;
    private readonly IReadOnlyList<int> _suffix;

    internal TextTokenizer(
        AddedTokens added, Func<string, string> normalize, Func<string, bool, IEnumerable<string>> split, ITokenModel model,
        IReadOnlyList<int> prefix, IReadOnlyList<int> suffix)
    {
        _added = added;
        _normalize = normalize;
        _split = split;
        _model = model;
        _prefix = prefix;
        _suffix = suffix;
    }

    /// <summary>Id to fill shorter texts of a batch with; 0 where the tokenizer names none.</summary>
    public int PaddingId { get; internal init; }

    /// <summary>Number of ids that special tokens around a text add.</summary>
    public int SpecialCount => _prefix.Count + _suffix.Count;

    /// <summary>The ids of a text.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="addSpecial">Put the model's special tokens around it, such as [CLS] and [SEP]. Default: true.</param>
    public IReadOnlyList<int> Encode(string text, bool addSpecial = true)
    {
        ArgumentNullException.ThrowIfNull(text);
        List<int> ids = [];
        if (addSpecial)
            ids.AddRange(_prefix);
        bool isFirst = true;
        foreach ((string part, int? id) in _added.Split(text))
        {
            if (id is { } special)
                ids.Add(special);
            else if (_normalize(part) is { Length: > 0 } normal)
                Add(normal, isFirst);
            isFirst = false;
        }

        if (addSpecial)
            ids.AddRange(_suffix);
        return ids;

        void Add(string normal, bool first)
        {
            foreach (string word in _split(normal, first))
            {
                if (word.Length > 0)
                    _model.Encode(word, ids);
            }
        }
    }

    /// <summary>The text of a token, as the vocabulary has it, or null for an id without one.</summary>
    /// <param name="id">An id.</param>
    public string? TokenOf(int id) => _model.TokenOf(id) ?? _added.TextOf(id);
}
