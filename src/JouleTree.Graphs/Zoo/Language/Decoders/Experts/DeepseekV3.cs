using System.Runtime.CompilerServices;

namespace JouleTree.Graphs.Zoo.Language.Decoders.Experts;

/// <summary>
/// DeepSeek-V3 and R1 (DeepSeek-AI, 2024 and 2025), as Hugging Face's DeepseekV3Model: experts by corrected sigmoids, from the best four
/// of eight groups. The layer that predicts the token after the next is no part of the model.
/// </summary>
internal sealed class DeepseekV3Family : DeepseekFamily
{
    public DeepseekV3Family()
        : base("DeepseekV3")
    {
        DeepseekConfig three = Defaults with { Positions = 163840 };
        // 684,531,386,000 less the 62nd layer with its own embeddings and output layer, and one scale for each block of 128 x 128 weights.
        const long stored = 684_531_386_000 - 13_463_426_304 - 41_540_496;
        const string source = "684,531,386,000 in the weights files at Hugging Face, less the layer of multi-token prediction of "
            + "13,463,426,304, the scales of 8-bit weights of 41,540,496 and the output layer of 926,679,040";
        foreach (string name in (string[])["DeepSeek-V3", "DeepSeek-V3-0324", "DeepSeek-V3.1", "DeepSeek-R1", "DeepSeek-R1-0528"])
            Declare("deepseek-ai/" + name, three, stored - (129280L * 7168), source);
    }

    public override string Name => "DeepSeek-V3";

    public override string ModelType => "deepseek_v3";

    public override NumberTypes PublishedTypes { get; } = NumberSchemes.Find("fp8-block")!;

    [ModuleInitializer]
    internal static void Announce() => ModelZoo.Announce(new DeepseekV3Family());

    protected override DeepseekConfig Defaults => new()
    {
        VocabSize = 129280,
        HiddenSize = 7168,
        IntermediateSize = 18432,
        Layers = 61,
        Heads = 128,
        KeyValueHeads = 128,
        Positions = 4096,
        RmsNormEps = 1e-6,
        Experts = 256,
        Chosen = 8,
        ExpertSize = 2048,
        DenseLayers = 3,
        ChosenGroups = 4,
        IsThird = true,
        RoutedScale = 2.5,
    };
}
