using System.Globalization;
using System.Text;

namespace JouleTree.Measurement.Tokenizers.Models;

/// <summary>Tokens with their ids.</summary>
internal sealed class Vocabulary
{
    private readonly Dictionary<string, int> _ids;
    private readonly Dictionary<int, string> _tokens;

    public Vocabulary(IEnumerable<KeyValuePair<string, int>> tokens)
    {
        _ids = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach ((string token, int id) in tokens)
            _ids[token] = id;
        _tokens = [];
        foreach ((string token, int id) in _ids)
            _tokens.TryAdd(id, token);
    }

    public IEnumerable<string> Tokens => _ids.Keys;

    public int? IdOf(string token) => _ids.TryGetValue(token, out int id) ? id : null;

    public string? TokenOf(int id) => _tokens.GetValueOrDefault(id);

    /// <summary>Adds the tokens of the bytes of a text, if the vocabulary has one for each.</summary>
    public bool TryAddBytes(string text, List<int> ids)
    {
        int count = ids.Count;
        foreach (byte value in Encoding.UTF8.GetBytes(text))
        {
            if (IdOf(string.Create(CultureInfo.InvariantCulture, $"<0x{value:X2}>")) is { } id)
            {
                ids.Add(id);
                continue;
            }

            ids.RemoveRange(count, ids.Count - count);
            return false;
        }

        return true;
    }
}
