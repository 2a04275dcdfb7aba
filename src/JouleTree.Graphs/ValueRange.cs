namespace JouleTree.Graphs;

/// <summary>Integer values that an input may hold, both ends included: token ids, masks.</summary>
/// <param name="Low">Smallest valid value.</param>
/// <param name="High">Largest valid value.</param>
public readonly record struct ValueRange(long Low, long High);
