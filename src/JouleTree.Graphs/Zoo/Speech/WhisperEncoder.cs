using System.Runtime.CompilerServices;
using JouleTree.Core.Errors;
using JouleTree.Graphs.Building;

namespace JouleTree.Graphs.Zoo.Speech;

/// <summary>Configuration of Whisper's encoder, with the fields of Whisper's config.json; defaults are those of the tiny one.</summary>
internal sealed record WhisperConfig
{
    public int MelBins { get; init; } = 80;

    public int ModelSize { get; init; } = 384;

    public int Layers { get; init; } = 4;

    public int Heads { get; init; } = 6;

    public int Inner { get; init; } = 1536;

    public int Positions { get; init; } = 1500;

    public string Activation { get; init; } = "gelu";
}

/// <summary>The encoder of Whisper (Radford et al., 2023), as Hugging Face's WhisperEncoder: thirty seconds of sound at once.</summary>
internal sealed class WhisperEncoderFamily : ConfiguredFamily<WhisperConfig>
{
    private const double Epsilon = 1e-5;

    public WhisperEncoderFamily()
    {
        Declare("whisper-tiny-encoder", new WhisperConfig());
        Declare("whisper-base-encoder", new WhisperConfig { ModelSize = 512, Layers = 6, Heads = 8, Inner = 2048 });
    }

    public override string Name => "Whisper encoder";

    public override string ModelType => "whisper";

    public override ZooInput Takes => ZooInput.Sound;

    protected override string ClassName => "WhisperEncoder";

    // As of WhisperConfig in Transformers' configuration_whisper.py, which are those of the tiny one.
    protected override WhisperConfig Defaults { get; } = new();

    [ModuleInitializer]
    internal static void Announce() => ModelZoo.Announce(new WhisperEncoderFamily());

    protected override WhisperConfig Read(ConfigFields fields, WhisperConfig config)
    {
        fields.Ignore(
            "activation_dropout", "apply_spec_augment", "attention_dropout", "classifier_proj_size", "decoder_attention_heads",
            "decoder_ffn_dim", "decoder_layerdrop", "decoder_layers", "dropout", "encoder_layerdrop", "init_std", "is_encoder_decoder",
            "mask_feature_length", "mask_feature_min_masks", "mask_feature_prob", "mask_time_length", "mask_time_min_masks",
            "mask_time_prob", "max_target_positions", "median_filter_width", "scale_embedding", "use_weighted_layer_sum", "vocab_size");
        if (fields.Has("decoder_layers"))
            fields.Remark("of the configuration the encoder is counted; the decoder (decoder_layers) is not");
        WhisperConfig changed = config with
        {
            MelBins = fields.Size(config.MelBins, "num_mel_bins"),
            ModelSize = fields.Size(config.ModelSize, "d_model", "hidden_size"),
            Layers = fields.Size(config.Layers, "encoder_layers", "num_hidden_layers"),
            Heads = fields.Size(config.Heads, "encoder_attention_heads"),
            Inner = fields.Size(config.Inner, "encoder_ffn_dim"),
            Positions = fields.Size(config.Positions, "max_source_positions"),
            Activation = fields.Activation(config.Activation, "activation_function"),
        };
        fields.CheckHeads(changed.ModelSize, changed.Heads, "encoder_attention_heads");
        return changed;
    }

    protected override Workload Complete(Workload workload, WhisperConfig config)
    {
        if (workload.SequenceLength is { } length)
            throw new InputException($"a sequence length of {length}: this encoder always reads {2 * config.Positions} frames of sound");
        if (!workload.InputShapes.TryGetValue("input_features", out TensorShape? shape))
            return workload;
        TensorShape expected = new(workload.BatchSize, config.MelBins, 2L * config.Positions);
        return shape.Rank == 3 && shape[0] is >= 1 and <= int.MaxValue && shape[1] == expected[1] && shape[2] == expected[2]
            ? workload with { BatchSize = (int)shape[0] }
            : throw new InputException(
                $"input input_features of shape {shape}: expected a batch of {config.MelBins} x {2 * config.Positions}, such as "
                + $"{expected}");
    }

    protected override IReadOnlyList<Tensor> Forward(GraphBuilder net, WhisperConfig config)
    {
        Tensor sound = net.Input("input_features", net.Workload.FloatType,
            new TensorShape(net.Workload.BatchSize, config.MelBins, 2L * config.Positions));
        Tensor x = net.Call("GELU", [net.Convolution1d("conv1", sound, config.ModelSize, kernel: 3, padding: 1)]);
        x = net.Call("GELU", [net.Convolution1d("conv2", x, config.ModelSize, kernel: 3, stride: 2, padding: 1)]);
        Tensor positions = net.Embedding("embed_positions", net.Positions(config.Positions), config.Positions, config.ModelSize);
        x = net.Add(net.Transpose(x, 0, 2, 1), positions);
        x = net.ModuleList("layers", () => net.Repeat(config.Layers, "WhisperEncoderLayer", x, y =>
        {
            Tensor normed = net.LayerNorm("self_attn_layer_norm", y, Epsilon);
            Tensor attended = net.Add(y, net.Module("self_attn", "WhisperAttention", () => Attention(net, config, normed)));
            Tensor renormed = net.LayerNorm("final_layer_norm", attended, Epsilon);
            Tensor inner = net.Activation(ActivationNames.Of(config.Activation), "activation_fn",
                net.Linear("fc1", renormed, config.Inner));
            return net.Add(attended, net.Linear("fc2", inner, config.ModelSize));
        }));
        return [net.LayerNorm("layer_norm", x, Epsilon)];
    }

    private static Tensor Attention(GraphBuilder net, WhisperConfig config, Tensor x)
    {
        Tensor query = net.WithScalar("Mul", net.Linear("q_proj", x, config.ModelSize),
            1 / Math.Sqrt((double)config.ModelSize / config.Heads));
        Tensor key = net.SplitHeadsTransposed(net.Linear("k_proj", x, config.ModelSize, bias: false), config.Heads);
        Tensor value = net.SplitHeads(net.Linear("v_proj", x, config.ModelSize), config.Heads);
        Tensor weights = net.Softmax(net.MatMul(net.SplitHeads(query, config.Heads), key));
        return net.Linear("out_proj", net.MergeHeads(net.MatMul(weights, value)), config.ModelSize);
    }
}
