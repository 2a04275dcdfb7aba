using JouleTree.Core.Trees;
using JouleTree.Graphs.Onnx.Format;
using JouleTree.Measurement.Profiling.Subgraphs;

namespace JouleTree.Measurement.Profiling.Cutting;

/// <summary>A distinct computation of a model: what one measurement stands for.</summary>
/// <param name="Cut">It as a model of its own.</param>
/// <param name="Frame">The graph that it is a part of.</param>
/// <param name="Nodes">The nodes of the tree that it stands for, in the tree's order; the first is the one that is run.</param>
public sealed record Computation(OnnxModel Cut, GraphFrame Frame, IReadOnlyList<TreeNode> Nodes)
{
    /// <summary>The node that is run.</summary>
    public TreeNode First => Nodes[0];
}
