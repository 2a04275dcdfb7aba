using JouleTree.Core.Errors;
using JouleTree.Graphs.Building;

namespace JouleTree.Graphs.Zoo.Language;

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

        bool decodes = complete.Phase == GenerationPhase.Decode;
        int length = complete.SequenceLength ?? (decodes ? 1 : Math.Min(DefaultLength, positions));
        int past = complete.PastLength ?? (decodes ? Math.Clamp(positions - length, 0, DefaultLength) : 0);
        if ((long)length + past > positions)
        {
            string asked = past > 0 ? $"a past of {past} tokens and {length} new ones are" : $"a sequence of {length} tokens is";
            throw new InputException($"{asked} longer than the model's {positions} positions: choose a shorter one");
        }

        return complete with { SequenceLength = length, PastLength = complete.Phase == GenerationPhase.None ? null : past };
    }

    /// <summary>Token ids [batch, length].</summary>
    /// <param name="net">The network, of a completed workload.</param>
    /// <param name="vocabulary">Number of different tokens.</param>
    /// <param name="name">Name of the input.</param>
    public static Tensor TokenIds(GraphBuilder net, int vocabulary, string name = "input_ids") =>
        Input(net, name, new ValueRange(0, vocabulary - 1));

    /// <summary>A mask [batch, length] of ones: every token counts.</summary>
    /// <param name="net">The network, of a completed workload.</param>
    public static Tensor AttentionMask(GraphBuilder net) => Input(net, "attention_mask", new ValueRange(1, 1));

    /// <summary>A mask of ones and zeros [batch, length] as numbers to add to attention scores [batch, 1, 1, length].</summary>
    /// <param name="net">The network.</param>
    /// <param name="mask">The mask.</param>
    public static Tensor ExtendedMask(GraphBuilder net, Tensor mask)
    {
        TensorShape shape = mask.Shape!;
        Tensor seen = net.Cast(net.Reshape(mask, shape[0], 1, 1, shape[1]), net.Workload.FloatType);
        return net.WithScalar("Mul", net.ScalarMinus(1, seen), -10000);
    }

    /// <summary>
    /// An integer for each token [batch, length]; where an item has several choices, they are given apart and become rows.
    /// </summary>
    /// <param name="net">The network, of a completed workload.</param>
    /// <param name="name">Name of the input.</param>
    /// <param name="range">Valid values.</param>
    public static Tensor Input(GraphBuilder net, string name, ValueRange range)
    {
        if (net.Choices == 1)
            return net.Input(name, DataType.Int64, Shape(net), range);
        TensorShape rows = Shape(net);
        Tensor given = net.Input(name, DataType.Int64, new TensorShape(net.Workload.BatchSize, net.Choices, rows[1]), range);
        return net.Reshape(given, rows[0], rows[1]);
    }

    /// <summary>Rows and length of a completed workload: the batch, times the choices of each item.</summary>
    /// <param name="net">The network.</param>
    public static TensorShape Shape(GraphBuilder net) =>
        new((long)net.Workload.BatchSize * net.Choices, net.Workload.SequenceLength!.Value);
}
