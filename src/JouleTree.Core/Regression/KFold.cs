namespace JouleTree.Core.Regression;

/// <summary>Divides rows into folds of nearly equal size for cross-validation.</summary>
/// <remarks>
/// Without a seed the folds are consecutive runs, the first n mod k of them one row longer (scikit-learn's default);
/// with a seed the rows are shuffled first. Rows of one group, such as repetitions of one configuration, stay together.
/// </remarks>
internal static class KFold
{
    /// <summary>The rows of each fold.</summary>
    /// <param name="rows">Number of rows n.</param>
    /// <param name="folds">Number of folds k, from 2 to n.</param>
    /// <param name="seed">Seed of the shuffle, or null for consecutive runs.</param>
    /// <returns>k ascending lists of row indices that together hold every row once.</returns>
    /// <exception cref="ArgumentOutOfRangeException">k is not within 2 and n.</exception>
    public static int[][] Split(int rows, int folds, int? seed = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(folds, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(folds, rows);
        int[] order = [.. Enumerable.Range(0, rows)];
        if (seed is { } value)
            new Random(value).Shuffle(order);
        int[][] result = new int[folds][];
        int start = 0;
        for (int fold = 0; fold < folds; fold++)
        {
            int length = (rows / folds) + (fold < rows % folds ? 1 : 0);
            result[fold] = [.. order.AsSpan(start, length).ToArray().Order()];
            start += length;
        }

        return result;
    }

    /// <summary>The rows of each fold, where rows with equal keys must share a fold.</summary>
    /// <typeparam name="TKey">Type of the key.</typeparam>
    /// <param name="keys">Key of each row.</param>
    /// <param name="folds">Number of folds, from 2 to the number of distinct keys.</param>
    /// <param name="seed">Seed of the shuffle of the keys, or null for the order in which they appear.</param>
    /// <returns>Ascending lists of row indices that together hold every row once.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer distinct keys than folds.</exception>
    public static int[][] SplitByGroup<TKey>(IReadOnlyList<TKey> keys, int folds, int? seed = null)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(keys);
        List<int>[] groups = [.. keys
            .Select((key, row) => (key, row))
            .GroupBy(item => item.key, item => item.row)
            .Select(group => group.ToList())];
        return [.. Split(groups.Length, folds, seed).Select(fold => fold.SelectMany(group => groups[group]).Order().ToArray())];
    }

    /// <summary>The rows that are not in a fold, ascending.</summary>
    /// <param name="rows">Number of rows.</param>
    /// <param name="fold">Ascending row indices of the fold.</param>
    public static int[] Complement(int rows, IReadOnlyList<int> fold)
    {
        ArgumentNullException.ThrowIfNull(fold);
        HashSet<int> inside = [.. fold];
        return [.. Enumerable.Range(0, rows).Where(row => !inside.Contains(row))];
    }
}
