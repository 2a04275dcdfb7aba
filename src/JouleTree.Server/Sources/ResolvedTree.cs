using JouleTree.Core.Trees;

namespace JouleTree.Server.Sources;

/// <summary>The tree of a request.</summary>
/// <param name="Tree">The tree.</param>
/// <param name="Device">Name of the device or predictor that its energies are of, or null where the tree itself says it.</param>
/// <param name="Remarks">What was assumed: primitives of unknown type, operators that were not counted.</param>
/// <param name="Nodes">Number of its nodes.</param>
internal sealed record ResolvedTree(ModelTree Tree, string? Device, IReadOnlyList<string> Remarks, int Nodes);
