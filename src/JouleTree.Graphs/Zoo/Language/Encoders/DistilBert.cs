using System.Runtime.CompilerServices;
using JouleTree.Graphs.Building;

namespace JouleTree.Graphs.Zoo.Language.Encoders;

/// <summary>Configuration of DistilBERT, with the fields and defaults of its config.json.</summary>
internal sealed record DistilBertConfig
{
    public int VocabSize { get; init; } = 30522;

    public int Dim { get; init; } = 768;

    public int Layers { get; init; } = 6;

    public int Heads { get; init; } = 12;

    public int HiddenDim { get; init; } = 3072;

    public string Activation { get; init; } = "gelu";

    public int MaxPositionEmbeddings { get; init; } = 512;
}

/// <summary>DistilBERT (Sanh et al., 2019), as Hugging Face's DistilBertModel.</summary>
internal sealed class DistilBertFamily : ConfiguredFamily<DistilBertConfig>
{
    private const double Epsilon = 1e-12;

    private const string Source = "Transformers, DistilBertModel.num_parameters()";

    public DistilBertFamily()
    {
        Declare("distilbert-base-uncased", new DistilBertConfig(), 66_362_880, Source, "distilbert");
        Declare("distilbert-base-cased", new DistilBertConfig { VocabSize = 28996 }, 65_190_912, Source);
        Declare("distilbert-base-multilingual-cased", new DistilBertConfig { VocabSize = 119547 }, 134_734_080, Source);
    }

    public override string Name => "DistilBERT";

    public override string ModelType => "distilbert";

    public override IReadOnlyList<TaskHead> Heads => BertBlocks.Heads;

    protected override string ClassName => "DistilBertModel";

    // As of DistilBertConfig in Transformers' configuration_distilbert.py, which are those of distilbert-base-uncased.
    protected override DistilBertConfig Defaults { get; } = new();

    [ModuleInitializer]
    internal static void Announce() => ModelZoo.Announce(new DistilBertFamily());

    protected override DistilBertConfig Read(ConfigFields fields, DistilBertConfig config)
    {
        fields.Ignore("attention_dropout", "dropout", "qa_dropout", "seq_classif_dropout", "sinusoidal_pos_embds");
        fields.Only("tie_weights_", "true");
        DistilBertConfig changed = config with
        {
            VocabSize = fields.Size(config.VocabSize, "vocab_size"),
            Dim = fields.Size(config.Dim, "dim", "hidden_size"),
            Layers = fields.Size(config.Layers, "n_layers", "num_hidden_layers"),
            Heads = fields.Size(config.Heads, "n_heads", "num_attention_heads"),
            HiddenDim = fields.Size(config.HiddenDim, "hidden_dim"),
            Activation = fields.Activation(config.Activation, "activation"),
            MaxPositionEmbeddings = fields.Size(config.MaxPositionEmbeddings, "max_position_embeddings"),
        };
        fields.CheckHeads(changed.Dim, changed.Heads, "n_heads", "num_attention_heads");
        return changed;
    }

    protected override Workload Complete(Workload workload, DistilBertConfig config) =>
        TextWorkload.Complete(workload, config.MaxPositionEmbeddings);

    protected override IReadOnlyList<Tensor> Forward(GraphBuilder net, DistilBertConfig config) =>
        [Base(net, config, TextWorkload.TokenIds(net, config.VocabSize), TextWorkload.AttentionMask(net))];

    protected override IReadOnlyList<Tensor> ForwardWithHead(GraphBuilder net, DistilBertConfig config, HeadConfig head)
    {
        Tensor ids = TextWorkload.TokenIds(net, config.VocabSize);
        Tensor mask = TextWorkload.AttentionMask(net);
        Tensor encoded = net.Module("distilbert", ClassName, () => Base(net, config, ids, mask));
        switch (head.Kind)
        {
            case TaskHead.MaskedLM:
                Tensor x = net.Activation(ActivationNames.Of(config.Activation), "activation",
                    net.Linear("vocab_transform", encoded, config.Dim));
                x = net.LayerNorm("vocab_layer_norm", x, Epsilon);
                return
                [
                    TaskHeads.OverVocabulary(net, "vocab_projector", x, "distilbert.embeddings.word_embeddings.weight", head.IsTied,
                        bias: true),
                ];
            case TaskHead.TokenClassification:
                return [net.Linear("classifier", encoded, head.Labels)];
            case TaskHead.QuestionAnswering:
                return TaskHeads.Answer(net, encoded);
            default:
                Tensor pooled = net.Call("ReLU", [net.Linear("pre_classifier", net.Select(encoded, 1, 0), config.Dim)]);
                return [head.Kind == TaskHead.MultipleChoice
                    ? TaskHeads.Choice(net, "classifier", pooled)
                    : net.Linear("classifier", pooled, head.Labels)];
        }
    }

    private static Tensor Base(GraphBuilder net, DistilBertConfig config, Tensor ids, Tensor mask)
    {
        Tensor embedded = net.Module("embeddings", "Embeddings", () =>
        {
            Tensor words = net.Embedding("word_embeddings", ids, config.VocabSize, config.Dim);
            Tensor positionIds = net.Positions(net.Workload.SequenceLength!.Value, TextWorkload.Shape(net)[0]);
            Tensor positions = net.Embedding("position_embeddings", positionIds, config.MaxPositionEmbeddings, config.Dim);
            return net.LayerNorm("LayerNorm", net.Add(words, positions), Epsilon);
        });
        return net.Module("transformer", "Transformer", () => net.ModuleList("layer", () =>
            net.Repeat(config.Layers, "TransformerBlock", embedded, x => Block(net, config, x, mask))));
    }

    private static Tensor Block(GraphBuilder net, DistilBertConfig config, Tensor x, Tensor mask)
    {
        Tensor attended = net.Module("attention", "MultiHeadSelfAttention", () => Attention(net, config, x, mask));
        Tensor normed = net.LayerNorm("sa_layer_norm", net.Add(attended, x), Epsilon);
        Tensor fed = net.Module("ffn", "FFN", () =>
            net.Linear("lin2", net.Activation(ActivationNames.Of(config.Activation), "activation",
                net.Linear("lin1", normed, config.HiddenDim)), config.Dim));
        return net.LayerNorm("output_layer_norm", net.Add(fed, normed), Epsilon);
    }

    private static Tensor Attention(GraphBuilder net, DistilBertConfig config, Tensor x, Tensor mask)
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
