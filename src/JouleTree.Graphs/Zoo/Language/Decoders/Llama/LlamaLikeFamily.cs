using JouleTree.Graphs.Building;

namespace JouleTree.Graphs.Zoo.Language.Decoders.Llama;

/// <summary>
/// Decoders with RMSNorm, rotary positions (Su et al., 2021), grouped-query attention (Ainslie et al., 2023) and SwiGLU
/// (Shazeer, 2020): Llama, and those of its kind, whose classes differ by a prefix and whose configurations by some flags.
/// </summary>
/// <param name="prefix">Prefix of the classes.</param>
internal abstract class LlamaLikeFamily(string prefix) : ConfiguredFamily<LlamaConfig>
{
    public override IReadOnlyList<TaskHead> Heads { get; } =
        [TaskHead.LMHead, TaskHead.SequenceClassification, TaskHead.TokenClassification, TaskHead.QuestionAnswering];

    public sealed override bool Generates => true;

    protected sealed override string ClassName => prefix + "Model";

    protected sealed override string ClassNameWith(TaskHead head) => prefix + (head == TaskHead.LMHead ? "ForCausalLM" : $"For{head}");

    public sealed override bool FusesAttention => true;

    protected sealed override Workload Complete(Workload workload, LlamaConfig config) =>
        TextWorkload.Complete(workload, config.Positions);

    protected sealed override IReadOnlyList<Tensor> Forward(GraphBuilder net, LlamaConfig config) =>
        [Base(net, config, TextWorkload.TokenIds(net, config.VocabSize))];

    protected sealed override IReadOnlyList<Tensor> ForwardWithHead(GraphBuilder net, LlamaConfig config, HeadConfig head)
    {
        Tensor ids = TextWorkload.TokenIds(net, config.VocabSize);
        Tensor x = net.Module(head.Kind == TaskHead.QuestionAnswering ? "transformer" : "model", ClassName, () => Base(net, config, ids));
        switch (head.Kind)
        {
            case TaskHead.LMHead:
                Tensor given = TaskHeads.Generated(net, x);
                Tensor words = TaskHeads.OverVocabulary(
                    net, "lm_head", given, "model.embed_tokens.weight", config.TieWordEmbeddings, bias: false);
                return [config.LogitsScaling is { } divisor ? net.WithScalar("Div", words, divisor) : words];
            case TaskHead.SequenceClassification:
                return [TaskHeads.Last(net, net.Linear("score", x, head.Labels, bias: false))];
            case TaskHead.TokenClassification:
                return [net.Linear("score", x, head.Labels)];
            default:
                return TaskHeads.Answer(net, x);
        }
    }

    private Tensor Base(GraphBuilder net, LlamaConfig config, Tensor ids)
    {
        long length = net.Workload.SequenceLength!.Value;
        Tensor x = Scaled(net, net.Embedding("embed_tokens", ids, config.VocabSize, config.HiddenSize), config.EmbeddingMultiplier);
        CausalMask? all = config.SeesAll ? CausalMask.Of(net, length) : null;
        CausalMask? near = config.HasWindows ? CausalMask.Of(net, length, config.Window) : null;
        (Tensor cosine, Tensor sine) = RotaryPositions.Angles(net, prefix + "RotaryEmbedding", length, config.Turned);
        int layer = 0;
        x = net.ModuleList("layers", () => net.Repeat(config.Layers, prefix + "DecoderLayer", x, y =>
        {
            int number = layer++;
            CausalMask mask = (config.IsWindowed(number) ? near : all)!;
            Tensor attended = Added(net, config, y, "input_layernorm", "post_attention_layernorm", given =>
                net.Module("self_attn", prefix + "Attention", () => Attention(net, config, number, given, mask, cosine, sine)));
            return Added(net, config, attended, "post_attention_layernorm", "post_feedforward_layernorm", given =>
                net.Module("mlp", prefix + "MLP", () => Mlp(net, config, given)));
        }));
        return net.RmsNorm("norm", x, config.RmsNormEps);
    }

    /// <summary>What a part of a layer makes, added to what the layer is given, with a norm before or behind the part.</summary>
    private static Tensor Added(
        GraphBuilder net, LlamaConfig config, Tensor x, string before, string behind, Func<Tensor, Tensor> part)
    {
        Tensor made = config.PostNorms
            ? net.RmsNorm(behind, part(x), config.RmsNormEps)
            : part(net.RmsNorm(before, x, config.RmsNormEps));
        return net.Add(x, Scaled(net, made, config.ResidualMultiplier));
    }

    private static Tensor Scaled(GraphBuilder net, Tensor x, double? factor) =>
        factor is { } given ? net.WithScalar("Mul", x, given) : x;

    private static Tensor Attention(
        GraphBuilder net, LlamaConfig config, int layer, Tensor x, CausalMask mask, Tensor cosine, Tensor sine)
    {
        long own = (long)config.Heads * config.Size;
        long shared = (long)config.KeyValueHeads * config.Size;
        (Tensor query, Tensor key, Tensor value) = Projected(net, config, x, own, shared);
        if (config.WholeNorms)
            (query, key) = (net.RmsNorm("q_norm", query, config.RmsNormEps), net.RmsNorm("k_norm", key, config.RmsNormEps));
        query = net.SplitHeads(query, config.Heads);
        key = net.SplitHeads(key, config.KeyValueHeads);
        value = net.SplitHeads(value, config.KeyValueHeads);
        if (config.HeadNorms)
            (query, key) = (net.RmsNorm("q_norm", query, config.RmsNormEps), net.RmsNorm("k_norm", key, config.RmsNormEps));
        query = RotaryPositions.Turn(net, query, cosine, sine);
        key = RotaryPositions.Turn(net, key, cosine, sine);
        AttentionScores scores = new() { Scale = config.AttentionMultiplier };
        Tensor context = CausalAttention.Context(net, layer, scores, query, key, value, mask);
        return net.Linear("o_proj", context, config.HiddenSize, config.OutputBias);
    }

    private static (Tensor Query, Tensor Key, Tensor Value) Projected(
        GraphBuilder net, LlamaConfig config, Tensor x, long own, long shared)
    {
        if (!config.FusedProjections)
            return (net.Linear("q_proj", x, own, config.AttentionBias), net.Linear("k_proj", x, shared, config.AttentionBias),
                net.Linear("v_proj", x, shared, config.AttentionBias));
        Tensor all = net.Linear("qkv_proj", x, own + (2 * shared), config.AttentionBias);
        return (net.Slice(all, 2, 0, own), net.Slice(all, 2, own, own + shared), net.Slice(all, 2, own + shared, own + (2 * shared)));
    }

    private static Tensor Mlp(GraphBuilder net, LlamaConfig config, Tensor x)
    {
        if (config.FusedProjections)
        {
            IReadOnlyList<Tensor> parts = net.Split(net.Linear("gate_up_proj", x, 2L * config.IntermediateSize, config.MlpBias), 2, 2);
            Tensor bent = net.Activation(ActivationNames.Of(config.HiddenAct), "activation_fn", parts[0]);
            return net.Linear("down_proj", net.Mul(parts[1], bent), config.HiddenSize, config.MlpBias);
        }

        return GatedMlp.Write(net, x, config.IntermediateSize, ActivationNames.Of(config.HiddenAct), config.MlpBias);
    }
}
