using System.Runtime.CompilerServices;
using JouleTree.Graphs.Building;

namespace JouleTree.Graphs.Zoo.Language.Encoders;

/// <summary>Configuration of XLNet, with the fields of its config.json; defaults are those of the base model.</summary>
internal sealed record XlnetConfig
{
    public int VocabSize { get; init; } = 32000;

    public int ModelSize { get; init; } = 768;

    public int Layers { get; init; } = 12;

    public int Heads { get; init; } = 12;

    public int Inner { get; init; } = 3072;

    public string Activation { get; init; } = "gelu";

    public double LayerNormEps { get; init; } = 1e-12;
}

/// <summary>XLNet (Yang et al., 2019), as Hugging Face's XLNetModel reads a text: content stream only, no memory.</summary>
internal sealed class XlnetFamily : ConfiguredFamily<XlnetConfig>
{
    // The sequence length has no bound of its own; positions are relative.
    private const int LongestSequence = 1 << 16;

    public XlnetFamily()
    {
        Declare("xlnet-base-cased", new XlnetConfig());
        Declare("xlnet-large-cased", new XlnetConfig { ModelSize = 1024, Layers = 24, Heads = 16, Inner = 4096 });
    }

    public override string Name => "XLNet";

    public override string ModelType => "xlnet";

    public override string? WhyNoPhases =>
        "keeps the hidden states of earlier segments (mems) instead of keys and values, and computes those anew for all of them in each "
            + "pass";

    public override IReadOnlyList<TaskHead> Heads { get; } =
    [
        TaskHead.LMHead, TaskHead.SequenceClassification, TaskHead.TokenClassification, TaskHead.QuestionAnswering,
            TaskHead.MultipleChoice,
    ];

    protected override string ClassName => "XLNetModel";

    // As of XLNetConfig in Transformers' configuration_xlnet.py, which are those of xlnet-large-cased.
    protected override XlnetConfig Defaults { get; } = new() { ModelSize = 1024, Layers = 24, Heads = 16, Inner = 4096 };

    [ModuleInitializer]
    internal static void Announce() => ModelZoo.Announce(new XlnetFamily());

    protected override string ClassNameWith(TaskHead head) => "XLNet" + head switch
    {
        TaskHead.LMHead => "LMHeadModel",
        TaskHead.QuestionAnswering => "ForQuestionAnsweringSimple",
        _ => $"For{head}",
    };

    protected override XlnetConfig Read(ConfigFields fields, XlnetConfig config)
    {
        fields.Ignore(
            "bi_data", "clamp_len", "dropout", "end_n_top", "mem_len", "reuse_len", "same_length", "start_n_top", "use_mems_eval",
            "use_mems_train");
        TaskHeads.ReadSummary(fields, "last", isOfLabels: false, "tanh");
        fields.Only("attn_type", "bi");
        fields.Only("untie_r", "true");
        XlnetConfig changed = config with
        {
            VocabSize = fields.Size(config.VocabSize, "vocab_size", "n_token"),
            ModelSize = fields.Size(config.ModelSize, "d_model", "hidden_size"),
            Layers = fields.Size(config.Layers, "n_layer", "num_hidden_layers"),
            Heads = fields.Size(config.Heads, "n_head", "num_attention_heads"),
            Inner = fields.Size(config.Inner, "d_inner"),
            Activation = fields.Activation(config.Activation, "ff_activation"),
            LayerNormEps = fields.Number(config.LayerNormEps, "layer_norm_eps"),
        };
        fields.CheckHeads(changed.ModelSize, changed.Heads, "n_head", "num_attention_heads");
        int size = fields.Size(changed.ModelSize / changed.Heads, "d_head");
        return size == changed.ModelSize / changed.Heads
            ? changed
            : throw fields.Fail("d_head",
                $"d_head={size}: expected {changed.ModelSize / changed.Heads}, the model's size divided by its heads");
    }

    protected override Workload Complete(Workload workload, XlnetConfig config) => TextWorkload.Complete(workload, LongestSequence);

    protected override IReadOnlyList<Tensor> Forward(GraphBuilder net, XlnetConfig config) =>
        [Base(net, config, BertInputs.Of(net, config.VocabSize, 2))];

    protected override IReadOnlyList<Tensor> ForwardWithHead(GraphBuilder net, XlnetConfig config, HeadConfig head)
    {
        BertInputs inputs = BertInputs.Of(net, config.VocabSize, 2);
        Tensor x = net.Module("transformer", ClassName, () => Base(net, config, inputs));
        switch (head.Kind)
        {
            case TaskHead.LMHead:
                return [TaskHeads.OverVocabulary(net, "lm_loss", x, "transformer.word_embedding.weight", head.IsTied, bias: true)];
            case TaskHead.TokenClassification:
                return [net.Linear("classifier", x, head.Labels)];
            case TaskHead.QuestionAnswering:
                return TaskHeads.Answer(net, x);
            default:
                Tensor summary = TaskHeads.Summary(net, "sequence_summary", () => TaskHeads.Last(net, x), config.ModelSize, "Tanh");
                return
                [
                    head.Kind == TaskHead.MultipleChoice
                        ? TaskHeads.Choice(net, "logits_proj", summary)
                        : net.Linear("logits_proj", summary, head.Labels),
                ];
        }
    }

    private static Tensor Base(GraphBuilder net, XlnetConfig config, BertInputs inputs)
    {
        (long batch, long length) = (inputs.Ids.Shape![0], inputs.Ids.Shape[1]);
        net.Unused("mask_emb", new TensorShape(1, 1, config.ModelSize));
        Tensor ids = net.Transpose(inputs.Ids, 1, 0);
        Tensor types = net.Transpose(inputs.Types, 1, 0);
        Tensor unseen = net.ScalarMinus(1, net.Cast(net.Reshape(inputs.Mask, batch, 1, 1, length), net.Workload.FloatType));
        Tensor x = net.Embedding("word_embedding", ids, config.VocabSize, config.ModelSize);
        Tensor differ = net.Call("NotEqual", [net.Reshape(types, length, 1, batch), net.Reshape(types, 1, length, batch)]);
        Tensor segments = net.Cast(net.Call("OneHot", [net.Cast(differ, DataType.Int64)], new OperatorAttributes(("depth", 2L))),
            net.Workload.FloatType);
        Tensor positions = net.Expand(RelativeAttention.Sinusoids(net, 2 * length, config.ModelSize), 2 * length, batch, config.ModelSize);
        x = net.ModuleList("layer", () => net.Repeat(config.Layers, "XLNetLayer", x, y =>
        {
            Tensor attended = net.Module("rel_attn", "XLNetRelativeAttention",
                () => Attention(net, config, y, positions, segments, unseen));
            return net.Module("ff", "XLNetFeedForward", () =>
            {
                Tensor inner = net.Activation(ActivationNames.Of(config.Activation), "activation_function",
                    net.Linear("layer_1", attended, config.Inner));
                return net.LayerNorm("layer_norm", net.Add(net.Linear("layer_2", inner, config.ModelSize), attended), config.LayerNormEps);
            });
        }));
        return net.Transpose(x, 1, 0, 2);
    }

    private static Tensor Attention(GraphBuilder net, XlnetConfig config, Tensor x, Tensor positions, Tensor segments, Tensor unseen)
    {
        long size = config.ModelSize / config.Heads;
        TensorShape shape = new(config.ModelSize, config.Heads, size);
        TensorShape bias = new(config.Heads, size);
        Tensor query = net.Einsum("ibh,hnd->ibnd", x, Weight("q"));
        Tensor key = net.Einsum("ibh,hnd->ibnd", x, Weight("k"));
        Tensor value = net.Einsum("ibh,hnd->ibnd", x, Weight("v"));
        Tensor distance = net.Einsum("ibh,hnd->ibnd", positions, Weight("r"));
        Tensor content = net.Einsum("ibnd,jbnd->bnij", Biased("r_w_bias"), key);
        Tensor placed = Shift(net, net.Einsum("ibnd,jbnd->bnij", Biased("r_r_bias"), distance), x.Shape![0]);
        Tensor kinds = net.Stored(net.Scope, "seg_embed", new TensorShape(2, config.Heads, size));
        Tensor segmented = net.Einsum("ijbs,ibns->bnij", segments, net.Einsum("ibnd,snd->ibns", Biased("r_s_bias"), kinds));
        Tensor scores = net.WithScalar("Mul", net.Add(net.Add(content, placed), segmented), 1 / Math.Sqrt(size));
        Tensor masked = net.Call("Sub", [scores, net.WithScalar("Mul", unseen, 1e30)]);
        Tensor context = net.Einsum("bnij,jbnd->ibnd", net.Softmax(masked, 3), value);
        Tensor attended = net.Einsum("ibnd,hnd->ibh", context, Weight("o"));
        return net.LayerNorm("layer_norm", net.Add(attended, x), config.LayerNormEps);

        Tensor Weight(string name) => net.Stored(net.Scope, name, shape);

        Tensor Biased(string name) => net.Add(query, net.Stored(net.Scope, name, bias));
    }

    /// <summary>
    /// Scores by distance [batch, heads, i, 2·length] moved so that each row begins at its own position, and cut to the length.
    /// </summary>
    private static Tensor Shift(GraphBuilder net, Tensor x, long length)
    {
        TensorShape shape = x.Shape!;
        Tensor turned = net.Slice(net.Reshape(x, shape[0], shape[1], shape[3], shape[2]), 2, 1, shape[3]);
        return net.Slice(net.Reshape(turned, shape[0], shape[1], shape[2], shape[3] - 1), 3, 0, length);
    }
}
