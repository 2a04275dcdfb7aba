using System.Runtime.CompilerServices;
using JouleTree.Graphs.Building;

namespace JouleTree.Graphs.Zoo.Language.Decoders.StateSpace;

/// <summary>Configuration of Mamba-2, with the fields and defaults of its config.json.</summary>
internal sealed record Mamba2Config
{
    public int VocabSize { get; init; } = 50288;

    public int HiddenSize { get; init; } = 768;

    public int Layers { get; init; } = 24;

    /// <summary>By how much the mixer is wider than the hidden size.</summary>
    public int Expand { get; init; } = 2;

    public Mamba2Sizes Mixer { get; init; } = new();

    /// <summary>The output layer shares the word embeddings' weights.</summary>
    public bool TieWordEmbeddings { get; init; } = true;
}

/// <summary>Mamba-2 (Dao and Gu, 2024), as Hugging Face's Mamba2Model: mixers with states in place of attention and MLP.</summary>
internal sealed class Mamba2Family : ConfiguredFamily<Mamba2Config>
{
    // States have no length.
    private const int LongestSequence = 1 << 20;

    public Mamba2Family()
    {
        const string weights = "the weights file at Hugging Face; the output layer shares the embeddings";
        Declare("state-spaces/mamba2-130m", Sized(768, 24), 128_989_632, weights);
        Declare("state-spaces/mamba2-370m", Sized(1024, 48), 368_346_624,
            "the paper on HADES (2025), of Mamba-2 370M");
        Declare("state-spaces/mamba2-780m", Sized(1536, 48));
        Declare("state-spaces/mamba2-1.3b", Sized(2048, 48));
        Declare("state-spaces/mamba2-2.7b", Sized(2560, 64), 2_702_599_680, weights);
        Declare("mistralai/Mamba-Codestral-7B-v0.1",
            new Mamba2Config
            {
                VocabSize = 32768,
                HiddenSize = 4096,
                Layers = 64,
                Mixer = new Mamba2Sizes { Heads = 128, Groups = 8 },
                TieWordEmbeddings = false,
            },
            7_285_403_648 - (32768L * 4096), "7,285,403,648 in the model card, less the output layer of 134,217,728");

        static Mamba2Config Sized(int hidden, int layers) =>
            new() { HiddenSize = hidden, Layers = layers, Mixer = new Mamba2Sizes { Heads = 2 * hidden / 64 } };
    }

    public override string Name => "Mamba-2";

    public override string ModelType => "mamba2";

    public override IReadOnlyList<TaskHead> Heads { get; } = [TaskHead.LMHead];

    public override bool Generates => true;

    protected override string ClassName => "Mamba2Model";

    // As of Mamba2Config in Transformers' configuration_mamba2.py, which are those of Mamba-Codestral.
    protected override Mamba2Config Defaults { get; } = new()
    {
        VocabSize = 32768,
        HiddenSize = 4096,
        Layers = 64,
        Mixer = new Mamba2Sizes { Heads = 128, Groups = 8 },
        TieWordEmbeddings = false,
    };

    [ModuleInitializer]
    internal static void Announce() => ModelZoo.Announce(new Mamba2Family());

    protected override string ClassNameWith(TaskHead head) => "Mamba2ForCausalLM";

    protected override Mamba2Config Read(ConfigFields fields, Mamba2Config config)
    {
        fields.Ignore(
            "chunk_size", "intermediate_size", "norm_before_gate", "rescale_prenorm_residual", "residual_in_fp32", "rms_norm",
            "time_step_floor", "time_step_init_scheme", "time_step_max", "time_step_min", "time_step_rank", "time_step_scale");
        Mamba2Config changed = config with
        {
            VocabSize = fields.Size(config.VocabSize, "vocab_size"),
            HiddenSize = fields.Size(config.HiddenSize, "hidden_size"),
            Layers = fields.Size(config.Layers, "num_hidden_layers"),
            Expand = fields.Size(config.Expand, "expand"),
            TieWordEmbeddings = fields.Flag(config.TieWordEmbeddings, "tie_word_embeddings"),
            Mixer = config.Mixer with
            {
                Heads = fields.Size(config.Mixer.Heads, "num_heads"),
                HeadSize = fields.Size(config.Mixer.HeadSize, "head_dim"),
                Groups = fields.Size(config.Mixer.Groups, "n_groups"),
                StateSize = fields.Size(config.Mixer.StateSize, "state_size"),
                Kernel = fields.Size(config.Mixer.Kernel, "conv_kernel"),
                Bias = fields.Flag(config.Mixer.Bias, "use_bias"),
                ConvBias = fields.Flag(config.Mixer.ConvBias, "use_conv_bias"),
                Activation = fields.Activation(config.Mixer.Activation, "hidden_act"),
                StepLimit = fields.Bounds(config.Mixer.StepLimit, "time_step_limit"),
                Epsilon = fields.Number(config.Mixer.Epsilon, "layer_norm_epsilon"),
            },
        };
        long inner = (long)changed.Expand * changed.HiddenSize;
        if (changed.Mixer.Inner != inner)
            throw fields.Fail("num_heads",
                $"{changed.Mixer.Heads} heads of size {changed.Mixer.HeadSize} are not {changed.Expand} times the hidden size "
                + $"{changed.HiddenSize}: choose sizes whose product is {inner}");
        return changed with { Mixer = changed.Mixer.Checked() };
    }

    protected override Workload Complete(Workload workload, Mamba2Config config) => TextWorkload.Complete(workload, LongestSequence);

    protected override IReadOnlyList<Tensor> Forward(GraphBuilder net, Mamba2Config config) =>
        [Base(net, config, TextWorkload.TokenIds(net, config.VocabSize))];

    protected override IReadOnlyList<Tensor> ForwardWithHead(GraphBuilder net, Mamba2Config config, HeadConfig head)
    {
        Tensor ids = TextWorkload.TokenIds(net, config.VocabSize);
        Tensor given = TaskHeads.Generated(net, net.Module("backbone", ClassName, () => Base(net, config, ids)));
        return [TaskHeads.OverVocabulary(net, "lm_head", given, "backbone.embeddings.weight", config.TieWordEmbeddings, bias: false)];
    }

    private static Tensor Base(GraphBuilder net, Mamba2Config config, Tensor ids)
    {
        Tensor x = net.Embedding("embeddings", ids, config.VocabSize, config.HiddenSize);
        int layer = 0;
        x = net.ModuleList("layers", () => net.Repeat(config.Layers, "Mamba2Block", x, y =>
        {
            int number = layer++;
            Tensor normed = net.RmsNorm("norm", y, config.Mixer.Epsilon);
            return net.Add(y, net.Module("mixer", "Mamba2Mixer",
                () => Mamba2Mixer.Mixed(net, config.Mixer, number, normed, "MambaRMSNormGated")));
        }));
        return net.RmsNorm("norm_f", x, config.Mixer.Epsilon);
    }
}
