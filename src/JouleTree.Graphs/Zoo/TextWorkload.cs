using JouleTree.Core.Errors;
using JouleTree.Graphs.Building;

namespace JouleTree.Graphs.Zoo;

/// <summary>What the text models share: token ids of a batch of sequences.</summary>
internal static class TextWorkload
{
    /// <summary>Tokens per item where the user names no length.</summary>
    public const int DefaultLength = 128;

    /// <summary>The workload with a length that the model can take.</summary>
    /// <param name="workload">What was asked for.</param>
    /// <param name="positions">Longest sequence.</param>
    /// <exception cref="InputException">The sequence is longer than that: the real model would fail, too.</exception>
    public static Workload Complete(Workload workload, int positions)
    {
        Workload complete = workload;
        if (workload.InputShapes.TryGetValue("input_ids", out TensorShape? shape))
        {
            if (shape.Rank != 2 || shape[0] is < 1 or > int.MaxValue || shape[1] is < 1 or > int.MaxValue)
                throw new InputException($"input input_ids of shape {shape}: expected batch and length, such as 8x128");
            Dictionary<string, TensorShape> others = new(workload.InputShapes);
            others.Remove("input_ids");
            complete = workload with { BatchSize = (int)shape[0], SequenceLength = (int)shape[1], InputShapes = others };
        }

        int length = complete.SequenceLength ?? Math.Min(DefaultLength, positions);
        if (length > positions)
            throw new InputException($"a sequence of {length} tokens is longer than the model's {positions} positions: choose a shorter one");
        return complete with { SequenceLength = length };
    }

    /// <summary>Token ids [batch, length].</summary>
    /// <param name="net">The network, of a completed workload.</param>
    /// <param name="vocabulary">Number of different tokens.</param>
    public static Tensor TokenIds(GraphBuilder net, int vocabulary) =>
        net.Input("input_ids", DataType.Int64, Shape(net), new ValueRange(0, vocabulary - 1));

    /// <summary>A mask [batch, length] of ones: every token counts.</summary>
    /// <param name="net">The network, of a completed workload.</param>
    public static Tensor AttentionMask(GraphBuilder net) =>
        net.Input("attention_mask", DataType.Int64, Shape(net), new ValueRange(1, 1));

    /// <summary>Batch and length of a completed workload.</summary>
    /// <param name="net">The network.</param>
    public static TensorShape Shape(GraphBuilder net) => new(net.Workload.BatchSize, net.Workload.SequenceLength!.Value);

    /// <summary>Refuses a hidden size that its heads cannot share.</summary>
    /// <param name="hidden">Hidden size.</param>
    /// <param name="heads">Number of attention heads.</param>
    /// <exception cref="InputException">It is not divisible.</exception>
    public static void CheckHeads(int hidden, int heads)
    {
        if (hidden % heads != 0)
            throw new InputException($"a hidden size of {hidden} cannot be divided among {heads} attention heads: choose a multiple of {heads}");
    }
}
