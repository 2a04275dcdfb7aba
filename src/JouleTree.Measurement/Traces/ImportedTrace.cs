using JouleTree.Core.Trees;

namespace JouleTree.Measurement.Traces;

/// <summary>A time tree made from a trace.</summary>
/// <param name="Tree">The tree; times are seconds per forward pass.</param>
/// <param name="Passes">Forward passes behind it.</param>
/// <param name="Remarks">What the reader of the tree should know, such as time that belongs to no module.</param>
public sealed record ImportedTrace(ModelTree Tree, int Passes, IReadOnlyList<string> Remarks);
