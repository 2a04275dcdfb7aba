using System.Runtime.CompilerServices;
using JouleTree.Graphs.Building;

namespace JouleTree.Graphs.Zoo;

/// <summary>OpenAI's first GPT (Radford et al., 2018), as Hugging Face's OpenAIGPTModel.</summary>
internal sealed class OpenAiGptFamily : ZooFamily<GptConfig>
{
    public OpenAiGptFamily() => Declare(
        "openai-gpt", new GptConfig { VocabSize = 40478, Positions = 512, Activation = "gelu" }, 116_534_784,
        "Transformers, OpenAIGPTModel.num_parameters()");

    public override string Name => "OpenAI GPT";

    public override string ModelType => "openai-gpt";

    protected override string ClassName => "OpenAIGPTModel";

    [ModuleInitializer]
    internal static void Announce() => ModelZoo.Announce(new OpenAiGptFamily());

    protected override GptConfig Read(ConfigFields fields, GptConfig config) => GptConfig.Read(fields, config, "afn", "gelu", "relu", "silu");

    protected override Workload Complete(Workload workload, GptConfig config) => TextWorkload.Complete(workload, config.Positions);

    protected override IReadOnlyList<Tensor> Forward(GraphBuilder net, GptConfig config)
    {
        Tensor tokens = net.Embedding("tokens_embed", TextWorkload.TokenIds(net, config.VocabSize), config.VocabSize, config.Embedding);
        Tensor positions = net.Embedding(
            "positions_embed", net.Positions(net.Workload.SequenceLength!.Value), config.Positions, config.Embedding);
        // The model adds the embedding of token types as well, which is the number 0 where there are none.
        Tensor x = net.WithScalar("Add", net.Add(tokens, positions), 0);
        return [net.ModuleList("h", () => net.Repeat(config.Layers, "Block", x, y => Block(net, config, y)))];
    }

    private static Tensor Block(GraphBuilder net, GptConfig config, Tensor x)
    {
        Tensor attended = net.Module("attn", "Attention", () => Attention(net, config, x));
        Tensor normed = net.LayerNorm("ln_1", net.Add(x, attended), config.LayerNormEpsilon);
        Tensor fed = net.Module("mlp", "MLP", () =>
        {
            // Its «gelu» is the tanh form, unlike BERT's.
            string activation = config.Activation == "gelu" ? "gelu_new" : config.Activation;
            Tensor expanded = net.Conv1D("c_fc", normed, config.Inner ?? (4L * config.Embedding));
            return net.Conv1D("c_proj", net.Activation(Activations.Of(activation), "act", expanded), config.Embedding);
        });
        return net.LayerNorm("ln_2", net.Add(normed, fed), config.LayerNormEpsilon);
    }

    private static Tensor Attention(GraphBuilder net, GptConfig config, Tensor x)
    {
        IReadOnlyList<Tensor> parts = net.Split(net.Conv1D("c_attn", x, 3L * config.Embedding), 2, 3);
        Tensor query = net.SplitHeads(parts[0], config.Heads);
        Tensor key = net.SplitHeadsTransposed(parts[1], config.Heads);
        Tensor value = net.SplitHeads(parts[2], config.Heads);
        Tensor scores = net.WithScalar("Div", net.MatMul(query, key), Math.Sqrt((double)config.Embedding / config.Heads));
        int length = net.Workload.SequenceLength!.Value;
        Tensor seen = net.Stored(net.Scope, "bias", new TensorShape(1, 1, length, length), TensorFill.LowerTriangle, TensorRole.Buffer);
        Tensor unseen = net.WithScalar("Mul", net.ScalarMinus(1, seen), -1e4);
        Tensor masked = net.Add(net.Call("Mul", [scores, seen]), unseen);
        return net.Conv1D("c_proj", net.MergeHeads(net.MatMul(net.Softmax(masked), value)), config.Embedding);
    }
}
