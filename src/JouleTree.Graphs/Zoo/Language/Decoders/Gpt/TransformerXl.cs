using System.Runtime.CompilerServices;
using JouleTree.Graphs.Building;

namespace JouleTree.Graphs.Zoo.Language.Decoders.Gpt;

/// <summary>Configuration of Transformer-XL, with the fields and defaults of its config.json.</summary>
internal sealed record TransformerXlConfig
{
    public int VocabSize { get; init; } = 267735;

    /// <summary>Ids at which the vocabulary is cut into parts, frequent words first.</summary>
    public IReadOnlyList<int> Cutoffs { get; init; } = [20000, 40000, 200000];

    public int ModelSize { get; init; } = 1024;

    public int EmbeddingSize { get; init; } = 1024;

    /// <summary>By how much the embeddings of each part are narrower than those of the one before.</summary>
    public int DivVal { get; init; } = 4;

    public int Heads { get; init; } = 16;

    public int HeadSize { get; init; } = 64;

    public int Inner { get; init; } = 4096;

    public int Layers { get; init; } = 18;

    public double LayerNormEpsilon { get; init; } = 1e-5;
}

/// <summary>
/// Transformer-XL (Dai et al., 2019), as Hugging Face's TransfoXLModel, for a first segment: there is no memory yet. All
/// tokens are taken to be frequent words, so that one of the adaptive embeddings' tables is read; the others count as
/// parameters.
/// </summary>
internal sealed class TransformerXlFamily : ConfiguredFamily<TransformerXlConfig>
{
    // The sequence length has no bound of its own; positions are relative.
    private const int LongestSequence = 1 << 16;

    public TransformerXlFamily() => Declare("transfo-xl-wt103", new TransformerXlConfig(), aliases: "transfo-xl/transfo-xl-wt103");

    public override string Name => "Transformer-XL";

    public override string ModelType => "transfo-xl";

    public override string? WhyNoPhases =>
        "keeps the hidden states of earlier segments (mems) instead of keys and values, and computes those anew for all of them in each "
            + "pass";

    public override IReadOnlyList<TaskHead> Heads { get; } = [TaskHead.SequenceClassification];

    protected override string ClassName => "TransfoXLModel";

    // As of TransfoXLConfig in Transformers' configuration_transfo_xl.py, which are the model's own.
    protected override TransformerXlConfig Defaults { get; } = new();

    [ModuleInitializer]
    internal static void Announce() => ModelZoo.Announce(new TransformerXlFamily());

    protected override TransformerXlConfig Read(ConfigFields fields, TransformerXlConfig config)
    {
        fields.Ignore(
            "adaptive", "clamp_len", "dropatt", "dropout", "ext_len", "init", "init_range", "init_std", "mem_len",
                "proj_init_std",
            "proj_share_all_but_first", "same_length", "sample_softmax", "tgt_len", "tie_projs", "tie_weight", "tie_word_embeddings");
        fields.Only("attn_type", "0");
        fields.Only("pre_lnorm", "false");
        fields.Only("untie_r", "true");
        TransformerXlConfig changed = config with
        {
            VocabSize = fields.Size(config.VocabSize, "vocab_size", "n_token"),
            Cutoffs = fields.Sizes(config.Cutoffs, "cutoffs"),
            ModelSize = fields.Size(config.ModelSize, "d_model", "hidden_size"),
            EmbeddingSize = fields.Size(config.EmbeddingSize, "d_embed"),
            DivVal = fields.Size(config.DivVal, "div_val"),
            Heads = fields.Size(config.Heads, "n_head", "num_attention_heads"),
            HeadSize = fields.Size(config.HeadSize, "d_head"),
            Inner = fields.Size(config.Inner, "d_inner"),
            Layers = fields.Size(config.Layers, "n_layer", "num_hidden_layers"),
            LayerNormEpsilon = fields.Number(config.LayerNormEpsilon, "layer_norm_epsilon"),
        };
        int[] ends = [0, .. changed.Cutoffs, changed.VocabSize];
        for (int part = 1; part < ends.Length; part++)
        {
            if (ends[part] <= ends[part - 1])
                throw fields.Fail("cutoffs",
                    $"cutoffs {string.Join(", ", changed.Cutoffs)} of a vocabulary of {changed.VocabSize}: expected rising numbers below "
                    + $"it");
        }

        // One table without parts has other projections.
        return changed.DivVal > 1
            ? changed
            : throw fields.Fail("div_val", "is 1, expected at least 2: embeddings of one width are not built");
    }

    protected override Workload Complete(Workload workload, TransformerXlConfig config) =>
        TextWorkload.Complete(workload, LongestSequence);

    protected override IReadOnlyList<Tensor> Forward(GraphBuilder net, TransformerXlConfig config) =>
        [Base(net, config, Ids(net, config))];

    protected override IReadOnlyList<Tensor> ForwardWithHead(GraphBuilder net, TransformerXlConfig config, HeadConfig head)
    {
        Tensor ids = Ids(net, config);
        Tensor x = net.Module("transformer", ClassName, () => Base(net, config, ids));
        return [TaskHeads.Last(net, net.Linear("score", x, head.Labels, bias: false))];
    }

    private static Tensor Ids(GraphBuilder net, TransformerXlConfig config) =>
        TextWorkload.Input(net, "input_ids", new ValueRange(0, config.Cutoffs[0] - 1));

    private static Tensor Base(GraphBuilder net, TransformerXlConfig config, Tensor ids)
    {
        long length = ids.Shape![1];
        Tensor x = net.Module("word_emb", "AdaptiveEmbedding", () => Words(net, config, net.Transpose(ids, 1, 0)));
        Tensor positions = net.Module("pos_emb", "PositionalEmbedding", () => RelativeAttention.Sinusoids(net, length, config.ModelSize));
        Tensor seen = net.Stored(
            net.Scope, "attn_mask", new TensorShape(length, length), TensorFill.LowerTriangle, TensorRole.Buffer, DataType.Bool);
        Tensor mask = net.Reshape(seen, length, length, 1, 1);
        x = net.ModuleList("layers", () => net.Repeat(config.Layers, "RelPartialLearnableDecoderLayer", x, y =>
        {
            Tensor attended = net.Module("dec_attn", "RelPartialLearnableMultiHeadAttn", () => Attention(net, config, y, positions, mask));
            return net.Module("pos_ff", "PositionwiseFF", () =>
            {
                Tensor fed = net.Module("CoreNet", "Sequential", () =>
                    net.Linear("3", net.Activation("ReLU", "1", net.Linear("0", attended, config.Inner)), config.ModelSize));
                return net.LayerNorm("layer_norm", net.Add(attended, fed), config.LayerNormEpsilon);
            });
        }));
        return net.Transpose(x, 1, 0, 2);
    }

    private static Tensor Words(GraphBuilder net, TransformerXlConfig config, Tensor ids)
    {
        int[] ends = [0, .. config.Cutoffs, config.VocabSize];
        Tensor rows = net.ModuleList("emb_layers", () => net.Embedding("0", ids, ends[1], config.EmbeddingSize));
        for (int part = 1, size = config.EmbeddingSize; part < ends.Length - 1; part++)
        {
            size /= config.DivVal;
            net.Unused($"emb_layers.{part}.weight", new TensorShape(ends[part + 1] - ends[part], size));
            net.Unused($"emb_projs.{part}", new TensorShape(config.ModelSize, size));
        }

        Tensor weight = net.Stored(net.Scope, "emb_projs.0", new TensorShape(config.ModelSize, config.EmbeddingSize));
        return net.WithScalar("Mul", net.Call("Linear", [rows, weight]), Math.Sqrt(config.ModelSize));
    }

    private static Tensor Attention(GraphBuilder net, TransformerXlConfig config, Tensor x, Tensor positions, Tensor mask)
    {
        (long length, long batch) = (x.Shape![0], x.Shape[1]);
        long width = (long)config.Heads * config.HeadSize;
        IReadOnlyList<Tensor> parts = net.Split(net.Linear("qkv_net", x, 3 * width, bias: false), 2, 3);
        Tensor[] heads = [.. parts.Select(part => net.Reshape(part, length, batch, config.Heads, config.HeadSize))];
        Tensor distance = net.Reshape(net.Linear("r_net", positions, width, bias: false), length, config.Heads, config.HeadSize);
        TensorShape bias = new(config.Heads, config.HeadSize);
        Tensor content = net.Einsum("ibnd,jbnd->ijbn", net.Add(heads[0], net.Stored(net.Scope, "r_w_bias", bias)), heads[1]);
        Tensor placed = net.Einsum("ibnd,jnd->ijbn", net.Add(heads[0], net.Stored(net.Scope, "r_r_bias", bias)), distance);
        Tensor scores = net.WithScalar("Mul", net.Add(content, RelativeAttention.Shift(net, placed)), 1 / Math.Sqrt(config.HeadSize));
        Tensor masked = net.Call("Where", [mask, scores], new OperatorAttributes(("scalar", -1e30)));
        Tensor context = net.Einsum("ijbn,jbnd->ibnd", net.Softmax(masked, 1), heads[2]);
        Tensor attended = net.Linear("o_net", net.Reshape(context, length, batch, width), config.ModelSize, bias: false);
        return net.LayerNorm("layer_norm", net.Add(x, attended), config.LayerNormEpsilon);
    }
}
