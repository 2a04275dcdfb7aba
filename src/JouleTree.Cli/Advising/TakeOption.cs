using System.CommandLine;
using System.Globalization;
using JouleTree.Advice;
using JouleTree.Cli.Options;
using JouleTree.Core.Errors;

namespace JouleTree.Cli.Advising;

/// <summary><c>--take</c>: which moves are made together, by their numbers or their names.</summary>
internal sealed class TakeOption
{
    private readonly Option<string?> _take = new("--take")
    {
        Description = "Moves that are made together: their numbers in the table, or their names, such as 1,3 or layers-half,batch-2x.",
        HelpName = "LIST",
    };

    /// <summary>The option itself.</summary>
    public Option Option => _take;

    /// <summary>The moves that are taken; none where nothing is said.</summary>
    /// <param name="parsed">The parsed command line.</param>
    /// <param name="advice">The advice.</param>
    /// <exception cref="UsageException">There is no such move, or two exclude each other.</exception>
    public IReadOnlyList<PricedMove> Read(ParseResult parsed, EnergyAdvice advice)
    {
        if (parsed.GetValue(_take) is not { } text)
            return [];
        PricedMove[] moves =
            [.. text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Find).Distinct()];
        return moves.Length > 0
            ? moves
            : throw new UsageException($"{_take.Name} {text}: expected numbers or names of moves, such as 1,3");

        PricedMove Find(string one)
        {
            if (int.TryParse(one, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number))
            {
                return number >= 1 && number <= advice.Moves.Count ? advice.Moves[number - 1] : throw new UsageException(
                    $"{_take.Name} {one}: there is no such move; they are numbered from 1 to {advice.Moves.Count}");
            }

            try
            {
                return advice.Move(one);
            }
            catch (InputException error)
            {
                throw new UsageException($"{_take.Name} {one}: {error.Message}");
            }
        }
    }
}
