namespace JouleTree.Graphs.Counting.Answers;

/// <summary>
/// The decode steps of an answer, put into runs in which every count grows by the same from step to step, so that the first and the
/// last step of a run tell its sum.
/// </summary>
internal static class DecodeSteps
{
    /// <summary>The runs between two pasts.</summary>
    /// <param name="first">Past of the first step.</param>
    /// <param name="last">Past of the last one.</param>
    /// <param name="turns">Where counts change the way they grow.</param>
    public static IReadOnlyList<(int First, int Last)> Runs(int first, int last, IReadOnlyCollection<PastTurn> turns)
    {
        SortedSet<int> starts = [first];
        foreach (PastTurn turn in turns)
        {
            for (long at = turn.FirstAtOrAfter(first); at <= last; at += turn.Period)
            {
                starts.Add((int)at);
                if (turn.Period == 0)
                    break;
            }
        }

        int[] begins = [.. starts];
        return [.. begins.Select((begin, index) => (begin, index + 1 < begins.Length ? begins[index + 1] - 1 : last))];
    }
}
