namespace JouleTree.Cli.Tests.Sources;

/// <summary>
/// C# code without its comments and the text of its literals, which are blanked; what stands in the holes of an interpolated string is
/// code and stays. Every character keeps its place.
/// </summary>
internal sealed class CodeText
{
    private readonly string _source;
    private readonly char[] _code;
    private int _at;

    private CodeText(string source)
    {
        _source = source;
        _code = new char[source.Length];
        for (int index = 0; index < source.Length; index++)
            _code[index] = source[index] is '\n' or '\r' ? source[index] : ' ';
    }

    /// <summary>The code of a file.</summary>
    /// <param name="source">Its text.</param>
    public static string Of(string source)
    {
        CodeText text = new(source);
        text.Code(closing: 0);
        return new string(text._code);
    }

    private char Next(int offset = 0) => _at + offset < _source.Length ? _source[_at + offset] : '\0';

    private bool IsAt(string text) => string.CompareOrdinal(_source, _at, text, 0, text.Length) == 0;

    // The code up to the end, or up to so many closing braces as end the hole that it stands in.
    private void Code(int closing)
    {
        int depth = 0;
        while (_at < _source.Length)
        {
            char next = Next();
            if (closing > 0 && next == '}' && depth == 0)
            {
                _at += closing;
                return;
            }

            if (IsAt("//"))
                SkipTo("\n", past: false);
            else if (IsAt("/*"))
                SkipTo("*/", past: true);
            else if (next == '\'')
                Character();
            else if (next is '"' or '$' or '@' && StartOfString() is var (dollars, isVerbatim, quotes) && quotes > 0)
                Text(dollars, isVerbatim, quotes);
            else
            {
                depth += next switch { '{' => 1, '}' => -1, _ => 0 };
                _code[_at] = next;
                _at++;
            }
        }
    }

    // How a string begins here: no quotes where it does not.
    private (int Dollars, bool IsVerbatim, int Quotes) StartOfString()
    {
        int offset = 0;
        (int dollars, bool isVerbatim) = (0, false);
        for (; Next(offset) is '$' or '@'; offset++)
        {
            dollars += Next(offset) == '$' ? 1 : 0;
            isVerbatim |= Next(offset) == '@';
        }

        int quotes = 0;
        while (Next(offset + quotes) == '"')
            quotes++;
        // Two are an empty string; three and more begin a raw one, but not behind @, where a pair stands for a quote.
        quotes = isVerbatim ? Math.Min(quotes, 1) : quotes == 2 ? 1 : quotes;
        _at += quotes > 0 ? offset + quotes : 0;
        return (dollars, isVerbatim, quotes);
    }

    private void Text(int dollars, bool isVerbatim, int quotes)
    {
        while (_at < _source.Length)
        {
            if (quotes == 1 && !isVerbatim && Next() == '\\')
                _at += 2;
            else if (isVerbatim && IsAt("\"\""))
                _at += 2;
            else if (quotes >= 3 ? IsAt(new string('"', quotes)) : Next() == '"')
            {
                _at += quotes;
                return;
            }
            else if (dollars > 0 && Next() == '{')
                Hole(quotes >= 3 ? dollars : 1, isRaw: quotes >= 3);
            else
                _at++;
        }
    }

    private void Hole(int braces, bool isRaw)
    {
        int found = 0;
        while (Next(found) == '{')
            found++;
        _at += found;
        // A doubled brace is a brace in a usual string; too few are braces in a raw one.
        if (isRaw ? found >= braces : found % 2 == 1)
            Code(braces);
    }

    private void Character()
    {
        // Behind a backslash stands at least one character, which may be a quote.
        int from = _at + (Next(1) == '\\' ? 3 : 1);
        int end = from < _source.Length ? _source.IndexOf('\'', from) : -1;
        _at = end < 0 ? _source.Length : end + 1;
    }

    private void SkipTo(string end, bool past)
    {
        int found = _source.IndexOf(end, _at, StringComparison.Ordinal);
        _at = found < 0 ? _source.Length : found + (past ? end.Length : 0);
    }
}
