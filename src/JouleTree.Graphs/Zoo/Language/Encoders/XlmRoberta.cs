using System.Runtime.CompilerServices;

namespace JouleTree.Graphs.Zoo.Language.Encoders;

/// <summary>XLM-RoBERTa (Conneau et al., 2020), as Hugging Face's XLMRobertaModel: RoBERTa with a vocabulary of 100 languages.</summary>
internal sealed class XlmRobertaFamily : RobertaLikeFamily
{
    public XlmRobertaFamily()
        : base("XLMRoberta")
    {
        const string source = "Transformers, XLMRobertaModel.num_parameters()";
        BertConfig basic = new() { VocabSize = 250002, MaxPositionEmbeddings = 514, TypeVocabSize = 1, LayerNormEps = 1e-5 };
        Declare("xlm-roberta-base", basic, 278_043_648, source);
        Declare("xlm-roberta-large",
            basic with { HiddenSize = 1024, NumHiddenLayers = 24, NumAttentionHeads = 16, IntermediateSize = 4096 }, 559_890_432, source);
    }

    public override string Name => "XLM-RoBERTa";

    public override string ModelType => "xlm-roberta";

    // As of XLMRobertaConfig in Transformers' configuration_xlm_roberta.py, which are BERT's.
    protected override BertConfig Defaults { get; } = new();

    [ModuleInitializer]
    internal static void Announce() => ModelZoo.Announce(new XlmRobertaFamily());
}
