using System.Runtime.CompilerServices;
using JouleTree.Graphs.Building;
using JouleTree.Graphs.Zoo.Language.Decoders.Llama;

namespace JouleTree.Graphs.Zoo.Language.Decoders.Experts;

/// <summary>Mixtral (Jiang et al., 2024), as Hugging Face's MixtralModel: Mistral with two of eight experts for each token.</summary>
internal sealed class MixtralFamily : ExpertDecoderFamily<ExpertDecoderConfig>
{
    public MixtralFamily()
        : base("Mixtral")
    {
        ExpertDecoderConfig seven = new();
        foreach (string name in (string[])["mistralai/Mixtral-8x7B-v0.1", "mistralai/Mixtral-8x7B-Instruct-v0.1"])
            Declare(name, seven, 46_702_792_704 - (32000L * 4096), LlamaFamily.Apart("46,702,792,704", "131,072,000"));
        ExpertDecoderConfig large = seven with
        {
            HiddenSize = 6144,
            Layers = 56,
            Heads = 48,
            Positions = 65536,
            ExpertSize = 16384,
        };
        Declare("mistralai/Mixtral-8x22B-v0.1", large, 140_620_634_112 - (32000L * 6144),
            LlamaFamily.Apart("140,620,634,112", "196,608,000"));
        Declare("mistralai/Mixtral-8x22B-Instruct-v0.1", large with { VocabSize = 32768 }, 140_630_071_296 - (32768L * 6144),
            LlamaFamily.Apart("140,630,071,296", "201,326,592"));
    }

    public override string Name => "Mixtral";

    public override string ModelType => "mixtral";

    [ModuleInitializer]
    internal static void Announce() => ModelZoo.Announce(new MixtralFamily());

    protected override ExpertDecoderConfig Defaults => new() { Positions = 131072 };

    protected override ExpertDecoderConfig Read(ConfigFields fields, ExpertDecoderConfig config)
    {
        ExpertDecoderConfig changed = ExpertDecoderConfig.ReadHeads(fields, config) with
        {
            Experts = fields.Size(config.Experts, "num_local_experts"),
            Chosen = fields.Size(config.Chosen, "num_experts_per_tok"),
            ExpertSize = fields.Size(config.ExpertSize, "intermediate_size"),
            Window = fields.OptionalSize(config.Window, "sliding_window"),
        };
        Mixture(changed).Checked();
        return changed;
    }

    protected override Tensor FeedForward(GraphBuilder net, ExpertDecoderConfig config, int layer, Tensor x) =>
        net.Module("block_sparse_moe", "MixtralSparseMoeBlock", () => ExpertsBlock.Routed(net, Mixture(config), x));

    private static ExpertsConfig Mixture(ExpertDecoderConfig config) => new()
    {
        Stored = new ExpertStorage(config.Experts, config.ExpertSize) { Gate = "w1", Up = "w3", Down = "w2" },
        Chosen = config.Chosen,
        Normalises = true,
    };
}
