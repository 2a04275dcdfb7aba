using System.Globalization;
using System.Runtime.CompilerServices;
using JouleTree.Graphs.Building;

namespace JouleTree.Graphs.Zoo.Language.Encoders;

/// <summary>Configuration of XLM, with the fields of its config.json; defaults are those of the English model of 2048.</summary>
internal sealed record XlmConfig
{
    public int Words { get; init; } = 30145;

    public int Dim { get; init; } = 2048;

    public int Layers { get; init; } = 12;

    public int Heads { get; init; } = 16;

    public int Positions { get; init; } = 512;

    public bool Gelu { get; init; } = true;

    public double LayerNormEps { get; init; } = 1e-12;
}

/// <summary>XLM (Lample and Conneau, 2019) of one language, as Hugging Face's XLMModel.</summary>
internal sealed class XlmFamily : ConfiguredFamily<XlmConfig>
{
    public XlmFamily() => Declare("xlm-mlm-en-2048", new XlmConfig());

    public override string Name => "XLM";

    public override string ModelType => "xlm";

    public override IReadOnlyList<TaskHead> Heads { get; } =
    [
        TaskHead.LMHead, TaskHead.SequenceClassification, TaskHead.TokenClassification, TaskHead.QuestionAnswering,
            TaskHead.MultipleChoice,
    ];

    protected override string ClassName => "XLMModel";

    // As of XLMConfig in Transformers' configuration_xlm.py, which are those of the English model.
    protected override XlmConfig Defaults { get; } = new();

    [ModuleInitializer]
    internal static void Announce() => ModelZoo.Announce(new XlmFamily());

    protected override string ClassNameWith(TaskHead head) => head switch
    {
        TaskHead.LMHead => "XLMWithLMHeadModel",
        TaskHead.QuestionAnswering => "XLMForQuestionAnsweringSimple",
        _ => $"XLMFor{head}",
    };

    protected override XlmConfig Read(ConfigFields fields, XlmConfig config)
    {
        fields.Ignore(
            "attention_dropout", "bos_index", "dropout", "embed_init_std", "end_n_top", "eos_index", "id2lang", "init_std", "lang2id",
            "lang_id", "mask_index", "mask_token_id", "max_vocab", "min_count", "pad_index", "same_enc_dec", "sinusoidal_embeddings",
            "start_n_top", "unk_index", "use_lang_emb");
        TaskHeads.ReadSummary(fields, "first", isOfLabels: true);
        fields.Only("asm", "false");
        fields.Only("causal", "false");
        fields.Only("is_encoder", "true");
        fields.Only("n_langs", "1");
        fields.Only("share_inout_emb", "true");
        XlmConfig changed = config with
        {
            Words = fields.Size(config.Words, "n_words", "vocab_size"),
            Dim = fields.Size(config.Dim, "emb_dim", "hidden_size"),
            Layers = fields.Size(config.Layers, "n_layers", "num_hidden_layers"),
            Heads = fields.Size(config.Heads, "n_heads", "num_attention_heads"),
            Positions = fields.Size(config.Positions, "max_position_embeddings"),
            Gelu = fields.Flag(config.Gelu, "gelu_activation"),
            LayerNormEps = fields.Number(config.LayerNormEps, "layer_norm_eps"),
        };
        fields.CheckHeads(changed.Dim, changed.Heads, "n_heads", "num_attention_heads");
        return changed;
    }

    protected override Workload Complete(Workload workload, XlmConfig config) => TextWorkload.Complete(workload, config.Positions);

    protected override IReadOnlyList<Tensor> Forward(GraphBuilder net, XlmConfig config) =>
        [Base(net, config, TextWorkload.TokenIds(net, config.Words), TextWorkload.AttentionMask(net))];

    protected override IReadOnlyList<Tensor> ForwardWithHead(GraphBuilder net, XlmConfig config, HeadConfig head)
    {
        Tensor ids = TextWorkload.TokenIds(net, config.Words);
        Tensor mask = TextWorkload.AttentionMask(net);
        Tensor x = net.Module("transformer", ClassName, () => Base(net, config, ids, mask));
        switch (head.Kind)
        {
            case TaskHead.LMHead:
                return [net.Module("pred_layer", "XLMPredLayer", () =>
                    TaskHeads.OverVocabulary(net, "proj", x, "transformer.embeddings.weight", head.IsTied, bias: true))];
            case TaskHead.TokenClassification:
                return [net.Linear("classifier", x, head.Labels)];
            case TaskHead.QuestionAnswering:
                return TaskHeads.Answer(net, x);
            default:
                Tensor summary = TaskHeads.Summary(net, "sequence_summary", () => net.Select(x, 1, 0), head.Labels);
                return [head.Kind == TaskHead.MultipleChoice ? TaskHeads.Choice(net, "logits_proj", summary) : summary];
        }
    }

    private static Tensor Base(GraphBuilder net, XlmConfig config, Tensor ids, Tensor mask)
    {
        Tensor words = net.Embedding("embeddings", ids, config.Words, config.Dim);
        Tensor positions = net.Embedding("position_embeddings", net.Positions(net.Workload.SequenceLength!.Value), config.Positions,
            config.Dim);
        Tensor x = net.LayerNorm("layer_norm_emb", net.Add(words, positions), config.LayerNormEps);
        TensorShape shape = mask.Shape!;
        Tensor seen = net.Cast(net.Reshape(mask, shape[0], shape[1], 1), net.Workload.FloatType);
        x = net.Mul(x, seen);
        for (int layer = 0; layer < config.Layers; layer++)
        {
            string number = layer.ToString(CultureInfo.InvariantCulture);
            Tensor given = x;
            Tensor attended = net.ModuleList("attentions",
                () => net.Module(number, "MultiHeadAttention", () => Attention(net, config, given, mask)));
            Tensor normed = net.ModuleList("layer_norm1", () => net.LayerNorm(number, net.Add(given, attended), config.LayerNormEps));
            Tensor fed = net.ModuleList("ffns", () => net.Module(number, "TransformerFFN", () =>
                net.Linear("lin2", net.Call(config.Gelu ? "GELU" : "ReLU", [net.Linear("lin1", normed, 4L * config.Dim)]), config.Dim)));
            x = net.Mul(net.ModuleList("layer_norm2", () => net.LayerNorm(number, net.Add(normed, fed), config.LayerNormEps)), seen);
        }

        return x;
    }

    private static Tensor Attention(GraphBuilder net, XlmConfig config, Tensor x, Tensor mask)
    {
        Tensor query = net.SplitHeads(net.Linear("q_lin", x, config.Dim), config.Heads);
        Tensor key = net.SplitHeadsTransposed(net.Linear("k_lin", x, config.Dim), config.Heads);
        Tensor value = net.SplitHeads(net.Linear("v_lin", x, config.Dim), config.Heads);
        Tensor scores = net.MatMul(net.WithScalar("Div", query, Math.Sqrt((double)config.Dim / config.Heads)), key);
        TensorShape shape = mask.Shape!;
        Tensor hidden = net.Reshape(net.WithScalar("Equal", mask, 0), shape[0], 1, 1, shape[1]);
        Tensor masked = net.Call("Where", [hidden, scores], new OperatorAttributes(("scalar", -1e30), ("scalar_left", 1L)));
        return net.Linear("out_lin", net.MergeHeads(net.MatMul(net.Softmax(masked), value)), config.Dim);
    }
}
