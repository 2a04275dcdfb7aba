using System.Runtime.CompilerServices;
using JouleTree.Graphs.Zoo.Language.Decoders.Llama;

namespace JouleTree.Graphs.Zoo.Language.Decoders.Experts;

/// <summary>
/// Qwen3's mixtures (Yang et al., 2025), as Hugging Face's Qwen3MoeModel: normalised queries and keys, no shared expert.
/// </summary>
internal sealed class Qwen3MoeFamily : QwenMoeLikeFamily
{
    public Qwen3MoeFamily()
        : base("Qwen3Moe")
    {
        QwenMoeConfig thirty = Defaults with { Layers = 48, HeadSize = 128, Positions = 40960, Normalises = true };
        DeclareAll(thirty, 30_532_122_624, "30,532,122,624", "311,164,928",
            ("Qwen/Qwen3-30B-A3B", 40960), ("Qwen/Qwen3-30B-A3B-Instruct-2507", 262144), ("Qwen/Qwen3-30B-A3B-Thinking-2507", 262144),
            ("Qwen/Qwen3-Coder-30B-A3B-Instruct", 262144));
        QwenMoeConfig large = thirty with { HiddenSize = 4096, IntermediateSize = 12288, Layers = 94, Heads = 64, ExpertSize = 1536 };
        DeclareAll(large, 235_093_634_560, "235,093,634,560", "622,329,856",
            ("Qwen/Qwen3-235B-A22B", 40960), ("Qwen/Qwen3-235B-A22B-Instruct-2507", 262144),
            ("Qwen/Qwen3-235B-A22B-Thinking-2507", 262144));
        QwenMoeConfig coder = thirty with
        {
            HiddenSize = 6144,
            IntermediateSize = 8192,
            Layers = 62,
            Heads = 96,
            KeyValueHeads = 8,
            Experts = 160,
            ExpertSize = 2560,
        };
        DeclareAll(coder, 480_154_875_392, "480,154,875,392", "933,494,784", ("Qwen/Qwen3-Coder-480B-A35B-Instruct", 262144));
    }

    public override string Name => "Qwen3-MoE";

    public override string ModelType => "qwen3_moe";

    public override NumberTypes? TypesOf(string name, string suffix) => QwenTypes.Of(suffix);

    [ModuleInitializer]
    internal static void Announce() => ModelZoo.Announce(new Qwen3MoeFamily());

    protected override QwenMoeConfig Defaults => new()
    {
        VocabSize = 151936,
        HiddenSize = 2048,
        IntermediateSize = 6144,
        Layers = 24,
        KeyValueHeads = 4,
        HeadNorms = true,
        RmsNormEps = 1e-6,
        Experts = 128,
        Chosen = 8,
        ExpertSize = 768,
        Normalises = false,
    };

    protected override QwenMoeConfig ReadBias(ConfigFields fields, QwenMoeConfig config)
    {
        bool bias = fields.Flag(config.AttentionBias, "attention_bias");
        // Left over from the family before, and read by nobody.
        fields.Ignore("qkv_bias", "shared_expert_intermediate_size", "use_qk_norm");
        return config with { AttentionBias = bias, OutputBias = bias };
    }

    private void DeclareAll(QwenMoeConfig config, long total, string text, string output, params (string Name, int Positions)[] models)
    {
        foreach ((string name, int positions) in models)
            Declare(name, config with { Positions = positions }, total - ((long)config.VocabSize * config.HiddenSize),
                LlamaFamily.Apart(text, output));
    }
}
