using System.Runtime.CompilerServices;

namespace JouleTree.Graphs.Zoo.Language.Decoders.Llama;

/// <summary>
/// Qwen3 (Yang et al., 2025), as Hugging Face's Qwen3Model: Llama with normalised queries and keys, and heads of a size of their own.
/// </summary>
internal sealed class Qwen3Family : LlamaLikeFamily
{
    public Qwen3Family()
        : base("Qwen3")
    {
        const string card = "the weights file at Hugging Face; the output layer shares the embeddings";
        LlamaConfig small = new()
        {
            VocabSize = 151936,
            HiddenSize = 1024,
            IntermediateSize = 3072,
            Layers = 28,
            Heads = 16,
            KeyValueHeads = 8,
            HeadSize = 128,
            HeadNorms = true,
            Positions = 40960,
            RmsNormEps = 1e-6,
            TieWordEmbeddings = true,
        };
        const string twice = "in the weights file at Hugging Face, which stores the shared output layer again";
        Declare("Qwen/Qwen3-0.6B", small, 751_632_384 - (151936L * 1024), "751,632,384 " + twice);
        Declare("Qwen/Qwen3-1.7B", small with { HiddenSize = 2048, IntermediateSize = 6144 }, 2_031_739_904 - (151936L * 2048),
            "2,031,739,904 " + twice);
        Declare("Qwen/Qwen3-4B", small with { HiddenSize = 2560, IntermediateSize = 9728, Layers = 36, Heads = 32 }, 4_022_468_096, card);
        LlamaConfig large = small with { TieWordEmbeddings = false, Heads = 32 };
        Declare("Qwen/Qwen3-8B", large with { HiddenSize = 4096, IntermediateSize = 12288, Layers = 36 },
            8_190_735_360 - (151936L * 4096), LlamaFamily.Apart("8,190,735,360", "622,329,856"));
        Declare("Qwen/Qwen3-14B", large with { HiddenSize = 5120, IntermediateSize = 17408, Layers = 40, Heads = 40 },
            14_768_307_200 - (151936L * 5120), LlamaFamily.Apart("14,768,307,200", "777,912,320"));
        Declare("Qwen/Qwen3-32B", large with { HiddenSize = 5120, IntermediateSize = 25600, Layers = 64, Heads = 64 },
            32_762_123_264 - (151936L * 5120), LlamaFamily.Apart("32,762,123,264", "777,912,320"));
    }

    public override string Name => "Qwen3";

    public override string ModelType => "qwen3";

    // As of Qwen3Config in Transformers' configuration_qwen3.py.
    protected override LlamaConfig Defaults { get; } = new()
    {
        VocabSize = 151936,
        HiddenSize = 4096,
        IntermediateSize = 22016,
        Layers = 32,
        KeyValueHeads = 32,
        HeadSize = 128,
        HeadNorms = true,
        Positions = 32768,
        RmsNormEps = 1e-6,
    };

    public override NumberTypes? TypesOf(string name, string suffix) => QwenTypes.Of(suffix);

    [ModuleInitializer]
    internal static void Announce() => ModelZoo.Announce(new Qwen3Family());

    protected override LlamaConfig Read(ConfigFields fields, LlamaConfig config)
    {
        fields.Only("mlp_bias", "false");
        LlamaConfig changed = LlamaConfig.ReadWithLateWindows(fields, config);
        return changed with { OutputBias = changed.AttentionBias };
    }
}
