using System.Runtime.CompilerServices;
using JouleTree.Graphs.Building;

namespace JouleTree.Graphs.Zoo.Language.Decoders.StateSpace;

/// <summary>Configuration of Nemotron-H, with the fields of its config.json.</summary>
internal sealed record NemotronHConfig
{
    public int VocabSize { get; init; } = 131072;

    public int HiddenSize { get; init; }

    /// <summary>What each layer is: M for a Mamba-2 mixer, * for an attention, - for an MLP.</summary>
    public string Pattern { get; init; } = "";

    public int Heads { get; init; } = 40;

    /// <summary>Heads of keys and values; each is used by several heads of queries.</summary>
    public int KeyValueHeads { get; init; } = 8;

    public int HeadSize { get; init; } = 128;

    public bool AttentionBias { get; init; }

    public int IntermediateSize { get; init; }

    public bool MlpBias { get; init; }

    public Mamba2Sizes Mixer { get; init; } = new();

    public int Positions { get; init; } = 131072;

    /// <summary>The output layer shares the word embeddings' weights.</summary>
    public bool TieWordEmbeddings { get; init; }
}

/// <summary>
/// Nemotron-H and Nemotron Nano 2 (NVIDIA, 2025), as Hugging Face's NemotronHModel: each layer is a Mamba-2 mixer, an attention without
/// positions or an MLP with squared ReLU. Names are those of the published weights, whose base model is called <c>backbone</c>.
/// </summary>
internal sealed class NemotronHFamily : ConfiguredFamily<NemotronHConfig>
{
    public NemotronHFamily()
    {
        NemotronHConfig nine = new()
        {
            HiddenSize = 4480,
            IntermediateSize = 15680,
            Pattern = "M-M-M-MM-M-M-M*-M-M-M*-M-M-M-M*-M-M-M-M*-M-MM-M-M-M-M-M-",
            Mixer = new Mamba2Sizes { Heads = 128, HeadSize = 80, Groups = 8 },
        };
        Declare("nvidia/NVIDIA-Nemotron-Nano-9B-v2", nine, 8_888_227_328 - (131072L * 4480),
            "8,888,227,328 in the weights files at Hugging Face, less the output layer of 587,202,560");
        Declare("nvidia/Nemotron-H-8B-Base-8K",
            nine with
            {
                HiddenSize = 4096,
                IntermediateSize = 21504,
                Pattern = "M-M-M-M*-M-M-M-M-M*-M-M-M-M-M*-M-M-M-M-M*-M-M-M-M-M-",
                Heads = 32,
                Mixer = nine.Mixer with { HeadSize = 64 },
                Positions = 8192,
            },
            8_100_852_736 - (131072L * 4096),
            "8,100,852,736 in the weights files at Hugging Face, less the output layer of 536,870,912");
        Declare("nvidia/NVIDIA-Nemotron-Nano-12B-v2",
            nine with
            {
                HiddenSize = 5120,
                IntermediateSize = 20480,
                Pattern = "M-M-M-M*-M-M-M-M*-M-M-M-M*-M-M-M-M*-M-M-M-M*-M-M-M-M*-M-M-M-M-",
            });
    }

    public override string Name => "Nemotron-H";

    public override string ModelType => "nemotron_h";

    public override IReadOnlyList<TaskHead> Heads { get; } = [TaskHead.LMHead];

    public override bool Generates => true;

    public override bool FusesAttention => true;

    protected override string ClassName => "NemotronHModel";

    // As of NemotronHConfig in the published models' configuration_nemotron_h.py, which are those of the model of 8 billion.
    protected override NemotronHConfig Defaults { get; } = new()
    {
        HiddenSize = 4096,
        IntermediateSize = 21504,
        Pattern = "M-M-M-M*-M-M-M-M-M*-M-M-M-M-M*-M-M-M-M-M*-M-M-M-M-M-",
        Heads = 32,
        Mixer = new Mamba2Sizes { Heads = 128, Groups = 8 },
        Positions = 4096,
    };

    [ModuleInitializer]
    internal static void Announce() => ModelZoo.Announce(new NemotronHFamily());

    protected override string ClassNameWith(TaskHead head) => "NemotronHForCausalLM";

    protected override NemotronHConfig Read(ConfigFields fields, NemotronHConfig config)
    {
        fields.Ignore(
            "attention_dropout", "auto_map", "chunk_size", "expand", "hidden_dropout", "mamba_proj_bias", "mamba_ssm_cache_dtype",
            "num_logits_to_keep", "num_query_groups", "rescale_prenorm_residual", "residual_in_fp32", "rms_norm_eps", "time_step_floor",
            "time_step_max", "time_step_min", "time_step_rank", "use_mamba_kernels");
        fields.Only("mlp_hidden_act", "relu2");
        // A window is null in all files; no such model is known.
        fields.Only("sliding_window", "null");
        string pattern = fields.Letters(config.Pattern, "hybrid_override_pattern", "M*-");
        NemotronHConfig changed = config with
        {
            VocabSize = fields.Size(config.VocabSize, "vocab_size"),
            HiddenSize = fields.Size(config.HiddenSize, "hidden_size"),
            Pattern = pattern,
            Heads = fields.Size(config.Heads, "num_attention_heads"),
            KeyValueHeads = fields.Size(config.KeyValueHeads, "num_key_value_heads"),
            HeadSize = fields.Size(config.HeadSize, "head_dim", "attention_head_dim"),
            AttentionBias = fields.Flag(config.AttentionBias, "attention_bias"),
            IntermediateSize = fields.Size(config.IntermediateSize, "intermediate_size"),
            MlpBias = fields.Flag(config.MlpBias, "mlp_bias"),
            Positions = fields.Size(config.Positions, "max_position_embeddings"),
            TieWordEmbeddings = fields.Flag(config.TieWordEmbeddings, "tie_word_embeddings"),
            Mixer = config.Mixer with
            {
                Heads = fields.Size(config.Mixer.Heads, "mamba_num_heads"),
                HeadSize = fields.Size(config.Mixer.HeadSize, "mamba_head_dim"),
                Groups = fields.Size(config.Mixer.Groups, "n_groups", "mamba_n_groups"),
                StateSize = fields.Size(config.Mixer.StateSize, "ssm_state_size"),
                Kernel = fields.Size(config.Mixer.Kernel, "conv_kernel", "mamba_d_conv"),
                Bias = fields.Flag(config.Mixer.Bias, "use_bias"),
                ConvBias = fields.Flag(config.Mixer.ConvBias, "use_conv_bias"),
                Activation = fields.Activation(config.Mixer.Activation, "mamba_hidden_act"),
                StepLimit = fields.Bounds(config.Mixer.StepLimit, "time_step_limit"),
                Epsilon = fields.Number(config.Mixer.Epsilon, "layer_norm_epsilon"),
            },
        };
        int layers = fields.Size(pattern.Length, "num_hidden_layers");
        if (layers != pattern.Length)
            throw fields.Fail("num_hidden_layers",
                $"num_hidden_layers {layers}: hybrid_override_pattern has {pattern.Length} layers, change both");
        SharedHeads.Check(fields, changed.Heads, changed.KeyValueHeads);
        return changed with { Mixer = (changed.Mixer with { NormGroups = changed.Mixer.Groups }).Checked() };
    }

    protected override Workload Complete(Workload workload, NemotronHConfig config) => TextWorkload.Complete(workload, config.Positions);

    protected override IReadOnlyList<Tensor> Forward(GraphBuilder net, NemotronHConfig config) =>
        [Base(net, config, TextWorkload.TokenIds(net, config.VocabSize))];

    protected override IReadOnlyList<Tensor> ForwardWithHead(GraphBuilder net, NemotronHConfig config, HeadConfig head)
    {
        Tensor ids = TextWorkload.TokenIds(net, config.VocabSize);
        Tensor given = TaskHeads.Generated(net, net.Module("backbone", ClassName, () => Base(net, config, ids)));
        return [TaskHeads.OverVocabulary(net, "lm_head", given, "backbone.embeddings.weight", config.TieWordEmbeddings, bias: false)];
    }

    private static Tensor Base(GraphBuilder net, NemotronHConfig config, Tensor ids)
    {
        Tensor x = net.Embedding("embeddings", ids, config.VocabSize, config.HiddenSize);
        CausalMask? mask = config.Pattern.Contains('*', StringComparison.Ordinal)
            ? CausalMask.Of(net, net.Workload.SequenceLength!.Value)
            : null;
        int layer = 0;
        x = net.ModuleList("layers", () => net.Repeat(config.Pattern.Length, "NemotronHBlock", x, y =>
        {
            int number = layer++;
            Tensor normed = net.RmsNorm("norm", y, config.Mixer.Epsilon);
            return net.Add(y, config.Pattern[number] switch
            {
                'M' => net.Module("mixer", "NemotronHMamba2Mixer",
                    () => Mamba2Mixer.Mixed(net, config.Mixer, number, normed, "MambaRMSNormGated")),
                '*' => net.Module("mixer", "NemotronHAttention", () => Attention(net, config, number, normed, mask!)),
                _ => net.Module("mixer", "NemotronHMLP", () => Mlp(net, config, normed)),
            });
        }));
        return net.RmsNorm("norm_f", x, config.Mixer.Epsilon);
    }

    private static Tensor Attention(GraphBuilder net, NemotronHConfig config, int layer, Tensor x, CausalMask mask)
    {
        Tensor query = Projected("q_proj", config.Heads);
        Tensor key = Projected("k_proj", config.KeyValueHeads);
        Tensor value = Projected("v_proj", config.KeyValueHeads);
        Tensor context = CausalAttention.Context(net, layer, new AttentionScores(), query, key, value, mask);
        return net.Linear("o_proj", context, config.HiddenSize, config.AttentionBias);

        Tensor Projected(string name, int heads) =>
            net.SplitHeads(net.Linear(name, x, (long)heads * config.HeadSize, config.AttentionBias), heads);
    }

    private static Tensor Mlp(GraphBuilder net, NemotronHConfig config, Tensor x)
    {
        Tensor up = net.Linear("up_proj", x, config.IntermediateSize, config.MlpBias);
        Tensor squared = net.Module("act_fn", "ReLUSquaredActivation", () =>
        {
            Tensor positive = net.Call("ReLU", [up]);
            return net.Mul(positive, positive);
        });
        return net.Linear("down_proj", squared, config.HiddenSize, config.MlpBias);
    }
}
