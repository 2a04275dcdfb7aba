using System.Runtime.CompilerServices;

namespace JouleTree.Graphs.Zoo.Language.Decoders.Llama;

/// <summary>Llama (Touvron et al., 2023) and models of its architecture, as Hugging Face's LlamaModel.</summary>
internal sealed class LlamaFamily : LlamaLikeFamily
{
    public LlamaFamily()
        : base("Llama")
    {
        const string card = "the weights file at Hugging Face; the output layer shares the embeddings";
        LlamaConfig three = new() { VocabSize = 128256, Positions = 131072, KeyValueHeads = 8, TieWordEmbeddings = true };
        Declare("meta-llama/Llama-3.2-1B", three with { IntermediateSize = 8192, Layers = 16 }, 1_235_814_400, card,
            "meta-llama/Llama-3.2-1B-Instruct");
        Declare("meta-llama/Llama-3.2-3B", three with { HiddenSize = 3072, IntermediateSize = 8192, Layers = 28, Heads = 24 },
            3_212_749_824, card, "meta-llama/Llama-3.2-3B-Instruct");
        Declare("TinyLlama/TinyLlama-1.1B-Chat-v1.0", new LlamaConfig(), 1_034_512_384,
            "1,100,048,384 in the weights file at Hugging Face, less the output layer of 65,536,000", "TinyLlama/TinyLlama-1.1B");
        LlamaConfig apart = three with { HiddenSize = 4096, IntermediateSize = 14336, Layers = 32, TieWordEmbeddings = false };
        Declare("meta-llama/Llama-3.1-8B", apart, 8_030_261_248 - (128256L * 4096), Apart("8,030,261,248", "525,336,576"),
            "meta-llama/Llama-3.1-8B-Instruct", "meta-llama/Meta-Llama-3.1-8B", "meta-llama/Meta-Llama-3.1-8B-Instruct");
        LlamaConfig seventy = apart with { HiddenSize = 8192, IntermediateSize = 28672, Layers = 80, Heads = 64 };
        Declare("meta-llama/Llama-3.1-70B", seventy, 70_553_706_496 - (128256L * 8192), Apart("70,553,706,496", "1,050,673,152"),
            "meta-llama/Llama-3.1-70B-Instruct", "meta-llama/Meta-Llama-3.1-70B", "meta-llama/Meta-Llama-3.1-70B-Instruct");
        Declare("meta-llama/Llama-3.3-70B-Instruct", seventy, 70_553_706_496 - (128256L * 8192),
            Apart("70,553,706,496", "1,050,673,152"));
        Declare("meta-llama/Llama-3.1-405B",
            apart with { HiddenSize = 16384, IntermediateSize = 53248, Layers = 126, Heads = 128 },
            405_853_388_800 - (128256L * 16384), Apart("405,853,388,800", "2,101,346,304"),
            "meta-llama/Llama-3.1-405B-Instruct", "meta-llama/Meta-Llama-3.1-405B", "meta-llama/Meta-Llama-3.1-405B-Instruct");
        LlamaConfig two = new()
        {
            HiddenSize = 4096,
            IntermediateSize = 11008,
            Layers = 32,
            KeyValueHeads = 32,
            Positions = 4096,
        };
        Declare("meta-llama/Llama-2-7b-hf", two, 6_738_415_616 - (32000L * 4096), Apart("6,738,415,616", "131,072,000"),
            "meta-llama/Llama-2-7b-chat-hf");
        Declare("meta-llama/Llama-2-13b-hf",
            two with { HiddenSize = 5120, IntermediateSize = 13824, Layers = 40, Heads = 40, KeyValueHeads = 40 },
            13_015_864_320 - (32000L * 5120), Apart("13,015,864,320", "163,840,000"), "meta-llama/Llama-2-13b-chat-hf");
        Declare("meta-llama/Llama-2-70b-hf",
            two with { HiddenSize = 8192, IntermediateSize = 28672, Layers = 80, Heads = 64, KeyValueHeads = 8 },
            68_976_648_192 - (32000L * 8192), Apart("68,976,648,192", "262,144,000"), "meta-llama/Llama-2-70b-chat-hf");
        Declare("codellama/CodeLlama-7b-hf", two with { VocabSize = 32016, Positions = 16384 },
            6_738_546_688 - (32016L * 4096), Apart("6,738,546,688", "131,137,536"));
        Declare("codellama/CodeLlama-34b-hf",
            two with { HiddenSize = 8192, IntermediateSize = 22016, Layers = 48, Heads = 64, KeyValueHeads = 8, Positions = 16384 },
            33_743_970_304 - (32000L * 8192), Apart("33,743,970,304", "262,144,000"));
        Declare("codellama/CodeLlama-70b-hf",
            two with
            {
                VocabSize = 32016,
                HiddenSize = 8192,
                IntermediateSize = 28672,
                Layers = 80,
                Heads = 64,
                KeyValueHeads = 8,
                Positions = 16384,
            });
        Declare("HuggingFaceTB/SmolLM2-135M",
            new LlamaConfig
            {
                VocabSize = 49152,
                HiddenSize = 576,
                IntermediateSize = 1536,
                Layers = 30,
                Heads = 9,
                KeyValueHeads = 3,
                Positions = 8192,
                TieWordEmbeddings = true,
            },
            134_515_008, card);
    }

    /// <summary>A published total whose output layer has weights of its own, which the base model is without.</summary>
    internal static string Apart(string total, string outputLayer) =>
        $"{total} in the weights files at Hugging Face, less the output layer of {outputLayer}";

    public override string Name => "Llama";

    public override string ModelType => "llama";

    // As of LlamaConfig in Transformers' configuration_llama.py.
    protected override LlamaConfig Defaults { get; } = new()
    {
        HiddenSize = 4096,
        IntermediateSize = 11008,
        Layers = 32,
        KeyValueHeads = 0,
        RmsNormEps = 1e-6,
    };

    // Meta's own file of the largest leaves attentions and the first and last layer as they are (Dubey et al., 2024, section 6.2).
    public override NumberTypes? TypesOf(string name, string suffix) =>
        suffix == "-FP8" && name.StartsWith("meta-llama/Llama-3.1-405B", StringComparison.OrdinalIgnoreCase)
            ? NumberSchemes.Find("fp8")! with { LeftOut = ["self_attn", "layers.0", "layers.125", "lm_head"] }
            : null;

    [ModuleInitializer]
    internal static void Announce() => ModelZoo.Announce(new LlamaFamily());

    protected override LlamaConfig Read(ConfigFields fields, LlamaConfig config)
    {
        LlamaConfig changed = LlamaConfig.Read(fields, config);
        return changed with { OutputBias = changed.AttentionBias };
    }
}
