using System.Globalization;
using JouleTree.Core.Results;
using JouleTree.Core.Trees;
using JouleTree.Core.Trees.Details;

namespace JouleTree.Reporting.Trees;

/// <summary>Where the energies of trees come from, in words.</summary>
internal static class Provenance
{
    private const int MostValues = 5;

    /// <summary>What is known of it, by name; a value is null where nobody knows.</summary>
    /// <param name="trees">Trees, at least one.</param>
    public static IEnumerable<(string Name, string? Value)> Of(IReadOnlyList<ModelTree> trees)
    {
        ArgumentNullException.ThrowIfNull(trees);
        string[] sources = [.. trees.Select(tree => NodeEnergies.Of(tree, tree.Root).Shown?.Source.ToName() ?? "none").Distinct()];
        yield return ("Energies", string.Join(", ", sources)
            + (trees.Any(tree => tree.Details?.Synthetic == true) ? "; SYNTHETIC: numbers of a formula, not of a machine" : ""));
        yield return ("Device", Each(trees, details => details.Device));
        // Nothing meters or executes a prediction.
        if (trees.Any(tree => NodeEnergies.Of(tree, tree.Root).Measured is not null))
        {
            yield return ("Meter", Each(trees, details => details.Meter));
            yield return ("Engine", Each(trees, details => details.Engine));
        }

        yield return ("Software", Several(trees.SelectMany(tree => tree.Details?.Software ?? new Dictionary<string, string>())
            .Select(pair => $"{pair.Key} {pair.Value}")));
        yield return ("Date", Several(
            trees.Select(tree => tree.Details?.Date?.ToString("yyyy-MM-dd HH:mm 'UTC'zzz", CultureInfo.InvariantCulture))));
        yield return ("Command", Several(trees.Select(tree => tree.Details?.Command)));
    }

    private static string? Each(IReadOnlyList<ModelTree> trees, Func<TreeDetails, NamedDetails?> of) =>
        Several(trees.Select(tree => tree.Details is { } details ? of(details) : null).Select(Describe));

    private static string? Describe(NamedDetails? named)
    {
        if (named is null)
            return null;
        string properties = string.Join(", ", (named.Properties ?? new Dictionary<string, string>())
            .Select(pair => $"{pair.Key.Replace('_', ' ')}: {pair.Value}"));
        return string.Join("; ", new[] { $"{named.Name} {named.Version}".Trim(), properties }.Where(part => part.Length > 0));
    }

    private static string? Several(IEnumerable<string?> values)
    {
        string[] different = [.. values.OfType<string>().Distinct()];
        return different.Length == 0
            ? null
            : string.Join(" | ", different.Take(MostValues))
                + (different.Length > MostValues ? $" | and {different.Length - MostValues} more" : "");
    }
}
