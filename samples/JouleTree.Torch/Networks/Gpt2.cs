using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace JouleTree.Torch.Networks;

/// <summary>GPT-2 (Radford et al., 2019), with the names of Hugging Face's GPT2Model.</summary>
internal sealed class GPT2Model : Module<Tensor, Tensor>
{
    private readonly Embedding wte, wpe;
    private readonly ModuleList<Module<Tensor, Tensor>> h;
    private readonly LayerNorm ln_f;

    public GPT2Model(TransformerSize size, bool isFused = false)
        : base(nameof(GPT2Model))
    {
        wte = Embedding(size.Vocabulary, size.Hidden);
        wpe = Embedding(size.Positions, size.Hidden);
        h = ModuleList<Module<Tensor, Tensor>>([.. Enumerable.Range(0, size.Layers).Select(_ => new GPT2Block(size, isFused))]);
        ln_f = LayerNorm(size.Hidden);
        RegisterComponents();
        eval();
    }

    public override Tensor forward(Tensor ids)
    {
        Tensor positions = arange(ids.shape[1], int64).unsqueeze(0);
        return ln_f.call(h.Aggregate(wte.call(ids) + wpe.call(positions), (x, block) => block.call(x)));
    }
}

internal sealed class GPT2Block : Module<Tensor, Tensor>
{
    private readonly LayerNorm ln_1, ln_2;
    private readonly GPT2Attention attn;
    private readonly GPT2MLP mlp;

    public GPT2Block(TransformerSize size, bool isFused)
        : base(nameof(GPT2Block))
    {
        ln_1 = LayerNorm(size.Hidden);
        attn = new GPT2Attention(size, isFused);
        ln_2 = LayerNorm(size.Hidden);
        mlp = new GPT2MLP(size);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        Tensor attended = x + attn.call(ln_1.call(x));
        return attended + mlp.call(ln_2.call(attended));
    }
}

/// <summary>A linear layer whose weight is stored the other way round: a parameter of a module of one's own.</summary>
internal sealed class Conv1D : Module<Tensor, Tensor>
{
    private readonly Parameter weight, bias;

    public Conv1D(long inner, long outer)
        : base(nameof(Conv1D))
    {
        weight = Parameter(randn(inner, outer) * 0.02);
        bias = Parameter(zeros(outer));
        RegisterComponents();
    }

    public override Tensor forward(Tensor x) =>
        addmm(bias, x.view(-1, x.shape[^1]), weight, 1, 1).view([.. x.shape[..^1], weight.shape[1]]);
}

internal sealed class GPT2Attention : Module<Tensor, Tensor>
{
    private readonly int _heads;
    private readonly bool _isFused;
    private readonly Conv1D c_attn, c_proj;

    public GPT2Attention(TransformerSize size, bool isFused)
        : base(nameof(GPT2Attention))
    {
        (_heads, _isFused) = (size.Heads, isFused);
        c_attn = new Conv1D(size.Hidden, 3 * size.Hidden);
        c_proj = new Conv1D(size.Hidden, size.Hidden);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        Tensor[] parts = c_attn.call(x).split(x.shape[2], 2);
        (Tensor q, Tensor k, Tensor v) = (Split(parts[0]), Split(parts[1]), Split(parts[2]));
        long length = x.shape[1];
        Tensor context;
        if (_isFused)
        {
            context = functional.scaled_dot_product_attention(q, k, v, is_casual: true);
        }
        else
        {
            Tensor scores = matmul(q, k.transpose(-1, -2)) / Math.Sqrt(q.shape[^1]);
            Tensor visible = ones(length, length, dtype: ScalarType.Bool).tril();
            context = matmul(functional.softmax(where(visible, scores, full_like(scores, -1e4)), -1), v);
        }

        return c_proj.call(context.transpose(1, 2).reshape(x.shape));
    }

    private Tensor Split(Tensor x) => x.view(x.shape[0], x.shape[1], _heads, -1).transpose(1, 2);
}

internal sealed class GPT2MLP : Module<Tensor, Tensor>
{
    private readonly Conv1D c_fc, c_proj;

    public GPT2MLP(TransformerSize size)
        : base(nameof(GPT2MLP))
    {
        c_fc = new Conv1D(size.Hidden, size.Inner);
        c_proj = new Conv1D(size.Inner, size.Hidden);
        RegisterComponents();
    }

    // The tanh form of GELU step by step, as its library writes it.
    public override Tensor forward(Tensor x)
    {
        Tensor y = c_fc.call(x);
        return c_proj.call(0.5 * y * (1.0 + tanh(Math.Sqrt(2 / Math.PI) * (y + (0.044715 * y.pow(3))))));
    }
}
