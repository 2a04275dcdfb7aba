using System.Runtime.CompilerServices;

namespace JouleTree.Graphs.Zoo.Language.Decoders;

/// <summary>Llama (Touvron et al., 2023) and models of its architecture, as Hugging Face's LlamaModel.</summary>
internal sealed class LlamaFamily : LlamaLikeFamily
{
    public LlamaFamily()
        : base("Llama")
    {
        const string card = "the weights file at Hugging Face; the output layer shares the embeddings";
        LlamaConfig three = new() { VocabSize = 128256, Positions = 131072, KeyValueHeads = 8, TieWordEmbeddings = true };
        Declare("meta-llama/Llama-3.2-1B", three with { IntermediateSize = 8192, Layers = 16 }, 1_235_814_400, card);
        Declare("meta-llama/Llama-3.2-3B", three with { HiddenSize = 3072, IntermediateSize = 8192, Layers = 28, Heads = 24 },
            3_212_749_824, card);
        Declare("TinyLlama/TinyLlama-1.1B-Chat-v1.0", new LlamaConfig(), 1_034_512_384,
            "1,100,048,384 in the weights file at Hugging Face, less the output layer of 65,536,000", "TinyLlama/TinyLlama-1.1B");
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

    public override string Name => "Llama";

    public override string ModelType => "llama";

    [ModuleInitializer]
    internal static void Announce() => ModelZoo.Announce(new LlamaFamily());

    protected override LlamaConfig Read(ConfigFields fields, LlamaConfig config)
    {
        LlamaConfig changed = LlamaConfig.Read(fields, config);
        return changed with { OutputBias = changed.AttentionBias };
    }
}
