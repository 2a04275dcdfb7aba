using System.Runtime.CompilerServices;

namespace JouleTree.Graphs.Zoo.Language.Decoders.Llama;

/// <summary>Mistral (Jiang et al., 2023), as Hugging Face's MistralModel: Llama with fewer heads of keys and values.</summary>
internal sealed class MistralFamily : LlamaLikeFamily
{
    public MistralFamily()
        : base("Mistral")
    {
        LlamaConfig seven = new()
        {
            HiddenSize = 4096,
            IntermediateSize = 14336,
            Layers = 32,
            KeyValueHeads = 8,
            Positions = 32768,
        };
        Declare("mistralai/Mistral-7B-v0.1", seven with { Window = 4096 }, 7_241_732_096 - (32000L * 4096),
            LlamaFamily.Apart("7,241,732,096", "131,072,000"), "mistralai/Mistral-7B-Instruct-v0.1");
        Declare("mistralai/Mistral-7B-v0.3", seven with { VocabSize = 32768 }, 7_248_023_552 - (32768L * 4096),
            LlamaFamily.Apart("7,248,023,552", "134,217,728"), "mistralai/Mistral-7B-Instruct-v0.3");
        LlamaConfig nemo = seven with { VocabSize = 131072, HiddenSize = 5120, Layers = 40, HeadSize = 128, Positions = 131072 };
        Declare("mistralai/Mistral-Nemo-Base-2407", nemo, 12_247_782_400 - (131072L * 5120),
            LlamaFamily.Apart("12,247,782,400", "671,088,640"), "mistralai/Mistral-Nemo-Instruct-2407");
        Declare("mistralai/Mistral-Large-Instruct-2407",
            seven with
            {
                VocabSize = 32768,
                HiddenSize = 12288,
                IntermediateSize = 28672,
                Layers = 88,
                Heads = 96,
                Positions = 131072,
            });
        Declare("mistralai/Mistral-Small-24B-Base-2501", nemo with { IntermediateSize = 32768, Positions = 32768 },
            23_572_403_200 - (131072L * 5120), LlamaFamily.Apart("23,572,403,200", "671,088,640"));
    }

    public override string Name => "Mistral";

    public override string ModelType => "mistral";

    public override IReadOnlyList<string> Wrappers { get; } = ["mistral3"];

    // As of MistralConfig in Transformers' configuration_mistral.py.
    protected override LlamaConfig Defaults { get; } = new()
    {
        HiddenSize = 4096,
        IntermediateSize = 14336,
        Layers = 32,
        KeyValueHeads = 8,
        Positions = 131072,
        RmsNormEps = 1e-6,
        Window = 4096,
    };

    [ModuleInitializer]
    internal static void Announce() => ModelZoo.Announce(new MistralFamily());

    protected override LlamaConfig Read(ConfigFields fields, LlamaConfig config)
    {
        fields.Only("attention_bias", "false");
        fields.Only("mlp_bias", "false");
        return LlamaConfig.ReadWithWindow(fields, config);
    }
}
