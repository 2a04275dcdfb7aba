using System.Runtime.CompilerServices;
using JouleTree.Graphs.Zoo.Language.Decoders.Llama;

namespace JouleTree.Graphs.Zoo.Language.Decoders.Experts;

/// <summary>
/// DeepSeek-V2 (DeepSeek-AI, 2024), as its DeepseekV2Model: experts by softmax, those of the large one from the best three of eight
/// groups.
/// </summary>
internal sealed class DeepseekV2Family : DeepseekFamily
{
    public DeepseekV2Family()
        : base("DeepseekV2")
    {
        DeepseekConfig two = new()
        {
            VocabSize = 102400,
            HiddenSize = 5120,
            IntermediateSize = 12288,
            Layers = 60,
            Heads = 128,
            KeyValueHeads = 128,
            Positions = 163840,
            RmsNormEps = 1e-6,
            Experts = 160,
            Chosen = 6,
            ExpertSize = 1536,
            Normalises = false,
            SharedExperts = 2,
            RoutedScale = 16,
        };
        foreach (string name in (string[])["deepseek-ai/DeepSeek-V2", "deepseek-ai/DeepSeek-V2-Chat"])
            Declare(name, two, 235_741_434_880 - (102400L * 5120), LlamaFamily.Apart("235,741,434,880", "524,288,000"));
        DeepseekConfig lite = two with
        {
            HiddenSize = 2048,
            IntermediateSize = 10944,
            Layers = 27,
            Heads = 16,
            KeyValueHeads = 16,
            QueryRank = null,
            Experts = 64,
            ExpertSize = 1408,
            RoutedScale = 1,
            IsGrouped = false,
            Groups = 1,
            ChosenGroups = 1,
        };
        foreach (string name in (string[])["deepseek-ai/DeepSeek-V2-Lite", "deepseek-ai/DeepSeek-V2-Lite-Chat"])
            Declare(name, lite, 15_706_484_224 - (102400L * 2048), LlamaFamily.Apart("15,706,484,224", "209,715,200"));
    }

    public override string Name => "DeepSeek-V2";

    public override string ModelType => "deepseek_v2";

    [ModuleInitializer]
    internal static void Announce() => ModelZoo.Announce(new DeepseekV2Family());

    protected override DeepseekConfig Defaults => new()
    {
        IntermediateSize = 11008,
        KeyValueHeads = 0,
        Positions = 2048,
        RmsNormEps = 1e-6,
        Experts = 64,
        Chosen = 8,
        ExpertSize = 1407,
        Normalises = false,
        SharedExperts = 2,
        DenseLayers = 0,
        IsGrouped = false,
        Groups = 1,
        ChosenGroups = 1,
    };
}
