using JouleTree.Core.Prediction.Calibrated.Operations;
using JouleTree.Core.Trees;

namespace JouleTree.Core.Prediction.Calibrated.Workloads;

/// <summary>A node with the numbers that the feature set allows; the others are 0 and never read.</summary>
internal sealed record WorkNode
{
    /// <summary>The node itself.</summary>
    public required TreeNode Node { get; init; }

    /// <summary>Its type in lower case, for primitives; what shares its letters with another kind of layer says so.</summary>
    public required string Type { get; init; }

    /// <summary>Floating-point operations per forward pass.</summary>
    public double Flops { get; init; }

    /// <summary>Bytes moved per forward pass.</summary>
    public double Bytes { get; init; }

    /// <summary>
    /// Bytes of weights that a pass reads whole: of a primitive its parameters, but none of an embedding, which reads few rows; of a
    /// module
    /// an upper bound, all its parameters.
    /// </summary>
    public double WeightBytes { get; init; }

    /// <summary>What a primitive computes: as its graph states it, else as its counts let it be recovered.</summary>
    public Operation Operation { get; init; }

    /// <summary>Measured seconds per forward pass.</summary>
    public double Seconds { get; init; }

    /// <summary>Joules per forward pass that the GPU's own meter showed.</summary>
    public double GpuJoules { get; init; }

    /// <summary>Places of the children in the tree's nodes.</summary>
    public int[] Children { get; init; } = [];

    /// <summary>True for primitives.</summary>
    public bool IsPrimitive => Node.Kind == NodeKind.Primitive;
}
