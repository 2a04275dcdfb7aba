using System.CommandLine;

namespace JouleTree.Cli.Options;

/// <summary>Options that stand on a command line, apart from those that have their default.</summary>
internal static class GivenOptions
{
    /// <summary>True where a command line says something of an option.</summary>
    /// <param name="parsed">The parsed command line.</param>
    /// <param name="option">An option of its verb.</param>
    public static bool IsGiven(this ParseResult parsed, Option option) => parsed.GetResult(option) is { Implicit: false };

    /// <summary>Refuses options that would have no effect: what is asked for and ignored misleads.</summary>
    /// <param name="parsed">The parsed command line.</param>
    /// <param name="options">The options.</param>
    /// <param name="reason">Why they have none and what to do, behind the name of the first that is given.</param>
    /// <exception cref="UsageException">One of them is given.</exception>
    public static void Refuse(this ParseResult parsed, IEnumerable<Option> options, string reason)
    {
        if (options.FirstOrDefault(parsed.IsGiven) is { } stray)
            throw new UsageException($"{stray.Name} {reason}");
    }
}
