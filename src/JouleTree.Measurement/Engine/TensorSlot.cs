using JouleTree.Graphs;

namespace JouleTree.Measurement.Engine;

/// <summary>An input or output of a session.</summary>
/// <param name="Name">Name of the tensor in the graph.</param>
/// <param name="Type">Type of its elements; <see cref="DataType.Unknown"/> for what is no tensor.</param>
/// <param name="Shape">Sizes; null in place of a size that is not fixed. Null where the number of dimensions is unknown.</param>
/// <param name="SymbolicSizes">Names of the sizes that are not fixed, one entry a dimension; empty where a size has no name.</param>
public sealed record TensorSlot(
    string Name, DataType Type, IReadOnlyList<long?>? Shape, IReadOnlyList<string> SymbolicSizes)
{
    /// <summary>The shape if every size is fixed, else null.</summary>
    public IReadOnlyList<long>? StaticShape =>
        Shape is { } sizes && sizes.All(size => size is not null) ? [.. sizes.Select(size => size!.Value)] : null;
}
