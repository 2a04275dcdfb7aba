using JouleTree.Core.Errors;

namespace JouleTree.Measurement.Tokenizers.Models;

/// <summary>
/// The unigram language model (Kudo 2018): of all ways to cut a text into pieces the most probable one, found by Viterbi's
/// algorithm; neighbouring unknown characters are one unknown token.
/// </summary>
internal sealed class UnigramModel : ITokenModel
{
    // An unknown character is this much less probable, in logarithm, than the least probable piece (as in SentencePiece).
    private const double UnknownPenalty = 10;

    private readonly Vocabulary _vocabulary;
    private readonly Dictionary<string, (int Id, double Score)> _pieces;
    private readonly Dictionary<string, (int, double)>.AlternateLookup<ReadOnlySpan<char>> _lookup;
    private readonly int? _unknown;
    private readonly bool _byteFallback;
    private readonly int _longest;
    private readonly double _unknownScore;

    public UnigramModel(IReadOnlyList<(string Piece, double Score)> pieces, int? unknown, bool byteFallback)
    {
        _pieces = new Dictionary<string, (int, double)>(StringComparer.Ordinal);
        for (int id = 0; id < pieces.Count; id++)
            _pieces[pieces[id].Piece] = (id, pieces[id].Score);
        if (_pieces.Count == 0)
            throw new InputException("the vocabulary is empty, expected pieces with their scores");
        if (unknown is { } index && (index < 0 || index >= pieces.Count))
            throw new InputException(new InputPlace(Field: "unk_id"),
                $"is {index}, and the vocabulary has {pieces.Count} pieces: expected the number of one of them");
        _lookup = _pieces.GetAlternateLookup<ReadOnlySpan<char>>();
        _vocabulary = new Vocabulary(pieces.Select((piece, id) => KeyValuePair.Create(piece.Piece, id)));
        _unknown = unknown;
        _byteFallback = byteFallback;
        _longest = pieces.Max(piece => piece.Piece.Length);
        _unknownScore = pieces.Min(piece => piece.Score) - UnknownPenalty;
    }

    public void Encode(string word, List<int> ids)
    {
        // Best score of a cutting of the first n characters, where its last piece begins, and what that piece is.
        double[] scores = new double[word.Length + 1];
        int[] starts = new int[word.Length + 1];
        int[] pieces = new int[word.Length + 1];
        Array.Fill(starts, -1);
        for (int start = 0; start < word.Length;)
        {
            int width = char.IsSurrogatePair(word, start) ? 2 : 1;
            bool hasSingle = false;
            for (int length = 1; length <= Math.Min(_longest, word.Length - start); length++)
            {
                if (!_lookup.TryGetValue(word.AsSpan(start, length), out (int Id, double Score) piece))
                    continue;
                hasSingle |= length == width;
                Offer(start, start + length, scores[start] + piece.Score, piece.Id);
            }

            if (!hasSingle)
                Offer(start, start + width, scores[start] + _unknownScore, -1);
            start += width;
        }

        List<(int Start, int End, int Id)> path = [];
        for (int end = word.Length; end > 0; end = starts[end])
            path.Add((starts[end], end, pieces[end]));
        path.Reverse();
        for (int index = 0; index < path.Count;)
        {
            if (path[index].Id >= 0)
            {
                ids.Add(path[index++].Id);
                continue;
            }

            int first = path[index].Start;
            while (index < path.Count && path[index].Id < 0)
                index++;
            AddUnknown(word[first..path[index - 1].End], ids);
        }

        void Offer(int start, int end, double score, int id)
        {
            if (starts[end] >= 0 && score <= scores[end])
                return;
            scores[end] = score;
            starts[end] = start;
            pieces[end] = id;
        }
    }

    public string? TokenOf(int id) => _vocabulary.TokenOf(id);

    public int? IdOf(string token) => _vocabulary.IdOf(token);

    private void AddUnknown(string text, List<int> ids)
    {
        if (_byteFallback && _vocabulary.TryAddBytes(text, ids))
            return;
        ids.Add(_unknown ?? throw new InputException(
            $"the vocabulary has neither '{text}' nor a token for the unknown: name the tokenizer that belongs to the model"));
    }
}
