using System.Runtime.CompilerServices;

namespace JouleTree.Graphs.Zoo.Language.Decoders.Gemma;

/// <summary>Gemma (Gemma Team, 2024), as Hugging Face's GemmaModel.</summary>
internal sealed class GemmaFamily : GemmaLikeFamily
{
    private const string Card = "the weights file at Hugging Face; the output layer shares the embeddings";

    public GemmaFamily()
        : base("Gemma")
    {
        Declare("google/gemma-2b", new GemmaConfig(), 2_506_172_416, Card, "google/gemma-2b-it", "google/codegemma-2b",
            "google/codegemma-1.1-2b");
        Declare("google/gemma-7b",
            new GemmaConfig { HiddenSize = 3072, IntermediateSize = 24576, Layers = 28, Heads = 16, KeyValueHeads = 16 },
            8_537_680_896, Card, "google/gemma-7b-it", "google/codegemma-7b", "google/codegemma-7b-it");
    }

    public override string Name => "Gemma";

    public override string ModelType => "gemma";

    // As of GemmaConfig in Transformers' configuration_gemma.py.
    protected override GemmaConfig Defaults { get; } =
        new() { HiddenSize = 3072, IntermediateSize = 24576, Layers = 28, Heads = 16, KeyValueHeads = 16 };

    [ModuleInitializer]
    internal static void Announce() => ModelZoo.Announce(new GemmaFamily());
}
