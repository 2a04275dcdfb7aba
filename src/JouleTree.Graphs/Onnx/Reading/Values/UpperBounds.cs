using JouleTree.Graphs.Onnx.Format;

namespace JouleTree.Graphs.Onnx.Reading.Values;

/// <summary>
/// How sizes that data decide travel through a graph: what is computed from an upper bound is one only where the
/// operator grows with it; elsewhere nothing is known.
/// </summary>
internal static class UpperBounds
{
    private static readonly HashSet<string> Growing =
    [
        "Identity", "Cast", "CastLike", "Add", "Mul", "Min", "Max", "Concat", "Unsqueeze", "Squeeze", "Reshape", "Flatten", "Expand",
            "Tile",
        "ReduceMax", "ReduceMin", "ReduceSum", "ReduceProd", "Floor", "Ceil", "Round", "Sqrt",
    ];

    /// <summary>True if the numbers that a node makes of upper bounds are upper bounds.</summary>
    /// <param name="node">The node; sizes are never negative.</param>
    /// <param name="isBound">True for an input, by position, that is an upper bound.</param>
    public static bool Keeps(OnnxNode node, Func<int, bool> isBound) => node.OpType switch
    {
        "Gather" or "GatherElements" or "Slice" or "Sub" or "Div" =>
            Enumerable.Range(1, Math.Max(0, node.Inputs.Count - 1)).All(index => !isBound(index)),
        "Where" => !isBound(0),
        _ => Growing.Contains(node.OpType),
    };
}
