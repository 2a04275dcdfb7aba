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
            }, 999_885_952, Card, "google/gemma-3-1b-it");
        GemmaConfig large = Defaults with { Window = 1024 };
        // The tower is the same in all three, and what is left of their totals is exactly the text part.
        const long tower = 416_866_032 + 1152;
        Declare("google/gemma-3-4b-pt", large with { HiddenSize = 2560, IntermediateSize = 10240, Layers = 34 },
            4_300_079_472 - tower - (1152L * 2560), WithoutTower("4,300,079,472"), "google/gemma-3-4b-it");
        Declare("google/gemma-3-12b-pt",
            large with { HiddenSize = 3840, IntermediateSize = 15360, Layers = 48, Heads = 16, KeyValueHeads = 8 },
            12_187_325_040 - tower - (1152L * 3840), WithoutTower("12,187,325,040"), "google/gemma-3-12b-it");
        Declare("google/gemma-3-27b-pt",
            large with
            {
                HiddenSize = 5376,
                IntermediateSize = 21504,
                Layers = 62,
                Heads = 32,
                KeyValueHeads = 16,
                HeadSize = 128,
                QueryScale = 168,
            }, 27_432_406_640 - tower - (1152L * 5376), WithoutTower("27,432,406,640"), "google/gemma-3-27b-it");
    }

    private static string WithoutTower(string total) =>
        $"{total} in the weights files at Hugging Face, less the vision tower of 416,866,032 and what joins it";

    public override string Name => "Gemma 3";

    protected override string ClassName => "Gemma3TextModel";

    public override IReadOnlyList<TaskHead> Heads { get; } = [TaskHead.LMHead];

    public override string ModelType => "gemma3_text";

    // The smallest has none.
    public override string? LeftOut(ZooModel model) =>
        model.ConfigurationName == "google/gemma-3-1b-pt" ? null : "the vision tower and what joins it are not counted";

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
