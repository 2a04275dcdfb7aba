using JouleTree.Graphs.Building;

namespace JouleTree.Graphs.Zoo.Language.Decoders.Gemma;

/// <summary>
/// Gemma (Gemma Team, 2024) and its successors: scaled embeddings that the output layer shares, heads of a size of their own, a gated
/// MLP with GELU; from the second on more norms, bounded scores and windows, from the third on normalised queries and keys.
/// </summary>
/// <param name="prefix">Prefix of the classes.</param>
internal abstract class GemmaLikeFamily(string prefix) : ConfiguredFamily<GemmaConfig>
{
    public override IReadOnlyList<TaskHead> Heads { get; } =
        [TaskHead.LMHead, TaskHead.SequenceClassification, TaskHead.TokenClassification];

    public sealed override bool Generates => true;

    protected sealed override string ClassNameWith(TaskHead head) => prefix + (head == TaskHead.LMHead ? "ForCausalLM" : $"For{head}");

    protected override string ClassName => prefix + "Model";

    protected sealed override GemmaConfig Read(ConfigFields fields, GemmaConfig config) => GemmaConfig.Read(fields, config);

    public sealed override bool FusesAttention => true;

    protected sealed override Workload Complete(Workload workload, GemmaConfig config) =>
        TextWorkload.Complete(workload, config.Positions);

    protected sealed override IReadOnlyList<Tensor> Forward(GraphBuilder net, GemmaConfig config) =>
        [Base(net, config, TextWorkload.TokenIds(net, config.VocabSize))];

    protected sealed override IReadOnlyList<Tensor> ForwardWithHead(GraphBuilder net, GemmaConfig config, HeadConfig head)
    {
        Tensor ids = TextWorkload.TokenIds(net, config.VocabSize);
        Tensor x = net.Module("model", ClassName, () => Base(net, config, ids));
        return head.Kind switch
        {
            TaskHead.LMHead => [Bounded(net, config.FinalCap, TaskHeads.OverVocabulary(net, "lm_head", TaskHeads.Generated(net, x),
                "model.embed_tokens.weight", config.TieWordEmbeddings, bias: false))],
            TaskHead.SequenceClassification => [TaskHeads.Last(net, net.Linear("score", x, head.Labels, bias: false))],
            _ => [net.Linear("score", x, head.Labels)],
        };
    }

    private Tensor Base(GraphBuilder net, GemmaConfig config, Tensor ids)
    {
        long length = net.Workload.SequenceLength!.Value;
        Tensor x = net.WithScalar("Mul", net.Embedding("embed_tokens", ids, config.VocabSize, config.HiddenSize),
            Math.Sqrt(config.HiddenSize));
        CausalMask all = CausalMask.Of(net, length);
        CausalMask near = config.Window is { } window ? CausalMask.Of(net, length, window) : all;
        (Tensor, Tensor) everywhere = RotaryPositions.Angles(net, "rotary_emb", prefix + "RotaryEmbedding", length, config.HeadSize);
        (Tensor, Tensor) nearby = config.LocalAngles
            ? RotaryPositions.Angles(net, "rotary_emb_local", prefix + "RotaryEmbedding", length, config.HeadSize)
            : everywhere;
        int layer = 0;
        x = net.ModuleList("layers", () => net.Repeat(config.Layers, prefix + "DecoderLayer", x, y =>
        {
            int number = layer++;
            bool isWindowed = config.IsWindowed(number);
            return Layer(net, config, number, y, isWindowed ? near : all, isWindowed ? nearby : everywhere);
        }));
        return net.RmsNorm("norm", x, config.RmsNormEps);
    }

    private Tensor Layer(
        GraphBuilder net, GemmaConfig config, int number, Tensor x, CausalMask mask, (Tensor Cosine, Tensor Sine) angles)
    {
        double epsilon = config.RmsNormEps;
        Tensor normed = net.RmsNorm("input_layernorm", x, epsilon);
        Tensor attended = net.Module("self_attn", prefix + "Attention",
            () => Attention(net, config, number, normed, mask, angles.Cosine, angles.Sine));
        if (!config.PostNorms)
        {
            Tensor sum = net.Add(x, attended);
            Tensor renormed = net.RmsNorm("post_attention_layernorm", sum, epsilon);
            return net.Add(sum, net.Module("mlp", prefix + "MLP", () => Mlp(net, config, renormed)));
        }

        Tensor added = net.Add(x, net.RmsNorm("post_attention_layernorm", attended, epsilon));
        Tensor before = net.RmsNorm("pre_feedforward_layernorm", added, epsilon);
        Tensor made = net.Module("mlp", prefix + "MLP", () => Mlp(net, config, before));
        return net.Add(added, net.RmsNorm("post_feedforward_layernorm", made, epsilon));
    }

    private static Tensor Attention(
        GraphBuilder net, GemmaConfig config, int layer, Tensor x, CausalMask mask, Tensor cosine, Tensor sine)
    {
        (Tensor query, Tensor key, Tensor value) =
            HeadProjections.Of(net, x, config.Heads, config.KeyValueHeads, config.HeadSize);
        if (config.HeadNorms)
            (query, key) = (net.RmsNorm("q_norm", query, config.RmsNormEps), net.RmsNorm("k_norm", key, config.RmsNormEps));
        query = RotaryPositions.Turn(net, query, cosine, sine);
        key = RotaryPositions.Turn(net, key, cosine, sine);
        AttentionScores scores = new() { Scale = 1 / Math.Sqrt(config.QueryScale ?? config.HeadSize), Cap = config.AttentionCap };
        Tensor context = CausalAttention.Context(net, layer, scores, query, key, value, mask);
        return net.Linear("o_proj", context, config.HiddenSize, bias: false);
    }

    private static Tensor Mlp(GraphBuilder net, GemmaConfig config, Tensor x) =>
        GatedMlp.Write(net, x, config.IntermediateSize, ActivationNames.Of(config.Activation));

    /// <summary>Numbers drawn below a bound: tanh(x / bound) · bound.</summary>
    private static Tensor Bounded(GraphBuilder net, double? bound, Tensor x) =>
        bound is { } most ? net.WithScalar("Mul", net.Call("Tanh", [net.WithScalar("Div", x, most)]), most) : x;
}
