using System.Runtime.CompilerServices;
using JouleTree.Graphs.Building;
using JouleTree.Graphs.Operators.Products;

namespace JouleTree.Graphs.Zoo.Language.Decoders.Experts;

/// <summary>Configuration of gpt-oss, with the fields of its config.json.</summary>
internal sealed record GptOssConfig : ExpertDecoderConfig
{
    /// <summary>Layers that see all tokens, by number; null for every second one.</summary>
    public IReadOnlyList<int>? FullLayers { get; init; }
}

/// <summary>
/// gpt-oss (OpenAI, 2025), as Hugging Face's GptOssModel: every other layer sees a window, heads have a learned sink, experts have biases
/// and are stored stacked.
/// </summary>
internal sealed class GptOssFamily : ExpertDecoderFamily<GptOssConfig>
{
    public GptOssFamily()
        : base("GptOss")
    {
        GptOssConfig small = Defaults with { Layers = 24, Experts = 32 };
        const string less =
            "in the weights as llama.cpp reads them, less the output layer of 579,133,440; 20.91 billion in the model card";
        Declare("openai/gpt-oss-20b", small, 20_914_757_184 - (201088L * 2880), "20,914,757,184 " + less);
        Declare("openai/gpt-oss-120b", small with { Layers = 36, Experts = 128 }, 116_829_156_672 - (201088L * 2880),
            "116,829,156,672 " + less.Replace("20.91", "116.83", StringComparison.Ordinal));
    }

    public override string Name => "gpt-oss";

    public override string ModelType => "gpt_oss";

    public override NumberTypes PublishedTypes { get; } = new()
    {
        Weights = NumberFormat.Parse("mxfp4"),
        LeftOut = ["self_attn", "mlp.router", "embed_tokens", "lm_head"],
    };

    [ModuleInitializer]
    internal static void Announce() => ModelZoo.Announce(new GptOssFamily());

    protected override GptOssConfig Defaults => new()
    {
        VocabSize = 201088,
        HiddenSize = 2880,
        Layers = 36,
        Heads = 64,
        HeadSize = 64,
        Positions = 131072,
        AttentionBias = true,
        OutputBias = true,
        Window = 128,
        Experts = 128,
        Chosen = 4,
        ExpertSize = 2880,
    };

    protected override GptOssConfig Read(ConfigFields fields, GptOssConfig config)
    {
        fields.Ignore("initial_context_length");
        fields.Only("swiglu_limit", "7.0");
        GptOssConfig changed = ExpertDecoderConfig.ReadHeads(fields, config);
        bool bias = fields.Flag(config.AttentionBias, "attention_bias");
        changed = changed with
        {
            AttentionBias = bias,
            OutputBias = bias,
            Window = fields.OptionalSize(config.Window, "sliding_window"),
            Experts = fields.Size(config.Experts, "num_local_experts"),
            Chosen = fields.Size(config.Chosen, "num_experts_per_tok", "experts_per_token"),
            ExpertSize = fields.Size(config.ExpertSize, "intermediate_size"),
            FullLayers = LayerKinds.Windowed(fields, changed.Layers) is { } windowed
                ? [.. Enumerable.Range(0, changed.Layers).Where(layer => !windowed[layer])]
                : config.FullLayers,
        };
        Mixture(changed).Checked();
        return changed;
    }

    protected override bool SeesAll(GptOssConfig config, int layer) =>
        config.Window is null || (config.FullLayers?.Contains(layer) ?? layer % 2 == 1);

    protected override AttentionScores Scores(GraphBuilder net, GptOssConfig config) =>
        new() { Sinks = net.Stored(net.Scope, "sinks", new TensorShape(config.Heads)) };

    protected override Tensor FeedForward(GraphBuilder net, GptOssConfig config, int layer, Tensor x) =>
        net.Module("mlp", "GptOssMLP", () => ExpertsBlock.Routed(net, Mixture(config), x));

    private static ExpertsConfig Mixture(GptOssConfig config) => new()
    {
        Stored = new ExpertStorage(config.Experts, config.ExpertSize)
        {
            FusedName = "gate_up_proj",
            Alternates = true,
            IsBiased = true,
            Activation = ExpertActivation.ClampedSwiGlu,
        },
        Chosen = config.Chosen,
        Router = "router",
        RouterBias = true,
        Scoring = ExpertScoring.SoftmaxOfChosen,
    };
}
