using JouleTree.Graphs.Building;

namespace JouleTree.Graphs.Zoo.Language.Decoders.Experts;

/// <summary>
/// Decoders of which some or all layers are mixtures of experts: Llama's layers otherwise, with what their kinds do differently.
/// </summary>
/// <typeparam name="TConfig">The configuration.</typeparam>
/// <param name="prefix">Prefix of the classes.</param>
internal abstract class ExpertDecoderFamily<TConfig>(string prefix) : ConfiguredFamily<TConfig>
    where TConfig : ExpertDecoderConfig
{
    public sealed override IReadOnlyList<TaskHead> Heads { get; } = [TaskHead.LMHead];

    public sealed override bool Generates => true;

    public sealed override bool FusesAttention => true;

    /// <summary>Prefix of the classes.</summary>
    protected string Prefix => prefix;

    protected sealed override string ClassName => prefix + "Model";

    protected override string ClassNameWith(TaskHead head) => prefix + "ForCausalLM";

    /// <summary>Numbers of a head that rotary positions turn.</summary>
    protected virtual int TurnedSize(TConfig config) => config.Size;

    /// <summary>What those layers see that do not see all tokens.</summary>
    protected virtual CausalMask Nearby(GraphBuilder net, TConfig config, long length) => CausalMask.Of(net, length, config.Window);

    /// <summary>True for a layer that sees all tokens.</summary>
    protected virtual bool SeesAll(TConfig config, int layer) => config.Window is null;

    /// <summary>What a layer's second half makes of its normalised input.</summary>
    protected abstract Tensor FeedForward(GraphBuilder net, TConfig config, int layer, Tensor x);

    protected sealed override Workload Complete(Workload workload, TConfig config) => TextWorkload.Complete(workload, config.Positions);

    protected sealed override IReadOnlyList<Tensor> Forward(GraphBuilder net, TConfig config) =>
        [Base(net, config, TextWorkload.TokenIds(net, config.VocabSize))];

    protected sealed override IReadOnlyList<Tensor> ForwardWithHead(GraphBuilder net, TConfig config, HeadConfig head)
    {
        Tensor ids = TextWorkload.TokenIds(net, config.VocabSize);
        Tensor given = TaskHeads.Generated(net, net.Module("model", ClassName, () => Base(net, config, ids)));
        return [TaskHeads.OverVocabulary(net, "lm_head", given, "model.embed_tokens.weight", config.TieWordEmbeddings, bias: false)];
    }

    /// <summary>The attention of a layer: Llama's with biases, norms of heads or sinks where the kind has them.</summary>
    /// <param name="net">The network.</param>
    /// <param name="config">The configuration.</param>
    /// <param name="layer">Number of the layer.</param>
    /// <param name="x">Normalised input [batch, length, size].</param>
    /// <param name="mask">What its tokens see.</param>
    /// <param name="angles">Cosines and sines of the positions.</param>
    protected virtual Tensor Attention(
        GraphBuilder net, TConfig config, int layer, Tensor x, CausalMask mask, (Tensor Cosine, Tensor Sine) angles)
    {
        (Tensor query, Tensor key, Tensor value) = Projected(net, config, x);
        (query, key) = Normed(net, config, query, key);
        query = RotaryPositions.Turn(net, query, angles.Cosine, angles.Sine);
        key = RotaryPositions.Turn(net, key, angles.Cosine, angles.Sine);
        Tensor context = CausalAttention.Context(net, layer, Scores(net, config), query, key, value, mask);
        return net.Linear("o_proj", context, config.HiddenSize, config.OutputBias);
    }

    /// <summary>What the attention does to its scores.</summary>
    protected virtual AttentionScores Scores(GraphBuilder net, TConfig config) => new();

    /// <summary>Queries and keys before they are turned.</summary>
    protected virtual (Tensor Query, Tensor Key) Normed(GraphBuilder net, TConfig config, Tensor query, Tensor key) => (query, key);

    /// <summary>Queries, keys and values of all heads [batch, heads, length, size].</summary>
    protected static (Tensor Query, Tensor Key, Tensor Value) Projected(GraphBuilder net, TConfig config, Tensor x) =>
        HeadProjections.Of(net, x, config.Heads, config.KeyValueHeads, config.Size, config.AttentionBias);

    private Tensor Base(GraphBuilder net, TConfig config, Tensor ids)
    {
        long length = net.Workload.SequenceLength!.Value;
        Tensor x = net.Embedding("embed_tokens", ids, config.VocabSize, config.HiddenSize);
        bool[] seesAll = [.. Enumerable.Range(0, config.Layers).Select(layer => SeesAll(config, layer))];
        CausalMask? all = seesAll.Contains(true) ? CausalMask.Of(net, length) : null;
        CausalMask? near = seesAll.Contains(false) ? Nearby(net, config, length) : null;
        (Tensor, Tensor) angles = RotaryPositions.Angles(net, prefix + "RotaryEmbedding", length, TurnedSize(config));
        int number = 0;
        x = net.ModuleList("layers", () => net.Repeat(config.Layers, prefix + "DecoderLayer", x, y =>
        {
            int layer = number++;
            CausalMask mask = (seesAll[layer] ? all : near)!;
            Tensor normed = net.RmsNorm("input_layernorm", y, config.RmsNormEps);
            Tensor attended = net.Add(
                y, net.Module("self_attn", prefix + "Attention", () => Attention(net, config, layer, normed, mask, angles)));
            return net.Add(attended,
                FeedForward(net, config, layer, net.RmsNorm("post_attention_layernorm", attended, config.RmsNormEps)));
        }));
        return net.RmsNorm("norm", x, config.RmsNormEps);
    }
}
