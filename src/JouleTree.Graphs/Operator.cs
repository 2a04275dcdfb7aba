using JouleTree.Core.Trees;

namespace JouleTree.Graphs;

/// <summary>One operation of a graph, at a scope.</summary>
internal sealed class Operator
{
    /// <summary>
    /// Type of the primitive, as the field names it: <c>Linear</c>, <c>Conv2d</c>, <c>LayerNorm</c>, <c>MatMul</c>; an
    /// operator of a file that is none of these keeps its ONNX name.
    /// </summary>
    public required string Type { get; init; }

    /// <summary>
    /// Path of the leaf: that of the module that the operator is (<c>root.pooler.dense</c>), else the module that calls
    /// it with the operator's name in it (<c>root.encoder.layer.0.attention.self.matmul_1</c>).
    /// </summary>
    public required Scope Scope { get; init; }

    /// <summary>True where <see cref="Scope"/> is a module of its own, false for a function called by its parent.</summary>
    public required bool IsModule { get; init; }

    /// <summary>What it reads, weights included, in the order that its type prescribes.</summary>
    public required IReadOnlyList<Tensor> Inputs { get; init; }

    /// <summary>What it makes.</summary>
    public required IReadOnlyList<Tensor> Outputs { get; init; }

    /// <summary>Its attributes.</summary>
    public OperatorAttributes Attributes { get; init; } = OperatorAttributes.None;

    /// <summary>
    /// How often one forward pass runs it: more than once in the body of a loop, 0 in the branch of an If that is not taken.
    /// Default: 1.
    /// </summary>
    public long Repetitions { get; internal set; } = 1;

    /// <summary>
    /// True for one of a file whose results are known without running it, such as the shapes that exporters compute. Default: false.
    /// </summary>
    public bool IsKnownBeforehand { get; init; }

    /// <summary>Names of the ONNX nodes that it was read from, in order; empty for a graph that was not read.</summary>
    public IReadOnlyList<string> OnnxNodes { get; init; } = [];

    /// <summary>The same operator at another scope.</summary>
    /// <param name="scope">Path of the leaf.</param>
    internal Operator At(Scope scope) => new()
    {
        Type = Type,
        Scope = scope,
        IsModule = IsModule,
        Inputs = Inputs,
        Outputs = Outputs,
        Attributes = Attributes,
        Repetitions = Repetitions,
        IsKnownBeforehand = IsKnownBeforehand,
        OnnxNodes = OnnxNodes,
    };

    /// <summary>The weights among its inputs.</summary>
    public IEnumerable<Tensor> Parameters => Inputs.Where(tensor => tensor.Role == TensorRole.Parameter);

    /// <summary>Text such as <c>Linear root.pooler.dense</c>.</summary>
    public override string ToString() => $"{Type} {Scope}";
}
