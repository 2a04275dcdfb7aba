using System.Globalization;
using System.Runtime.CompilerServices;
using JouleTree.Core.Errors;
using JouleTree.Graphs.Building;

namespace JouleTree.Graphs.Zoo.Vision;

/// <summary>Configuration of a vision transformer; defaults are those of ViT-B/16.</summary>
internal sealed record VisionTransformerConfig : VisionConfig
{
    public int PatchSize { get; init; } = 16;

    public int NumLayers { get; init; } = 12;

    public int NumHeads { get; init; } = 12;

    public int HiddenDim { get; init; } = 768;

    public int MlpDim { get; init; } = 3072;
}

/// <summary>ViT (Dosovitskiy et al., 2021), as torchvision's.</summary>
internal sealed class VisionTransformerFamily : VisionFamily<VisionTransformerConfig>
{
    private const double Epsilon = 1e-6;

    public VisionTransformerFamily()
    {
        VisionTransformerConfig basic = new();
        VisionTransformerConfig large = basic with { NumLayers = 24, NumHeads = 16, HiddenDim = 1024, MlpDim = 4096 };
        Declare("vit_b_16", basic, 86_567_656, Source);
        Declare("vit_b_32", basic with { PatchSize = 32 }, 88_224_232, Source);
        Declare("vit_l_16", large, 304_326_632, Source);
        Declare("vit_l_32", large with { PatchSize = 32 }, 306_535_400, Source);
    }

    public override string Name => "ViT";

    public override string ModelType => "vit";

    protected override string ClassName => "VisionTransformer";

    // As of ViTConfig in Transformers' configuration_vit.py; a configuration there has two classes where it lists none.
    protected override VisionTransformerConfig Defaults { get; } = new() { NumClasses = 2 };

    [ModuleInitializer]
    internal static void Announce() => ModelZoo.Announce(new VisionTransformerFamily());

    protected override VisionTransformerConfig ReadMore(ConfigFields fields, VisionTransformerConfig config)
    {
        fields.Ignore("attention_dropout", "attention_probs_dropout_prob", "encoder_stride", "hidden_dropout_prob", "pooler_act",
            "pooler_output_size");
        fields.Only("hidden_act", "gelu");
        fields.Only("qkv_bias", "true");
        VisionTransformerConfig changed = config with
        {
            PatchSize = fields.Size(config.PatchSize, "patch_size"),
            NumLayers = fields.Size(config.NumLayers, "num_layers", "num_hidden_layers"),
            NumHeads = fields.Size(config.NumHeads, "num_heads", "num_attention_heads"),
            HiddenDim = fields.Size(config.HiddenDim, "hidden_dim", "hidden_size"),
            MlpDim = fields.Size(config.MlpDim, "mlp_dim", "intermediate_size"),
        };
        fields.CheckHeads(changed.HiddenDim, changed.NumHeads, "num_heads", "num_attention_heads");
        return changed.ImageSize % changed.PatchSize == 0
            ? changed
            : throw fields.Fail("patch_size",
                $"an image of {changed.ImageSize} cannot be cut into patches of {changed.PatchSize}: choose a multiple");
    }

    protected override IReadOnlyList<Tensor> Forward(GraphBuilder net, VisionTransformerConfig config)
    {
        Tensor image = config.Image(net);
        long side = config.ImageSize;
        if (image.Shape![2] != side || image.Shape[3] != side)
            throw new InputException(
                $"an image of shape {image.Shape}: the positions of this model are learned for {side} x {side}; change it by "
                + $"`{nameof(ConfigFields)}` image_size=N")
            {
                Arguments = [nameof(ConfigFields)],
            };
        long batch = image.Shape[0];
        Tensor patches = net.Conv2d("conv_proj", image, config.HiddenDim, config.PatchSize, config.PatchSize);
        long count = patches.Shape![2] * patches.Shape[3];
        Tensor rows = net.Transpose(net.Reshape(patches, batch, config.HiddenDim, count), 0, 2, 1);
        Tensor token = net.Stored(net.Scope, "class_token", new TensorShape(1, 1, config.HiddenDim), TensorFill.Zeros);
        Tensor x = net.Concat(1, net.Expand(token, batch, 1, config.HiddenDim), rows);
        Tensor encoded = net.Module("encoder", "Encoder", () =>
        {
            Tensor y = net.Add(x, net.Stored(net.Scope, "pos_embedding", new TensorShape(1, count + 1, config.HiddenDim)));
            y = net.Module("layers", "Sequential", () => Layers(net, config, y));
            return net.LayerNorm("ln", y, Epsilon);
        });
        Tensor first = net.Select(encoded, 1, 0);
        return [net.Module("heads", "Sequential", () => net.Linear("head", first, config.NumClasses))];
    }

    private static Tensor Layers(GraphBuilder net, VisionTransformerConfig config, Tensor x)
    {
        for (int layer = 0; layer < config.NumLayers; layer++)
        {
            Tensor given = x;
            x = net.Module(string.Create(CultureInfo.InvariantCulture, $"encoder_layer_{layer}"), "EncoderBlock", () =>
            {
                Tensor normed = net.LayerNorm("ln_1", given, Epsilon);
                Tensor attended = net.Add(net.Module("self_attention", "MultiheadAttention", () => Attention(net, config, normed)), given);
                Tensor renormed = net.LayerNorm("ln_2", attended, Epsilon);
                return net.Add(attended, net.Module("mlp", "MLPBlock", () =>
                    net.Linear("3", net.Activation("GELU", "1", net.Linear("0", renormed, config.MlpDim)), config.HiddenDim)));
            });
        }

        return x;
    }

    private static Tensor Attention(GraphBuilder net, VisionTransformerConfig config, Tensor x)
    {
        long width = config.HiddenDim;
        Tensor weight = net.Stored(net.Scope, "in_proj_weight", new TensorShape(3 * width, width));
        Tensor bias = net.Stored(net.Scope, "in_proj_bias", new TensorShape(3 * width), TensorFill.Zeros);
        IReadOnlyList<Tensor> parts = net.Split(net.Call("Linear", [x, weight, bias]), 2, 3);
        Tensor query = net.WithScalar("Mul", net.SplitHeads(parts[0], config.NumHeads), 1 / Math.Sqrt((double)width / config.NumHeads));
        Tensor scores = net.MatMul(query, net.SplitHeadsTransposed(parts[1], config.NumHeads));
        Tensor context = net.MatMul(net.Softmax(scores), net.SplitHeads(parts[2], config.NumHeads));
        return net.Linear("out_proj", net.MergeHeads(context), width);
    }
}
