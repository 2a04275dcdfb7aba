using System.CommandLine;
using JouleTree.Core.Errors;
using JouleTree.Estimates;

namespace JouleTree.Cli.Options;

/// <summary><c>--grid</c>: grams of CO2 beside joules.</summary>
internal sealed class GridOption
{
    /// <summary>The option.</summary>
    public Option<string?> Option { get; } = new("--grid")
    {
        Description = "Also grams of CO2: of a grid's grams per kilowatt-hour, such as 420, or of a country's "
            + "yearly mean, such as DE.",
        HelpName = "G|COUNTRY",
    };

    /// <summary>The grid; null for none.</summary>
    /// <param name="parsed">The parsed command line.</param>
    /// <exception cref="UsageException">There is no such grid.</exception>
    public GridIntensity? Read(ParseResult parsed)
    {
        try
        {
            return parsed.GetValue(Option) is { } text ? GridIntensity.Parse(text) : null;
        }
        catch (InputException error)
        {
            throw new UsageException($"--grid: {error.Problem}");
        }
    }
}
