using JouleTree.Core.Errors;
using JouleTree.Core.Features;
using JouleTree.Core.Files;

namespace JouleTree.Cli.Predictors;

/// <summary>
/// The published predictor needs each of its features in every tree. Where some lack one, as images have no length, the error says what
/// to do instead.
/// </summary>
internal static class PublishedNeeds
{
    /// <summary>What to do instead: the other predictor, as a whole command line.</summary>
    /// <param name="verb">A verb that trains.</param>
    /// <param name="data">Its data.</param>
    /// <param name="folder">Its folder.</param>
    public static string Instead(string verb, InputFile data, string folder) => $"jouletree {verb} {data} {folder} --predictor calibrated";

    /// <summary>The result of some work; its error with the way out where a tree lacks what only this predictor needs.</summary>
    /// <param name="work">Reads trees for the published predictor, or trains it.</param>
    /// <param name="instead">A command line that needs less.</param>
    /// <exception cref="InputException">The error of the work.</exception>
    public static T OrSaidWhatElse<T>(Func<T> work, string instead)
    {
        try
        {
            return work();
        }
        catch (InputException error) when (error.Place.Field is { } field && Optional.Contains(field))
        {
            throw new InputException(
                error.Place,
                $"{error.Problem}; the published predictor (irene, which is meant where nothing is said) needs that of every tree, the "
                    + $"calibrated one does not: {instead}",
                error);
        }
    }

    // What the calibrated predictor does without; it needs counts and batch size, too.
    private static readonly string[] Optional =
    [
        .. Enum.GetValues<Feature>()
            .Where(feature => feature is Feature.InputSize or Feature.SequenceLength or >= Feature.Cpu)
            .Select(feature => feature.ToName()),
    ];
}
