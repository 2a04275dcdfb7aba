using JouleTree.Core.Trees;

namespace JouleTree.Graphs;

/// <summary>A network for one workload: operators in order of execution, each in a scope, between tensors.</summary>
public sealed class Graph
{
    /// <summary>Name of the model, such as <c>bert-base-uncased</c>.</summary>
    public required string ModelName { get; init; }

    /// <summary>What it is built for.</summary>
    public required Workload Workload { get; init; }

    /// <summary>Tensors that a forward pass is given.</summary>
    public required IReadOnlyList<Tensor> Inputs { get; init; }

    /// <summary>Tensors that a forward pass gives back.</summary>
    public required IReadOnlyList<Tensor> Outputs { get; init; }

    /// <summary>Operators in order of execution.</summary>
    public required IReadOnlyList<Operator> Operators { get; init; }

    /// <summary>Modules that hold operators or modules, the root first, parents before children.</summary>
    public required IReadOnlyList<GraphModule> Modules { get; init; }

    /// <summary>Weights that no operator reads but that belong to the model.</summary>
    public IReadOnlyList<Tensor> UnusedParameters { get; init; } = [];

    /// <summary>What a reader should know of how the graph was read: where scopes come from, what was folded. May be empty.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>True for a graph that was read from a file, whose operators keep their ONNX nodes.</summary>
    public bool IsFromFile => Operators.Any(op => op.OnnxNodes.Count > 0);

    /// <summary>All weights and buffers, each once, in order of first use.</summary>
    public IEnumerable<Tensor> StoredTensors =>
        Operators.SelectMany(op => op.Inputs).Where(tensor => tensor.IsStored).Select(tensor => tensor.Storage).Distinct();

    /// <summary>Learned numbers of the whole model, shared weights once.</summary>
    public long ParameterCount =>
        StoredTensors.Where(tensor => tensor.Role == TensorRole.Parameter).Concat(UnusedParameters).Distinct().Sum(tensor => tensor.Elements);

    /// <summary>The scope of the model.</summary>
    public static Scope RootScope => Scope.Root;
}
