namespace JouleTree.Graphs;

/// <summary>What values a weight or buffer gets when a model is written without trained weights.</summary>
internal enum TensorFill
{
    /// <summary>
    /// Seeded random values: as small as trained weights are, of integers of 8 bits all that there are (two of 4 bits in each).
    /// </summary>
    Random,

    /// <summary>Seeded random values between half and one and a half of a positive number: scales of narrow weights.</summary>
    Scales,

    /// <summary>All zero.</summary>
    Zeros,

    /// <summary>All one: scales and variances, which must not be negative.</summary>
    Ones,

    /// <summary>0, 1, 2, ... along the last dimension, or from the tensor's range on: position numbers.</summary>
    Counting,

    /// <summary>
    /// 1 where the last dimension's index is at most that of the one before, both counted from their ends: the causal mask,
    /// also of the last tokens of a longer sequence.
    /// </summary>
    LowerTriangle,

    /// <summary>
    /// The same where the last dimension's index is less than the range's largest value behind, else 0: the mask of a window.
    /// </summary>
    Band,

    /// <summary>
    /// The same where both indices are in one chunk of so many as the range's largest value, counted from its smallest on: that is the
    /// position of the last dimension's first index.
    /// </summary>
    Chunks,

    /// <summary>
    /// The mask of a <see cref="BlockPattern"/> whose heads are the dimension before the rows: its block's size is the range's largest
    /// value, its nearest blocks the smallest, its stride the third.
    /// </summary>
    Blocks,

    /// <summary>
    /// How far the last dimension's index is from that of the one before, both counted from their ends, at most the range's largest
    /// value.
    /// </summary>
    Distances,
}
