using JouleTree.Core.Errors;

namespace JouleTree.Graphs.Zoo;

/// <summary>All architectures that have a name.</summary>
/// <remarks>
/// Families announce themselves by a module initializer in their own file, before anything else in this assembly runs;
/// afterwards the list does not change, and reading it is safe for several threads.
/// </remarks>
internal static class ModelZoo
{
    private static readonly List<ZooFamily> Announced = [];

    // Sorted at the first question, which comes after all announcements.
    private static readonly Lazy<ZooFamily[]> Sorted = new(() => [.. Announced.OrderBy(family => family.Name, StringComparer.Ordinal)]);

    /// <summary>The families, by name.</summary>
    public static IReadOnlyList<ZooFamily> Families => Sorted.Value;

    /// <summary>All models, family by family.</summary>
    public static IEnumerable<ZooModel> Models => Families.SelectMany(family => family.Models);

    /// <summary>The model of a name, or null.</summary>
    /// <param name="name">
    /// A name, such as <c>bert-base-uncased</c>; upper and lower case are the same, and an organisation before a slash
    /// (<c>google-bert/</c>) may be there or not.
    /// </param>
    /// <remarks>A head behind a colon (<c>bert-base-uncased:masked-lm</c>) gives the model with that head.</remarks>
    /// <exception cref="InputException">The model is known and does not have the head.</exception>
    public static ZooModel? TryFind(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        int colon = name.LastIndexOf(':');
        if (colon < 0)
            return FindBase(name);
        if (FindBase(name[..colon]) is not { } found)
            return null;
        return found.With(found.Family.HeadOf(name[(colon + 1)..]));
    }

    /// <summary>The model of a name.</summary>
    /// <param name="name">A name, such as <c>bert-base-uncased</c>; upper and lower case are the same.</param>
    /// <exception cref="InputException">There is none; the message suggests near names.</exception>
    public static ZooModel Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (TryFind(name) is { } model)
            return model;
        string near = string.Join(", ", NearNames.Of(name, Models.Select(candidate => candidate.Name)));
        throw new InputException(
            $"no architecture is called '{name}'" + (near.Length > 0
                ? $"; did you mean {near}? A model that has no name here is given by the path of its config.json, or as a near one with "
                    + $"changes (`{nameof(ConfigFields)}`)"
                : $"; `{nameof(ModelZoo)}.{nameof(Models)}` shows all names"))
        {
            Arguments = [$"{nameof(ModelZoo)}.{nameof(Models)}", nameof(ConfigFields)],
        };
    }

    private static ZooModel? FindBase(string name) =>
        Models.FirstOrDefault(model => Same(model.Name, name) || model.Aliases.Any(alias => Same(alias, name)))
        ?? Models.FirstOrDefault(model =>
            Same(WithoutOwner(model.Name), WithoutOwner(name))
                || model.Aliases.Any(alias => Same(WithoutOwner(alias), WithoutOwner(name))))
        ?? TypeSuffixes.TryFind(name, FindBase);

    private static bool Same(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);

    private static string WithoutOwner(string name) => name[(name.LastIndexOf('/') + 1)..];

    /// <summary>Called by each family's module initializer.</summary>
    /// <param name="family">The family.</param>
    internal static void Announce(ZooFamily family) => Announced.Add(family);
}
