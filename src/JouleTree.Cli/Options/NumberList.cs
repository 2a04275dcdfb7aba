using System.CommandLine;
using System.CommandLine.Parsing;

namespace JouleTree.Cli.Options;

/// <summary>
/// Whole numbers of at least 1 as a command line spells them: <c>1,2,4</c>, ranges with both ends <c>8:512:8</c> (from, to, step; the
/// step is 1 where it is left out) and ranges that multiply <c>1:64:x2</c>, joined by commas.
/// </summary>
internal static class NumberList
{
    /// <summary>How a list is spelled, for messages.</summary>
    public const string Spelling = "numbers such as 1,2,4, ranges such as 8:512:8 or 1:64:x2, joined by commas";

    /// <summary>How a list is spelled whose ranges double where they name no step.</summary>
    public const string DoublingSpelling =
        "numbers such as 1,2,4, ranges that double such as 1:64 or step such as 8:64:8, joined by commas";

    private const int Most = 1_000_000;

    /// <summary>An option that takes a list.</summary>
    /// <param name="name">Name of the option.</param>
    /// <param name="alias">Short name.</param>
    /// <param name="description">What it is for.</param>
    public static Option<IReadOnlyList<int>?> Option(string name, string alias, string description) => new(name, alias)
    {
        Description = $"{description}: {Spelling}.",
        HelpName = "LIST",
        CustomParser = result => Parse(name, result, doubles: false),
    };

    /// <summary>An option that takes a list whose ranges double: <c>1:64</c> is 1, 2, 4 to 64.</summary>
    /// <param name="name">Name of the option.</param>
    /// <param name="description">What it is for.</param>
    public static Option<IReadOnlyList<int>?> Doubling(string name, string description) => new(name)
    {
        Description = $"{description}: {DoublingSpelling}.",
        HelpName = "LIST",
        CustomParser = result => Parse(name, result, doubles: true),
    };

    /// <summary>The numbers of a list, each once, in its order.</summary>
    /// <param name="what">What error messages call it.</param>
    /// <param name="text">The list.</param>
    /// <param name="doubles">Ranges double where they name no step, instead of counting.</param>
    /// <exception cref="UsageException">It is not spelled as it must be.</exception>
    public static IReadOnlyList<int> Parse(string what, string text, bool doubles = false)
    {
        OrderedSet numbers = new();
        foreach (string part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            string[] ends = part.Split(':');
            if (ends.Length > 3)
                throw Wrong(what, text, part, doubles);
            int from = Number(ends[0]) ?? throw Wrong(what, text, part, doubles);
            int to = ends.Length == 1 ? from : Number(ends[1]) ?? throw Wrong(what, text, part, doubles);
            bool multiplies = ends.Length == 3 ? ends[2].StartsWith('x') : doubles;
            int step = ends.Length < 3
                ? (doubles ? 2 : 1)
                : Number(ends[2][(multiplies ? 1 : 0)..]) ?? throw Wrong(what, text, part, doubles);
            if (to < from || (multiplies && step < 2))
                throw Wrong(what, text, part, doubles);
            for (long value = from; value <= to; value = multiplies ? value * step : value + step)
            {
                if (numbers.Add((int)value) > Most)
                    throw new UsageException($"{what} {text}: has more than {Most} numbers");
            }
        }

        return numbers.Values;
    }

    private static IReadOnlyList<int>? Parse(string name, ArgumentResult result, bool doubles)
    {
        try
        {
            return Parse(name, string.Join(',', result.Tokens.Select(token => token.Value)), doubles);
        }
        catch (UsageException error)
        {
            result.AddError(error.Message);
            return null;
        }
    }

    private static int? Number(string text) => NumberOption.Whole(text) is >= 1 and <= int.MaxValue and var value ? (int)value : null;

    private static UsageException Wrong(string what, string text, string part, bool doubles) =>
        new($"{what} {text}: found '{part}', expected {(doubles ? DoublingSpelling : Spelling)}; all from 1 to {int.MaxValue}");

    private sealed class OrderedSet
    {
        private readonly HashSet<int> _known = [];
        private readonly List<int> _values = [];

        public IReadOnlyList<int> Values => _values;

        public int Add(int value)
        {
            if (_known.Add(value))
                _values.Add(value);
            return _values.Count;
        }
    }
}
