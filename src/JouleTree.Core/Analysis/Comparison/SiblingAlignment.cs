using JouleTree.Core.Trees;

namespace JouleTree.Core.Analysis.Comparison;

/// <summary>Pairs siblings whose names differ, in their order, so that what is inside is as much alike as possible.</summary>
internal static class SiblingAlignment
{
    // Below this two modules have little in common, such as a pooler and an encoder.
    private const double LeastLikeness = 0.5;

    // Lists longer than this, as in files without scopes, are paired by type and order alone: the table would be too large.
    private const long LargestTable = 1_000_000;

    /// <summary>Finds partners for those that have none.</summary>
    /// <param name="lefts">Left siblings.</param>
    /// <param name="rights">Right siblings.</param>
    /// <param name="partners">Position of each left one's partner, -1 for none; completed in place.</param>
    /// <param name="contents">Compares nodes.</param>
    public static void Complete(IReadOnlyList<TreeNode> lefts, IReadOnlyList<TreeNode> rights, int[] partners, Contents contents)
    {
        HashSet<int> taken = [.. partners.Where(partner => partner >= 0)];
        int[] openLeft = [.. Enumerable.Range(0, lefts.Count).Where(index => partners[index] < 0)];
        int[] openRight = [.. Enumerable.Range(0, rights.Count).Where(index => !taken.Contains(index))];
        if (openLeft.Length == 0 || openRight.Length == 0)
            return;
        if ((long)openLeft.Length * openRight.Length > LargestTable)
            ByType(lefts, rights, partners, openLeft, openRight);
        else
            ByTable(lefts, rights, partners, openLeft, openRight, contents);
    }

    private static void ByType(IReadOnlyList<TreeNode> lefts, IReadOnlyList<TreeNode> rights, int[] partners, int[] openLeft,
        int[] openRight)
    {
        Dictionary<string, Queue<int>> byType = openRight
            .GroupBy(index => rights[index].InstanceType, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(group => group.Key, group => new Queue<int>(group), StringComparer.OrdinalIgnoreCase);
        foreach (int index in openLeft)
        {
            if (byType.TryGetValue(lefts[index].InstanceType, out Queue<int>? positions) && positions.TryDequeue(out int partner))
                partners[index] = partner;
        }
    }

    /// <summary>
    /// The alignment of two sequences of the largest sum of likenesses (Needleman and Wunsch, 1970, without gap costs), each weighted by
    /// how much is inside: twelve layers are not given up for a normalisation that stands in another place.
    /// </summary>
    private static void ByTable(
        IReadOnlyList<TreeNode> lefts, IReadOnlyList<TreeNode> rights, int[] partners, int[] openLeft, int[] openRight, Contents contents)
    {
        double[,] best = new double[openLeft.Length + 1, openRight.Length + 1];
        double[,] likeness = new double[openLeft.Length, openRight.Length];
        double[,] worth = new double[openLeft.Length, openRight.Length];
        for (int left = openLeft.Length - 1; left >= 0; left--)
        {
            for (int right = openRight.Length - 1; right >= 0; right--)
            {
                double alike = contents.Likeness(lefts[openLeft[left]], rights[openRight[right]]);
                likeness[left, right] = alike;
                worth[left, right] = alike * contents.SizeOfSmaller(lefts[openLeft[left]], rights[openRight[right]]);
                double paired = alike >= LeastLikeness ? worth[left, right] + best[left + 1, right + 1] : double.NegativeInfinity;
                best[left, right] = Math.Max(paired, Math.Max(best[left + 1, right], best[left, right + 1]));
            }
        }

        for (int left = 0, right = 0; left < openLeft.Length && right < openRight.Length;)
        {
            double alike = likeness[left, right];
            if (alike >= LeastLikeness && best[left, right] <= worth[left, right] + best[left + 1, right + 1])
                partners[openLeft[left++]] = openRight[right++];
            else if (best[left + 1, right] >= best[left, right + 1])
                left++;
            else
                right++;
        }
    }
}
