using JouleTree.Graphs.Building;

namespace JouleTree.Graphs.Zoo.Language.Encoders;

/// <summary>What BERT and its descendants are given.</summary>
/// <param name="Ids">Token ids [batch, length].</param>
/// <param name="Mask">Ones where a token counts [batch, length].</param>
/// <param name="Types">Number of the segment of each token [batch, length].</param>
internal sealed record BertInputs(Tensor Ids, Tensor Mask, Tensor Types)
{
    /// <summary>The inputs of a network.</summary>
    /// <param name="net">The network, of a completed workload.</param>
    /// <param name="config">Its configuration.</param>
    public static BertInputs Of(GraphBuilder net, BertConfig config) => Of(net, config.VocabSize, config.TypeVocabSize);

    /// <summary>The inputs of a network.</summary>
    /// <param name="net">The network, of a completed workload.</param>
    /// <param name="vocabulary">Number of different tokens.</param>
    /// <param name="types">Number of different segments.</param>
    public static BertInputs Of(GraphBuilder net, int vocabulary, int types) => new(
        TextWorkload.TokenIds(net, vocabulary), TextWorkload.AttentionMask(net),
            TextWorkload.Input(net, "token_type_ids", new ValueRange(0, types - 1)));
}
