using System.Runtime.CompilerServices;

namespace JouleTree.Graphs.Zoo.Language.Decoders.Llama;

/// <summary>Qwen2 and Qwen2.5 (Yang et al., 2024), as Hugging Face's Qwen2Model: Llama with biases on queries, keys and values.</summary>
internal sealed class Qwen2Family : LlamaLikeFamily
{
    public Qwen2Family()
        : base("Qwen2")
    {
        const string card = "the weights file at Hugging Face; the output layer shares the embeddings";
        LlamaConfig small = new()
        {
            VocabSize = 151936,
            HiddenSize = 896,
            IntermediateSize = 4864,
            Layers = 24,
            Heads = 14,
            KeyValueHeads = 2,
            Positions = 32768,
            RmsNormEps = 1e-6,
            AttentionBias = true,
            TieWordEmbeddings = true,
        };
        Declare("Qwen/Qwen2.5-0.5B", small, 494_032_768, card);
        Declare("Qwen/Qwen2.5-1.5B", small
            with
        { HiddenSize = 1536, IntermediateSize = 8960, Layers = 28, Heads = 12, Positions = 131072 }, 1_543_714_304, card);
        Declare("Qwen/Qwen2.5-3B",
            small with { HiddenSize = 2048, IntermediateSize = 11008, Layers = 36, Heads = 16 }, 3_085_938_688, card);
        LlamaConfig large = small with { VocabSize = 152064, Positions = 131072, TieWordEmbeddings = false, KeyValueHeads = 8 };
        Declare("Qwen/Qwen2.5-7B",
            large with { HiddenSize = 3584, IntermediateSize = 18944, Layers = 28, Heads = 28, KeyValueHeads = 4 },
            7_615_616_512 - (152064L * 3584), LlamaFamily.Apart("7,615,616,512", "544,997,376"));
        Declare("Qwen/Qwen2.5-14B", large with { HiddenSize = 5120, IntermediateSize = 13824, Layers = 48, Heads = 40 },
            14_770_033_664 - (152064L * 5120), LlamaFamily.Apart("14,770,033,664", "778,567,680"));
        Declare("Qwen/Qwen2.5-32B", large with { HiddenSize = 5120, IntermediateSize = 27648, Layers = 64, Heads = 40 },
            32_763_876_352 - (152064L * 5120), LlamaFamily.Apart("32,763,876,352", "778,567,680"));
        Declare("Qwen/Qwen2.5-72B", large with { HiddenSize = 8192, IntermediateSize = 29568, Layers = 80, Heads = 64 },
            72_706_203_648 - (152064L * 8192), LlamaFamily.Apart("72,706,203,648", "1,245,708,288"));
    }

    public override string Name => "Qwen2";

    public override string ModelType => "qwen2";

    // As of Qwen2Config in Transformers' configuration_qwen2.py.
    protected override LlamaConfig Defaults { get; } = new()
    {
        VocabSize = 151936,
        HiddenSize = 4096,
        IntermediateSize = 22016,
        Layers = 32,
        KeyValueHeads = 32,
        Positions = 32768,
        RmsNormEps = 1e-6,
        AttentionBias = true,
    };

    [ModuleInitializer]
    internal static void Announce() => ModelZoo.Announce(new Qwen2Family());

    protected override LlamaConfig Read(ConfigFields fields, LlamaConfig config)
    {
        // Its biases are no matter of configuration.
        fields.Only("attention_bias", "true");
        fields.Only("mlp_bias", "false");
        fields.Only("use_mrope", "false");
        return LlamaConfig.ReadWithLateWindows(fields, config);
    }
}
