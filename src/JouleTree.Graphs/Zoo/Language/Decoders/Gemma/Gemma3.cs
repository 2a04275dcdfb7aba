using System.Runtime.CompilerServices;

namespace JouleTree.Graphs.Zoo.Language.Decoders.Gemma;

/// <summary>
/// Gemma 3 (Gemma Team, 2025), as Hugging Face's Gemma3TextModel: of six layers five see a window. Its vision tower is not counted.
/// </summary>
internal sealed class Gemma3Family : GemmaLikeFamily
{
    private const string Card = "the weights file at Hugging Face; the output layer shares the embeddings";

    public Gemma3Family()
        : base("Gemma3")
    {
        Declare("google/gemma-3-1b-pt",
            new GemmaConfig
            {
                VocabSize = 262144,
                HiddenSize = 1152,
                IntermediateSize = 6912,
                Layers = 26,
                Heads = 4,
                Positions = 32768,
                PostNorms = true,
                HeadNorms = true,
                QueryScale = 256,
                Window = 512,
                GlobalEvery = 6,
                LocalAngles = true,
            }, 999_885_952, Card);
    }

    public override string Name => "Gemma 3";

    protected override string ClassName => "Gemma3TextModel";

    public override IReadOnlyList<TaskHead> Heads { get; } = [TaskHead.LMHead];

    public override string ModelType => "gemma3_text";

    public override IReadOnlyList<string> Wrappers { get; } = ["gemma3"];

    // As of Gemma3TextConfig in Transformers' configuration_gemma3.py.
    protected override GemmaConfig Defaults { get; } = new()
    {
        VocabSize = 262208,
        HiddenSize = 2304,
        IntermediateSize = 9216,
        Layers = 26,
        KeyValueHeads = 4,
        Positions = 131072,
        PostNorms = true,
        HeadNorms = true,
        QueryScale = 256,
        Window = 4096,
        GlobalEvery = 6,
        LocalAngles = true,
    };

    [ModuleInitializer]
    internal static void Announce() => ModelZoo.Announce(new Gemma3Family());
}
