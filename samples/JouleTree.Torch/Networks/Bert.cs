using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace JouleTree.Torch.Networks;

/// <summary>BERT (Devlin et al., 2019), with the names of Hugging Face's BertModel.</summary>
internal sealed class BertModel : Module<Tensor, Tensor>
{
    private readonly BertEmbeddings embeddings;
    private readonly BertEncoder encoder;
    private readonly BertPooler pooler;

    public BertModel(TransformerSize size, bool isFused = false)
        : base(nameof(BertModel))
    {
        embeddings = new BertEmbeddings(size);
        encoder = new BertEncoder(size, isFused);
        pooler = new BertPooler(size.Hidden);
        RegisterComponents();
        eval();
    }

    public override Tensor forward(Tensor ids) => pooler.call(encoder.call(embeddings.call(ids)));
}

/// <summary>Sizes of a transformer.</summary>
internal sealed record TransformerSize(long Vocabulary, long Hidden, int Layers, int Heads, long Positions = 512)
{
    public static TransformerSize BertBase { get; } = new(30522, 768, 12, 12);

    public static TransformerSize Gpt2 { get; } = new(50257, 768, 12, 12, 1024);

    public long Inner => 4 * Hidden;
}

internal sealed class BertEmbeddings : Module<Tensor, Tensor>
{
    private readonly Embedding word_embeddings, position_embeddings, token_type_embeddings;
    private readonly LayerNorm LayerNorm;

    public BertEmbeddings(TransformerSize size)
        : base(nameof(BertEmbeddings))
    {
        word_embeddings = Embedding(size.Vocabulary, size.Hidden);
        position_embeddings = Embedding(size.Positions, size.Hidden);
        token_type_embeddings = Embedding(2, size.Hidden);
        LayerNorm = LayerNorm(size.Hidden);
        RegisterComponents();
    }

    public override Tensor forward(Tensor ids)
    {
        Tensor positions = arange(ids.shape[1], int64).unsqueeze(0);
        Tensor words = word_embeddings.call(ids) + token_type_embeddings.call(zeros_like(ids));
        return LayerNorm.call(words + position_embeddings.call(positions));
    }
}

internal sealed class BertEncoder : Module<Tensor, Tensor>
{
    private readonly ModuleList<Module<Tensor, Tensor>> layer;

    public BertEncoder(TransformerSize size, bool isFused)
        : base(nameof(BertEncoder))
    {
        layer = ModuleList<Module<Tensor, Tensor>>(
            [.. Enumerable.Range(0, size.Layers).Select(_ => new BertLayer(size, isFused))]);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x) => layer.Aggregate(x, (current, next) => next.call(current));
}

internal sealed class BertLayer : Module<Tensor, Tensor>
{
    private readonly BertAttention attention;
    private readonly BertIntermediate intermediate;
    private readonly BertOutput output;

    public BertLayer(TransformerSize size, bool isFused)
        : base(nameof(BertLayer))
    {
        attention = new BertAttention(size, isFused);
        intermediate = new BertIntermediate(size.Hidden, size.Inner);
        output = new BertOutput(size.Inner, size.Hidden);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        Tensor attended = attention.call(x);
        return output.call(intermediate.call(attended), attended);
    }
}

internal sealed class BertAttention : Module<Tensor, Tensor>
{
    private readonly BertSelfAttention self;
    private readonly BertOutput output;

    public BertAttention(TransformerSize size, bool isFused)
        : base(nameof(BertAttention))
    {
        self = new BertSelfAttention(size, isFused);
        output = new BertOutput(size.Hidden, size.Hidden);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x) => output.call(self.call(x), x);
}

/// <summary>Attention by hand, or by PyTorch's one function.</summary>
internal sealed class BertSelfAttention : Module<Tensor, Tensor>
{
    private readonly int _heads;
    private readonly bool _isFused;
    private readonly Linear query, key, value;

    public BertSelfAttention(TransformerSize size, bool isFused)
        : base(nameof(BertSelfAttention))
    {
        (_heads, _isFused) = (size.Heads, isFused);
        query = Linear(size.Hidden, size.Hidden);
        key = Linear(size.Hidden, size.Hidden);
        value = Linear(size.Hidden, size.Hidden);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        (Tensor q, Tensor k, Tensor v) = (Split(query.call(x)), Split(key.call(x)), Split(value.call(x)));
        Tensor context = _isFused
            ? functional.scaled_dot_product_attention(q, k, v)
            : matmul(functional.softmax(matmul(q, k.transpose(-1, -2)) / Math.Sqrt(q.shape[^1]), -1), v);
        return context.transpose(1, 2).reshape(x.shape);
    }

    private Tensor Split(Tensor x) => x.view(x.shape[0], x.shape[1], _heads, -1).transpose(1, 2);
}

internal sealed class BertIntermediate : Module<Tensor, Tensor>
{
    private readonly Linear dense;
    private readonly GELU intermediate_act_fn = GELU();

    public BertIntermediate(long width, long inner)
        : base(nameof(BertIntermediate))
    {
        dense = Linear(width, inner);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x) => intermediate_act_fn.call(dense.call(x));
}

internal sealed class BertOutput : Module<Tensor, Tensor, Tensor>
{
    private readonly Linear dense;
    private readonly LayerNorm LayerNorm;
    private readonly Dropout dropout = Dropout(0.1);

    public BertOutput(long inner, long width)
        : base(nameof(BertOutput))
    {
        dense = Linear(inner, width);
        LayerNorm = LayerNorm(width);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x, Tensor residual) => LayerNorm.call(dropout.call(dense.call(x)) + residual);
}

internal sealed class BertPooler : Module<Tensor, Tensor>
{
    private readonly Linear dense;
    private readonly Tanh activation = Tanh();

    public BertPooler(long width)
        : base(nameof(BertPooler))
    {
        dense = Linear(width, width);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x) => activation.call(dense.call(x.select(1, 0)));
}
