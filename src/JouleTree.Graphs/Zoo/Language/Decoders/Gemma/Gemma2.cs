using System.Runtime.CompilerServices;

namespace JouleTree.Graphs.Zoo.Language.Decoders.Gemma;

/// <summary>Gemma 2 (Gemma Team, 2024), as Hugging Face's Gemma2Model: every other layer sees a window.</summary>
internal sealed class Gemma2Family : GemmaLikeFamily
{
    private const string Card = "the weights file at Hugging Face; the output layer shares the embeddings";

    public Gemma2Family()
        : base("Gemma2")
    {
        GemmaConfig small = new()
        {
            HiddenSize = 2304,
            IntermediateSize = 9216,
            Layers = 26,
            KeyValueHeads = 4,
            PostNorms = true,
            AttentionCap = 50,
            FinalCap = 30,
            QueryScale = 256,
            Window = 4096,
            GlobalEvery = 2,
        };
        Declare("google/gemma-2-2b", small, 2_614_341_888, Card, "google/gemma-2-2b-it");
        Declare("google/gemma-2-9b",
            small with { HiddenSize = 3584, IntermediateSize = 14336, Layers = 42, Heads = 16, KeyValueHeads = 8 }, 9_241_705_984, Card,
            "google/gemma-2-9b-it");
        Declare("google/gemma-2-27b",
            small with
            {
                HiddenSize = 4608,
                IntermediateSize = 36864,
                Layers = 46,
                Heads = 32,
                KeyValueHeads = 16,
                HeadSize = 128,
                QueryScale = 144,
            }, 27_227_128_320, Card, "google/gemma-2-27b-it");
    }

    public override string Name => "Gemma 2";

    public override string ModelType => "gemma2";

    // As of Gemma2Config in Transformers' configuration_gemma2.py, which are those of the smallest one.
    protected override GemmaConfig Defaults { get; } = new()
    {
        HiddenSize = 2304,
        IntermediateSize = 9216,
        Layers = 26,
        KeyValueHeads = 4,
        PostNorms = true,
        AttentionCap = 50,
        FinalCap = 30,
        QueryScale = 256,
        Window = 4096,
        GlobalEvery = 2,
    };

    [ModuleInitializer]
    internal static void Announce() => ModelZoo.Announce(new Gemma2Family());
}
