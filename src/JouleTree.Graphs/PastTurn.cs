namespace JouleTree.Graphs;

/// <summary>A past from which on the counts of a decode step grow otherwise than before.</summary>
/// <param name="At">The past.</param>
/// <param name="Period">After how many tokens that happens again; 0 for never.</param>
internal readonly record struct PastTurn(long At, long Period = 0)
{
    /// <summary>The first such past that is not before another.</summary>
    /// <param name="past">That other.</param>
    public long FirstAtOrAfter(long past)
    {
        if (past <= At)
            return At;
        return Period == 0 ? long.MaxValue : At + ((past - At + Period - 1) / Period * Period);
    }
}
