using JouleTree.Core.Errors;
using JouleTree.Measurement.Tokenizers.Preparing;

namespace JouleTree.Measurement.Tokenizers.Models;

/// <summary>
/// WordPiece (Wu et al. 2016; as BERT has it): of each word the longest token that begins it, then the longest that
/// continues it, and so on; a word that cannot be made up so is unknown as a whole.
/// </summary>
internal sealed class WordPieceModel : ITokenModel
{
    private readonly Vocabulary _vocabulary;
    private readonly string _continuation;
    private readonly int _longestWord;
    private readonly int _unknown;

    public WordPieceModel(Vocabulary vocabulary, string unknown = "[UNK]", string continuation = "##", int longestWord = 100)
    {
        _vocabulary = vocabulary;
        _continuation = continuation;
        _longestWord = longestWord;
        _unknown = vocabulary.IdOf(unknown) ?? throw new InputException(
            $"the vocabulary has no token {unknown} for words that it does not know: name the vocabulary that belongs to the model");
    }

    public void Encode(string word, List<int> ids)
    {
        int first = ids.Count;
        if (Characters.Count(word) > _longestWord)
        {
            ids.Add(_unknown);
            return;
        }

        for (int start = 0; start < word.Length;)
        {
            int end = word.Length;
            int? id = null;
            for (; end > start && id is null; end -= id is null ? 1 : 0)
                id = _vocabulary.IdOf(start > 0 ? _continuation + word[start..end] : word[start..end]);
            if (id is not { } known)
            {
                ids.RemoveRange(first, ids.Count - first);
                ids.Add(_unknown);
                return;
            }

            ids.Add(known);
            start = end;
        }
    }

    public string? TokenOf(int id) => _vocabulary.TokenOf(id);

    public int? IdOf(string token) => _vocabulary.IdOf(token);
}
