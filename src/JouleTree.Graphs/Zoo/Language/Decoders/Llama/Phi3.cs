using System.Runtime.CompilerServices;

namespace JouleTree.Graphs.Zoo.Language.Decoders.Llama;

/// <summary>
/// Phi-3 (Abdin et al., 2024) and Phi-4, as Hugging Face's Phi3Model: Llama with one projection for queries, keys and values, and one for
/// both halves of the MLP.
/// </summary>
internal sealed class Phi3Family : LlamaLikeFamily
{
    public Phi3Family()
        : base("Phi3")
    {
        LlamaConfig mini = new()
        {
            VocabSize = 32064,
            HiddenSize = 3072,
            IntermediateSize = 8192,
            Layers = 32,
            KeyValueHeads = 32,
            Positions = 4096,
            FusedProjections = true,
            Window = 2047,
        };
        Declare("microsoft/Phi-3-mini-4k-instruct", mini, 3_821_079_552 - (32064L * 3072),
            LlamaFamily.Apart("3,821,079,552", "98,500,608"));
        LlamaConfig medium = mini with { HiddenSize = 5120, IntermediateSize = 17920, Layers = 40, Heads = 40, KeyValueHeads = 10 };
        Declare("microsoft/Phi-3-medium-4k-instruct", medium, 13_960_238_080 - (32064L * 5120),
            LlamaFamily.Apart("13,960,238,080", "164,167,680"));
        Declare("microsoft/phi-4", medium with { VocabSize = 100352, Positions = 16384, Window = null }, 14_659_507_200 - (100352L * 5120),
            LlamaFamily.Apart("14,659,507,200", "513,802,240"));
    }

    public override string Name => "Phi-3";

    public override string ModelType => "phi3";

    // As of Phi3Config in Transformers' configuration_phi3.py.
    protected override LlamaConfig Defaults { get; } = new()
    {
        VocabSize = 32064,
        HiddenSize = 3072,
        IntermediateSize = 8192,
        Layers = 32,
        KeyValueHeads = 0,
        Positions = 4096,
        FusedProjections = true,
    };

    [ModuleInitializer]
    internal static void Announce() => ModelZoo.Announce(new Phi3Family());

    protected override LlamaConfig Read(ConfigFields fields, LlamaConfig config)
    {
        fields.Ignore("embd_pdrop", "interpolate_factor", "original_max_position_embeddings", "resid_pdrop");
        fields.OnlyIfGiven("full_attn_mod", "1");
        fields.OnlyIfGiven("lm_head_bias", "false");
        fields.Only("attention_bias", "false");
        fields.Only("mlp_bias", "false");
        return LlamaConfig.ReadTurningParts(fields, config);
    }
}
