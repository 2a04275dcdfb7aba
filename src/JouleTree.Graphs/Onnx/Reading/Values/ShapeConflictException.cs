namespace JouleTree.Graphs.Onnx.Reading.Values;

/// <summary>
/// Sizes that contradict each other: no run of the node is possible with what it is given. Rules of shapes throw it where they
/// know all that they need; what is merely not known has no shape instead.
/// </summary>
/// <param name="problem">The sizes that do not fit, without the node.</param>
internal sealed class ShapeConflictException(string problem) : Exception(problem)
{
    /// <summary>A window is longer than what it slides over: a larger input may have room for it.</summary>
    public bool IsShortInput { get; init; }

    /// <summary>The number of elements that a Reshape was given and the number that it must make; null for any other conflict.</summary>
    public (long Given, long Wanted)? Elements { get; init; }
}
