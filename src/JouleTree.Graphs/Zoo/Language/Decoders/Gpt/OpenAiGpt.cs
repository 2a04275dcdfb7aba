using System.Runtime.CompilerServices;
using JouleTree.Graphs.Building;

namespace JouleTree.Graphs.Zoo.Language.Decoders.Gpt;

/// <summary>OpenAI's first GPT (Radford et al., 2018), as Hugging Face's OpenAIGPTModel.</summary>
internal sealed class OpenAiGptFamily : ConfiguredFamily<GptConfig>
{
    public OpenAiGptFamily() => Declare(
        "openai-gpt", new GptConfig { VocabSize = 40478, Positions = 512, Activation = "gelu" }, 116_534_784,
        "Transformers, OpenAIGPTModel.num_parameters()");

    public override string Name => "OpenAI GPT";

    public override string ModelType => "openai-gpt";

    public override IReadOnlyList<TaskHead> Heads { get; } = [TaskHead.LMHead, TaskHead.DoubleHeads, TaskHead.SequenceClassification];

    // Its library makes all tokens anew in each pass; engines that generate with it keep keys and values as with any other.
    public override bool Generates => true;

    protected override string ClassName => "OpenAIGPTModel";

    // As of OpenAIGPTConfig in Transformers' configuration_openai.py, which are the model's own.
    protected override GptConfig Defaults { get; } = new() { VocabSize = 40478, Positions = 512, Activation = "gelu" };

    [ModuleInitializer]
    internal static void Announce() => ModelZoo.Announce(new OpenAiGptFamily());

    protected override GptConfig Read(ConfigFields fields, GptConfig config) =>
        GptConfig.Read(fields, config, "afn", "gelu", "relu", "silu", "swish");

    protected override Workload Complete(Workload workload, GptConfig config) => TextWorkload.Complete(workload, config.Positions);

    protected override IReadOnlyList<Tensor> Forward(GraphBuilder net, GptConfig config) =>
        [Base(net, config, TextWorkload.TokenIds(net, config.VocabSize))];

    protected override IReadOnlyList<Tensor> ForwardWithHead(GraphBuilder net, GptConfig config, HeadConfig head)
    {
        Tensor ids = TextWorkload.TokenIds(net, config.VocabSize);
        Tensor x = net.Module("transformer", ClassName, () => Base(net, config, ids));
        return GptHeads.Of(net, config, head, x, "transformer.tokens_embed.weight");
    }

    private static Tensor Base(GraphBuilder net, GptConfig config, Tensor ids)
    {
        Tensor tokens = net.Embedding("tokens_embed", ids, config.VocabSize, config.Embedding);
        Tensor positions = net.Embedding(
            "positions_embed", net.Positions(net.Workload.SequenceLength!.Value), config.Positions, config.Embedding);
        // The model adds the embedding of token types as well, which is the number 0 where there are none.
        Tensor x = net.WithScalar("Add", net.Add(tokens, positions), 0);
        int layer = 0;
        return net.ModuleList("h", () => net.Repeat(config.Layers, "Block", x, y => Block(net, config, layer++, y)));
    }

    private static Tensor Block(GraphBuilder net, GptConfig config, int layer, Tensor x)
    {
        Tensor attended = net.Module("attn", "Attention", () => Attention(net, config, layer, x));
        Tensor normed = net.LayerNorm("ln_1", net.Add(x, attended), config.LayerNormEpsilon);
        Tensor fed = net.Module("mlp", "MLP", () =>
        {
            // Its «gelu» is the tanh form, unlike BERT's.
            string activation = config.Activation == "gelu" ? "gelu_new" : config.Activation;
            Tensor expanded = net.Conv1D("c_fc", normed, config.Inner ?? (4L * config.Embedding));
            return net.Conv1D("c_proj", net.Activation(ActivationNames.Of(activation), "act", expanded), config.Embedding);
        });
        return net.LayerNorm("ln_2", net.Add(normed, fed), config.LayerNormEpsilon);
    }

    private static Tensor Attention(GraphBuilder net, GptConfig config, int layer, Tensor x)
    {
        IReadOnlyList<Tensor> parts = net.Split(net.Conv1D("c_attn", x, 3L * config.Embedding), 2, 3);
        Tensor query = net.SplitHeads(parts[0], config.Heads);
        (Tensor key, Tensor value) = GptHeads.KeysAndValues(net, layer, parts[1], parts[2], config.Heads);
        Tensor scores = net.WithScalar("Div", net.MatMul(query, key), Math.Sqrt((double)config.Embedding / config.Heads));
        int length = net.Workload.SequenceLength!.Value;
        Tensor seen = net.Stored(net.Scope, "bias", new TensorShape(1, 1, length, key.Shape![^1]), TensorFill.LowerTriangle,
            TensorRole.Buffer);
        Tensor unseen = net.WithScalar("Mul", net.ScalarMinus(1, seen), -1e4);
        Tensor masked = net.Add(net.Call("Mul", [scores, seen]), unseen);
        return net.Conv1D("c_proj", net.MergeHeads(net.MatMul(net.Softmax(masked), value)), config.Embedding);
    }
}
