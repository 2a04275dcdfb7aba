using JouleTree.Core.Errors;
using JouleTree.Measurement.Tokenizers.Preparing;

namespace JouleTree.Measurement.Tokenizers.Models;

/// <summary>
/// Byte-pair encoding (Sennrich et al. 2016): a word begins as its characters; of all neighbours the pair that was merged
/// first in training is merged, until none is left.
/// </summary>
internal sealed class BytePairModel(Vocabulary vocabulary, IEnumerable<(string Left, string Right)> merges) : ITokenModel
{
    private readonly Dictionary<(string, string), int> _ranks = Ranks(merges);
    private readonly Dictionary<string, int[]> _words = new(StringComparer.Ordinal);

    /// <summary>Token for what the vocabulary does not have, or null to leave it out.</summary>
    public string? Unknown { get; init; }

    /// <summary>Marks the end of a word, such as <c>&lt;/w&gt;</c>; empty for none.</summary>
    public string EndOfWord { get; init; } = "";

    /// <summary>Marks a token that continues a word; empty for none.</summary>
    public string Continuation { get; init; } = "";

    /// <summary>Neighbouring unknown characters are one unknown token.</summary>
    public bool FuseUnknown { get; init; }

    /// <summary>Characters without a token become the tokens of their bytes.</summary>
    public bool ByteFallback { get; init; }

    /// <summary>A word that is a token is not split, whatever the merges say.</summary>
    public bool WholeWordsFirst { get; init; }

    public void Encode(string word, List<int> ids)
    {
        if (!_words.TryGetValue(word, out int[]? known))
        {
            List<int> own = [];
            Split(word, own);
            // Text repeats its words; a text of nothing but different words must not fill the memory.
            if (_words.Count < 100_000)
                _words[word] = known = [.. own];
            else
                known = [.. own];
        }

        ids.AddRange(known);
    }

    public string? TokenOf(int id) => vocabulary.TokenOf(id);

    public int? IdOf(string token) => vocabulary.IdOf(token);

    private static Dictionary<(string, string), int> Ranks(IEnumerable<(string Left, string Right)> merges)
    {
        Dictionary<(string, string), int> ranks = [];
        foreach ((string, string) merge in merges)
            ranks.TryAdd(merge, ranks.Count);
        return ranks;
    }

    private void Split(string word, List<int> ids)
    {
        if (WholeWordsFirst && vocabulary.IdOf(word) is { } whole)
        {
            ids.Add(whole);
            return;
        }

        List<string> symbols = [.. Characters.Of(word)];
        for (int index = 1; index < symbols.Count && Continuation.Length > 0; index++)
            symbols[index] = Continuation + symbols[index];
        if (symbols.Count > 0)
            symbols[^1] += EndOfWord;
        while (Best(symbols) is { } place)
        {
            symbols[place] += symbols[place + 1][Continuation.Length..];
            symbols.RemoveAt(place + 1);
        }

        bool wasUnknown = false;
        foreach (string symbol in symbols)
        {
            if (vocabulary.IdOf(symbol) is { } id)
            {
                ids.Add(id);
                wasUnknown = false;
            }
            else if (!(ByteFallback && vocabulary.TryAddBytes(symbol, ids)))
            {
                AddUnknown(symbol, ids, wasUnknown && FuseUnknown);
                wasUnknown = true;
            }
        }
    }

    private void AddUnknown(string symbol, List<int> ids, bool isFused)
    {
        if (isFused || Unknown is null)
            return;
        ids.Add(vocabulary.IdOf(Unknown) ?? throw new InputException(
            $"the vocabulary has neither '{symbol}' nor its unknown token {Unknown}: name the tokenizer that belongs to the model"));
    }

    private int? Best(List<string> symbols)
    {
        int? best = null;
        int lowest = int.MaxValue;
        for (int index = 0; index + 1 < symbols.Count; index++)
        {
            if (_ranks.TryGetValue((symbols[index], symbols[index + 1]), out int rank) && rank < lowest)
            {
                lowest = rank;
                best = index;
            }
        }

        return best;
    }
}
