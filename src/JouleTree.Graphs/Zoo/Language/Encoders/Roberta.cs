using System.Runtime.CompilerServices;

namespace JouleTree.Graphs.Zoo.Language.Encoders;

/// <summary>RoBERTa (Liu et al., 2019), as Hugging Face's RobertaModel: BERT with positions counted from the padding id.</summary>
internal sealed class RobertaFamily : RobertaLikeFamily
{
    public RobertaFamily()
        : base("Roberta")
    {
        BertConfig basic = new() { VocabSize = 50265, MaxPositionEmbeddings = 514, TypeVocabSize = 1, LayerNormEps = 1e-5 };
        Declare("roberta-base", basic, 124_645_632, "Transformers, RobertaModel.num_parameters()");
        Declare("distilroberta-base", basic with { NumHiddenLayers = 6 }, 82_118_400, "Transformers, RobertaModel.num_parameters()");
        Declare("roberta-large",
            basic with { HiddenSize = 1024, NumHiddenLayers = 24, NumAttentionHeads = 16, IntermediateSize = 4096 },
            355_359_744, "Transformers, RobertaModel.num_parameters()");
    }

    public override string Name => "RoBERTa";

    public override string ModelType => "roberta";

    // As of RobertaConfig in Transformers' configuration_roberta.py: BERT's with another vocabulary.
    protected override BertConfig Defaults { get; } = new() { VocabSize = 50265 };

    [ModuleInitializer]
    internal static void Announce() => ModelZoo.Announce(new RobertaFamily());
}
