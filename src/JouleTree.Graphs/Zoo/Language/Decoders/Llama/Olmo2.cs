using System.Runtime.CompilerServices;

namespace JouleTree.Graphs.Zoo.Language.Decoders.Llama;

/// <summary>
/// OLMo 2 (Team OLMo, 2024), as Hugging Face's Olmo2Model: Llama with its norms behind attention and MLP, and with queries and keys
/// normalised over all heads at once.
/// </summary>
internal sealed class Olmo2Family : LlamaLikeFamily
{
    public Olmo2Family()
        : base("Olmo2")
    {
        LlamaConfig one = new()
        {
            VocabSize = 100352,
            HiddenSize = 2048,
            IntermediateSize = 8192,
            Layers = 16,
            Heads = 16,
            KeyValueHeads = 16,
            Positions = 4096,
            RmsNormEps = 1e-6,
            WholeNorms = true,
            PostNorms = true,
        };
        Declare("allenai/OLMo-2-0425-1B", one, 1_484_916_736 - (100352L * 2048), LlamaFamily.Apart("1,484,916,736", "205,520,896"));
        Declare("allenai/OLMo-2-1124-7B",
            one with { HiddenSize = 4096, IntermediateSize = 11008, Layers = 32, Heads = 32, KeyValueHeads = 32 },
            7_298_617_344 - (100352L * 4096), LlamaFamily.Apart("7,298,617,344", "411,041,792"));
        LlamaConfig thirteen = one with { HiddenSize = 5120, IntermediateSize = 13824, Layers = 40, Heads = 40, KeyValueHeads = 40 };
        Declare("allenai/OLMo-2-1124-13B", thirteen, 13_716_198_400 - (100352L * 5120),
            LlamaFamily.Apart("13,716,198,400", "513,802,240"));
        Declare("allenai/OLMo-2-0325-32B", thirteen with { IntermediateSize = 27648, Layers = 64, KeyValueHeads = 8 },
            32_234_279_936 - (100352L * 5120), LlamaFamily.Apart("32,234,279,936", "513,802,240"));
    }

    public override string Name => "OLMo 2";

    public override string ModelType => "olmo2";

    public override IReadOnlyList<TaskHead> Heads { get; } = [TaskHead.LMHead];

    // As of Olmo2Config in Transformers' configuration_olmo2.py.
    protected override LlamaConfig Defaults { get; } = new()
    {
        VocabSize = 50304,
        HiddenSize = 4096,
        IntermediateSize = 11008,
        Layers = 32,
        KeyValueHeads = 0,
        WholeNorms = true,
        PostNorms = true,
    };

    [ModuleInitializer]
    internal static void Announce() => ModelZoo.Announce(new Olmo2Family());

    protected override LlamaConfig Read(ConfigFields fields, LlamaConfig config)
    {
        fields.Only("mlp_bias", "false");
        LlamaConfig changed = LlamaConfig.Read(fields, config);
        return changed with { OutputBias = changed.AttentionBias };
    }
}
