namespace JouleTree.Graphs;

/// <summary>Names that somebody may have meant.</summary>
internal static class NearNames
{
    /// <summary>The nearest candidates: at most three, each within a third of its length in edits or continuing the name.</summary>
    /// <param name="name">What was typed.</param>
    /// <param name="candidates">Names that exist.</param>
    public static IReadOnlyList<string> Of(string name, IEnumerable<string> candidates) =>
    [
        .. candidates
            .Select(candidate => (Name: candidate, Distance: Distance(name, candidate)))
            .Where(item => item.Distance <= Math.Max(1, item.Name.Length / 3)
                || (name.Length >= 3 && item.Name.Contains(name, StringComparison.OrdinalIgnoreCase)))
            .OrderBy(item => item.Distance)
            .ThenBy(item => item.Name, StringComparer.Ordinal)
            .Take(3)
            .Select(item => item.Name),
    ];

    /// <summary>Levenshtein's distance, upper and lower case being the same.</summary>
    private static int Distance(string left, string right)
    {
        int[] row = new int[right.Length + 1];
        for (int column = 0; column < row.Length; column++)
            row[column] = column;
        for (int line = 1; line <= left.Length; line++)
        {
            int diagonal = row[0];
            row[0] = line;
            for (int column = 1; column < row.Length; column++)
            {
                int change = char.ToUpperInvariant(left[line - 1]) == char.ToUpperInvariant(right[column - 1]) ? 0 : 1;
                int best = Math.Min(Math.Min(row[column], row[column - 1]) + 1, diagonal + change);
                diagonal = row[column];
                row[column] = best;
            }
        }

        return row[^1];
    }
}
