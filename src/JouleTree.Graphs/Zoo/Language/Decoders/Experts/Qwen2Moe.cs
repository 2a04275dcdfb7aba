using System.Runtime.CompilerServices;
using JouleTree.Graphs.Zoo.Language.Decoders.Llama;

namespace JouleTree.Graphs.Zoo.Language.Decoders.Experts;

/// <summary>
/// Qwen1.5-MoE and Qwen2's mixture (Yang et al., 2024), as Hugging Face's Qwen2MoeModel: beside the routed experts one that every token
/// goes through, with a gate of its own.
/// </summary>
internal sealed class Qwen2MoeFamily : QwenMoeLikeFamily
{
    public Qwen2MoeFamily()
        : base("Qwen2Moe")
    {
        QwenMoeConfig small = Defaults with { Positions = 8192 };
        foreach (string name in (string[])["Qwen/Qwen1.5-MoE-A2.7B", "Qwen/Qwen1.5-MoE-A2.7B-Chat"])
            Declare(name, small, 14_315_784_192 - (151936L * 2048), LlamaFamily.Apart("14,315,784,192", "311,164,928"));
        QwenMoeConfig large = small with
        {
            HiddenSize = 3584,
            IntermediateSize = 18944,
            Layers = 28,
            Heads = 28,
            KeyValueHeads = 4,
            Experts = 64,
            Chosen = 8,
            ExpertSize = 2560,
            SharedExpertSize = 20480,
        };
        string source = LlamaFamily.Apart("57,408,658,944", "544,538,624");
        foreach ((string name, int positions) in ((string, int)[])[("A14B", 131072), ("A14B-Instruct", 32768)])
            Declare("Qwen/Qwen2-57B-" + name, large with { Positions = positions }, 57_408_658_944 - (151936L * 3584), source);
    }

    public override string Name => "Qwen2-MoE";

    public override string ModelType => "qwen2_moe";

    [ModuleInitializer]
    internal static void Announce() => ModelZoo.Announce(new Qwen2MoeFamily());

    protected override QwenMoeConfig Defaults => new()
    {
        VocabSize = 151936,
        HiddenSize = 2048,
        IntermediateSize = 5632,
        Layers = 24,
        Heads = 16,
        KeyValueHeads = 16,
        RmsNormEps = 1e-6,
        AttentionBias = true,
        Experts = 60,
        Chosen = 4,
        ExpertSize = 1408,
        SharedExpertSize = 5632,
        Normalises = false,
    };

    protected override QwenMoeConfig ReadBias(ConfigFields fields, QwenMoeConfig config) =>
        config with { AttentionBias = fields.Flag(config.AttentionBias, "qkv_bias") };
}
