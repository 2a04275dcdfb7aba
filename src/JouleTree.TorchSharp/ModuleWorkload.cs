using JouleTree.Graphs;
using JouleTree.TorchSharp.Dispatch;
using JouleTree.TorchSharp.Recording;

namespace JouleTree.TorchSharp;

/// <summary>What a model is called and given, where its inputs do not say it.</summary>
public sealed record ModuleWorkload
{
    /// <summary>Name of the model in the tree. Default: null, the name of its class.</summary>
    public string? ModelName { get; init; }

    /// <summary>Items per forward pass, at least 1. Default: null, the first dimension of the first input.</summary>
    public int? BatchSize { get; init; }

    /// <summary>
    /// Tokens per item, at least 1. Default: null, the second dimension of the first input where that is whole numbers [batch, length].
    /// </summary>
    public int? SequenceLength { get; init; }

    /// <summary>The same for a graph.</summary>
    /// <param name="call">The call of the model.</param>
    internal Workload Of(ModuleCall call)
    {
        TorchTensor? first = call.Inputs.Count > 0 ? call.Inputs[0] : null;
        bool isTokens = first is { Shape.Rank: 2, Type: DataType.Int64 or DataType.Int32 };
        return new Workload
        {
            BatchSize = BatchSize ?? (first is { Shape: { Rank: > 0 } shape } ? (int)Math.Max(1, shape[0]) : 1),
            SequenceLength = SequenceLength ?? (isTokens ? (int)Math.Max(1, first!.Shape[1]) : null),
            FloatType = call.Inputs.Concat(call.Outputs ?? []).FirstOrDefault(tensor => tensor.Type.IsFloat())?.Type ?? DataType.Float32,
        }.Checked();
    }
}
