namespace JouleTree.Measurement.Tokenizers.Preparing;

/// <summary>Tokens that are looked for in the text as it is, before anything else happens to it.</summary>
internal sealed class AddedTokens
{
    private readonly (string Text, int Id)[] _tokens;

    // Of two that begin at the same place the longer one is meant.
    public AddedTokens(IEnumerable<(string Text, int Id)> tokens) =>
        _tokens = [.. tokens.Where(token => token.Text.Length > 0).OrderByDescending(token => token.Text.Length)];

    public string? TextOf(int id) => _tokens.Where(token => token.Id == id).Select(token => token.Text).FirstOrDefault();

    public IEnumerable<(string Part, int? Id)> Split(string text)
    {
        int start = 0;
        for (int place = 0; place < text.Length;)
        {
            (string Text, int Id)? found = null;
            foreach ((string Text, int Id) token in _tokens)
            {
                if (string.CompareOrdinal(text, place, token.Text, 0, token.Text.Length) == 0)
                {
                    found = token;
                    break;
                }
            }

            if (found is not { } added)
            {
                place++;
                continue;
            }

            if (place > start)
                yield return (text[start..place], null);
            yield return (added.Text, added.Id);
            start = place += added.Text.Length;
        }

        if (start < text.Length)
            yield return (text[start..], null);
    }
}
