namespace JouleTree.Core.Results;

/// <summary>How a table is made to fit a terminal.</summary>
/// <param name="Widths">Widths of the columns.</param>
/// <param name="Shown">How many columns are shown, from the left.</param>
internal sealed record TableFit(int[] Widths, int Shown)
{
    private const int Gap = 2;

    /// <summary>Makes columns fit: the widest are narrowed first, then the last ones are left out; the first stays.</summary>
    /// <param name="width">Columns of the terminal.</param>
    /// <param name="widths">Widths that the columns want.</param>
    /// <param name="least">Widths that they need.</param>
    public static TableFit To(int width, int[] widths, int[] least)
    {
        int shown = widths.Length;
        while (shown > 1 && Total(least, shown) > width)
            shown--;
        int[] narrowed = [.. widths];
        for (int excess = Total(narrowed, shown) - width; excess > 0; excess--)
        {
            int widest = -1;
            for (int index = 0; index < shown; index++)
            {
                if (narrowed[index] > least[index] && (widest < 0 || narrowed[index] > narrowed[widest]))
                    widest = index;
            }

            if (widest < 0)
                break;
            narrowed[widest]--;
        }

        return new TableFit(narrowed, shown);
    }

    private static int Total(int[] widths, int shown) => widths.Take(shown).Sum() + (Gap * (shown - 1));
}
