using JouleTree.Graphs;
using JouleTree.TorchSharp.Dispatch;

namespace JouleTree.TorchSharp.Passes;

/// <summary>Name and sizes of a pass, where its inputs do not say them.</summary>
/// <param name="ModelName">Name of the model in the tree; null for that of its class.</param>
/// <param name="BatchSize">Items; null for the first dimension of the first input.</param>
/// <param name="SequenceLength">Tokens per item; null for the second dimension of whole numbers [batch, length].</param>
internal sealed record PassFacts(string? ModelName, int? BatchSize, int? SequenceLength)
{
    /// <summary>The same for a graph.</summary>
    /// <param name="call">The call of the model.</param>
    public Workload Of(ModuleCall call)
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
