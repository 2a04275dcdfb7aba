using System.Runtime.CompilerServices;

namespace JouleTree.Graphs.Zoo.Language.Decoders;

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
    }

    public override string Name => "Qwen2";

    public override string ModelType => "qwen2";

    [ModuleInitializer]
    internal static void Announce() => ModelZoo.Announce(new Qwen2Family());

    protected override LlamaConfig Read(ConfigFields fields, LlamaConfig config) => LlamaConfig.Read(fields, config);
}
