using System.Runtime.CompilerServices;
using JouleTree.Graphs.Building;

namespace JouleTree.Graphs.Zoo.Language.Decoders.Gpt;

/// <summary>Configuration of CTRL, with the fields of its config.json; defaults are those of the published model.</summary>
internal sealed record CtrlConfig
{
    public int VocabSize { get; init; } = 246534;

    public int Embedding { get; init; } = 1280;

    public int Inner { get; init; } = 8192;

    public int Layers { get; init; } = 48;

    public int Heads { get; init; } = 16;

    public int Positions { get; init; } = 50000;

    public double LayerNormEpsilon { get; init; } = 1e-6;
}

/// <summary>CTRL (Keskar et al., 2019), as Hugging Face's CTRLModel.</summary>
internal sealed class CtrlFamily : ConfiguredFamily<CtrlConfig>
{
    private const int TrainedPositions = 256;

    public CtrlFamily() => Declare("ctrl", new CtrlConfig(), aliases: "Salesforce/ctrl");

    public override string Name => "CTRL";

    public override string ModelType => "ctrl";

    public override IReadOnlyList<TaskHead> Heads { get; } = [TaskHead.LMHead, TaskHead.SequenceClassification];

    public override bool Generates => true;

    protected override string ClassName => "CTRLModel";

    // As of CTRLConfig in Transformers' configuration_ctrl.py: those of the model, but for the positions.
    protected override CtrlConfig Defaults { get; } = new() { Positions = 256 };

    [ModuleInitializer]
    internal static void Announce() => ModelZoo.Announce(new CtrlFamily());

    protected override CtrlConfig Read(ConfigFields fields, CtrlConfig config)
    {
        fields.Ignore(
            "attn_pdrop", "embd_pdrop", "from_tf", "n_ctx", "resid_pdrop", "summary_activation", "summary_first_dropout",
            "summary_proj_to_labels", "summary_type", "summary_use_proj");
        CtrlConfig changed = config with
        {
            VocabSize = fields.Size(config.VocabSize, "vocab_size"),
            Embedding = fields.Size(config.Embedding, "n_embd", "hidden_size"),
            Inner = fields.Size(config.Inner, "dff"),
            Layers = fields.Size(config.Layers, "n_layer", "num_hidden_layers"),
            Heads = fields.Size(config.Heads, "n_head", "num_attention_heads"),
            Positions = fields.Size(config.Positions, "n_positions", "max_position_embeddings"),
            LayerNormEpsilon = fields.Number(config.LayerNormEpsilon, "layer_norm_epsilon"),
        };
        fields.CheckHeads(changed.Embedding, changed.Heads, "n_head", "num_attention_heads");
        return changed;
    }

    protected override Workload Complete(Workload workload, CtrlConfig config) => TextWorkload.Complete(workload, config.Positions);

    protected override IReadOnlyList<Tensor> Forward(GraphBuilder net, CtrlConfig config) =>
        [Base(net, config, TextWorkload.TokenIds(net, config.VocabSize))];

    protected override IReadOnlyList<Tensor> ForwardWithHead(GraphBuilder net, CtrlConfig config, HeadConfig head)
    {
        Tensor ids = TextWorkload.TokenIds(net, config.VocabSize);
        Tensor x = net.Module("transformer", ClassName, () => Base(net, config, ids));
        return head.Kind == TaskHead.LMHead
            ? [TaskHeads.OverVocabulary(net, "lm_head", TaskHeads.Generated(net, x), "transformer.w.weight", head.IsTied, bias: true)]
            : [TaskHeads.Last(net, net.Linear("classifier", x, head.Labels, bias: false))];
    }

    private static Tensor Base(GraphBuilder net, CtrlConfig config, Tensor ids)
    {
        long length = net.Workload.SequenceLength!.Value;
        Tensor words = net.WithScalar("Mul", net.Embedding("w", ids, config.VocabSize, config.Embedding), Math.Sqrt(config.Embedding));
        // Sines and cosines. Of the many positions, those are stored that a text of the length it was trained on has, or this one.
        long rows = Math.Min(config.Positions, Math.Max(TrainedPositions, (net.Workload.PastLength ?? 0) + length));
        Tensor table = net.Stored(
            net.Scope, "pos_encoding", new TensorShape(rows, config.Embedding), TensorFill.Random, TensorRole.Buffer);
        Tensor x = net.Add(words, net.Gather(table, net.Positions(length)));
        Tensor mask = net.CausalMask(length);
        int layer = 0;
        x = net.ModuleList("h", () => net.Repeat(config.Layers, "EncoderLayer", x, y => Block(net, config, layer++, y, mask)));
        return net.LayerNorm("layernorm", x, config.LayerNormEpsilon);
    }

    private static Tensor Block(GraphBuilder net, CtrlConfig config, int layer, Tensor x, Tensor mask)
    {
        Tensor normed = net.LayerNorm("layernorm1", x, config.LayerNormEpsilon);
        Tensor attended = net.Add(
            x, net.Module("multi_head_attention", "MultiHeadAttention", () => Attention(net, config, layer, normed, mask)));
        Tensor renormed = net.LayerNorm("layernorm2", attended, config.LayerNormEpsilon);
        return net.Add(attended, net.Module("ffn", "Sequential", () =>
            net.Linear("2", net.Activation("ReLU", "1", net.Linear("0", renormed, config.Inner)), config.Embedding)));
    }

    private static Tensor Attention(GraphBuilder net, CtrlConfig config, int layer, Tensor x, Tensor mask)
    {
        Tensor query = net.SplitHeads(net.Linear("Wq", x, config.Embedding), config.Heads);
        (Tensor key, Tensor value) = GptHeads.KeysAndValues(
            net, layer, net.Linear("Wk", x, config.Embedding), net.Linear("Wv", x, config.Embedding), config.Heads);
        Tensor scores = net.WithScalar("Div", net.MatMul(query, key), Math.Sqrt((double)config.Embedding / config.Heads));
        return net.Linear("dense", net.MergeHeads(net.MatMul(net.Softmax(net.Add(scores, mask)), value)), config.Embedding);
    }
}
