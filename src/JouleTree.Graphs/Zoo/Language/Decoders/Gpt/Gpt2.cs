using System.Runtime.CompilerServices;
using JouleTree.Graphs.Building;

namespace JouleTree.Graphs.Zoo.Language.Decoders.Gpt;

/// <summary>GPT-2 (Radford et al., 2019) and DistilGPT2, as Hugging Face's GPT2Model.</summary>
internal sealed class Gpt2Family : ConfiguredFamily<GptConfig>
{
    public Gpt2Family()
    {
        const string source = "Transformers, GPT2Model.num_parameters()";
        GptConfig small = new();
        Declare("distilgpt2", small with { Layers = 6 }, 81_912_576, source);
        Declare("gpt2", small, 124_439_808, source);
        Declare("gpt2-medium", small with { Embedding = 1024, Layers = 24, Heads = 16 }, 354_823_168, source);
        Declare("gpt2-large", small with { Embedding = 1280, Layers = 36, Heads = 20 }, 774_030_080, source);
        Declare("gpt2-xl", small with { Embedding = 1600, Layers = 48, Heads = 25 }, 1_557_611_200, source);
    }

    public override string Name => "GPT-2";

    public override string ModelType => "gpt2";

    public override IReadOnlyList<TaskHead> Heads { get; } =
    [
        TaskHead.LMHead, TaskHead.DoubleHeads, TaskHead.SequenceClassification, TaskHead.TokenClassification, TaskHead.QuestionAnswering,
    ];

    public override bool Generates => true;

    protected override string ClassName => "GPT2Model";

    // As of GPT2Config in Transformers' configuration_gpt2.py, which are those of the small one.
    protected override GptConfig Defaults { get; } = new();

    [ModuleInitializer]
    internal static void Announce() => ModelZoo.Announce(new Gpt2Family());

    protected override GptConfig Read(ConfigFields fields, GptConfig config) =>
        GptConfig.Read(fields, config, "activation_function", ActivationNames.All);

    protected override Workload Complete(Workload workload, GptConfig config) => TextWorkload.Complete(workload, config.Positions);

    protected override IReadOnlyList<Tensor> Forward(GraphBuilder net, GptConfig config) =>
        [Base(net, config, TextWorkload.TokenIds(net, config.VocabSize))];

    protected override IReadOnlyList<Tensor> ForwardWithHead(GraphBuilder net, GptConfig config, HeadConfig head)
    {
        Tensor ids = TextWorkload.TokenIds(net, config.VocabSize);
        Tensor x = net.Module("transformer", ClassName, () => Base(net, config, ids));
        return GptHeads.Of(net, config, head, x, "transformer.wte.weight");
    }

    private static Tensor Base(GraphBuilder net, GptConfig config, Tensor ids)
    {
        Tensor tokens = net.Embedding("wte", ids, config.VocabSize, config.Embedding);
        Tensor positions = net.Embedding("wpe", net.Positions(net.Workload.SequenceLength!.Value), config.Positions, config.Embedding);
        Tensor x = net.Add(tokens, positions);
        int layer = 0;
        Tensor y = net.ModuleList("h", () => net.Repeat(config.Layers, "GPT2Block", x, z => Block(net, config, layer++, z)));
        return net.LayerNorm("ln_f", y, config.LayerNormEpsilon);
    }

    private static Tensor Block(GraphBuilder net, GptConfig config, int layer, Tensor x)
    {
        Tensor normed = net.LayerNorm("ln_1", x, config.LayerNormEpsilon);
        Tensor attended = net.Add(net.Module("attn", "GPT2Attention", () => Attention(net, config, layer, normed)), x);
        Tensor renormed = net.LayerNorm("ln_2", attended, config.LayerNormEpsilon);
        Tensor fed = net.Module("mlp", "GPT2MLP", () =>
        {
            Tensor expanded = net.Conv1D("c_fc", renormed, config.Inner ?? (4L * config.Embedding));
            return net.Conv1D("c_proj", net.Activation(ActivationNames.Of(config.Activation), "act", expanded), config.Embedding);
        });
        return net.Add(attended, fed);
    }

    private static Tensor Attention(GraphBuilder net, GptConfig config, int layer, Tensor x)
    {
        IReadOnlyList<Tensor> parts = net.Split(net.Conv1D("c_attn", x, 3L * config.Embedding), 2, 3);
        Tensor query = net.SplitHeads(parts[0], config.Heads);
        (Tensor key, Tensor value) = GptHeads.KeysAndValues(net, layer, parts[1], parts[2], config.Heads);
        Tensor scores = net.WithScalar("Div", net.MatMul(query, key), Math.Sqrt((double)config.Embedding / config.Heads));
        int length = net.Workload.SequenceLength!.Value;
        Tensor causal = net.Stored(
            net.Scope, "bias", new TensorShape(1, 1, length, key.Shape![^1]), TensorFill.LowerTriangle, TensorRole.Buffer, DataType.Bool);
        Tensor masked = net.Call("Where", [causal, scores], new OperatorAttributes(("scalar", -1e30)));
        return net.Conv1D("c_proj", net.MergeHeads(net.MatMul(net.Softmax(masked), value)), config.Embedding);
    }
}
