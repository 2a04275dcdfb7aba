using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace JouleTree.TorchSharp.Tests.Networks;

/// <summary>
/// ViT-B/16 (Dosovitskiy et al., 2021), with torchvision's names; attention by one weight for queries, keys and values.
/// </summary>
internal sealed class VisionTransformer : Module<Tensor, Tensor>
{
    private readonly Conv2d conv_proj;
    private readonly Parameter class_token;
    private readonly VitEncoder encoder;
    private readonly Sequential heads;

    public VisionTransformer(bool isFused = false)
        : base(nameof(VisionTransformer))
    {
        conv_proj = Conv2d(3, 768, 16, stride: 16);
        class_token = Parameter(zeros(1, 1, 768));
        encoder = new VitEncoder(isFused);
        heads = Sequential(("head", Linear(768, 1000)));
        RegisterComponents();
        eval();
    }

    public override Tensor forward(Tensor image)
    {
        Tensor rows = conv_proj.call(image).flatten(2).permute(0, 2, 1);
        Tensor encoded = encoder.call(cat([class_token.expand(image.shape[0], -1, -1), rows], 1));
        return heads.call(encoded.select(1, 0));
    }
}

internal sealed class VitEncoder : Module<Tensor, Tensor>
{
    private readonly Parameter pos_embedding;
    private readonly Sequential layers;
    private readonly LayerNorm ln;

    public VitEncoder(bool isFused)
        : base("Encoder")
    {
        pos_embedding = Parameter(zeros(1, 197, 768));
        layers = Sequential(Enumerable.Range(0, 12).Select(layer =>
            ($"encoder_layer_{layer}", (Module<Tensor, Tensor>)new EncoderBlock(isFused))));
        ln = LayerNorm(768);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x) => ln.call(layers.call(x + pos_embedding));
}

internal sealed class EncoderBlock : Module<Tensor, Tensor>
{
    private readonly LayerNorm ln_1 = LayerNorm(768), ln_2 = LayerNorm(768);
    private readonly VitAttention self_attention;
    private readonly Sequential mlp = Sequential(("0", Linear(768, 3072)), ("1", GELU()), ("3", Linear(3072, 768)));

    public EncoderBlock(bool isFused)
        : base(nameof(EncoderBlock))
    {
        self_attention = new VitAttention(isFused);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        Tensor attended = x + self_attention.call(ln_1.call(x));
        return attended + mlp.call(ln_2.call(attended));
    }
}

internal sealed class VitAttention : Module<Tensor, Tensor>
{
    private readonly bool _isFused;
    private readonly Parameter in_proj_weight = Parameter(randn(3 * 768, 768) * 0.02), in_proj_bias = Parameter(zeros(3 * 768));
    private readonly Linear out_proj = Linear(768, 768);

    public VitAttention(bool isFused)
        : base("MultiheadAttention")
    {
        _isFused = isFused;
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        Tensor[] parts = functional.linear(x, in_proj_weight, in_proj_bias).chunk(3, -1);
        (Tensor q, Tensor k, Tensor v) = (Split(parts[0]), Split(parts[1]), Split(parts[2]));
        Tensor context = _isFused
            ? functional.scaled_dot_product_attention(q, k, v)
            : einsum("bhqk,bhkd->bhqd", functional.softmax(einsum("bhqd,bhkd->bhqk", q * 0.125, k), -1), v);
        return out_proj.call(context.transpose(1, 2).reshape(x.shape));
    }

    private static Tensor Split(Tensor x) => x.view(x.shape[0], x.shape[1], 12, 64).transpose(1, 2);
}
