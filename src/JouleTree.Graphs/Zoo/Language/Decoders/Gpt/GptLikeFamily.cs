using JouleTree.Graphs.Building;

namespace JouleTree.Graphs.Zoo.Language.Decoders.Gpt;

/// <summary>What the configurations of all decoders with LayerNorm have.</summary>
internal abstract record GptLikeConfig
{
    public int VocabSize { get; init; }

    public int HiddenSize { get; init; }

    public int Layers { get; init; }

    public int Heads { get; init; }

    /// <summary>Longest sequence.</summary>
    public int Positions { get; init; } = 2048;

    public double LayerNormEpsilon { get; init; } = 1e-5;

    /// <summary>The output layer shares the word embeddings' weights.</summary>
    public bool TieWordEmbeddings { get; init; }

    /// <summary>Size of a head.</summary>
    public int HeadSize => HiddenSize / Heads;

    /// <summary>What scores of queries and keys are multiplied by.</summary>
    public double Scale => 1 / Math.Sqrt(HeadSize);
}

/// <summary>
/// Decoders with LayerNorm and an MLP of two layers that came after GPT-2: their blocks differ, what stands around them does not.
/// </summary>
/// <typeparam name="TConfig">The family's configuration.</typeparam>
/// <param name="prefix">Prefix of the classes.</param>
/// <param name="model">Name of the base model below a head.</param>
/// <param name="words">Name of the word embeddings' weight in the base model.</param>
internal abstract class GptLikeFamily<TConfig>(string prefix, string model, string words) : ConfiguredFamily<TConfig>
    where TConfig : GptLikeConfig
{
    public override IReadOnlyList<TaskHead> Heads { get; } =
        [TaskHead.LMHead, TaskHead.SequenceClassification, TaskHead.TokenClassification, TaskHead.QuestionAnswering];

    public sealed override bool Generates => true;

    public sealed override bool FusesAttention => true;

    protected sealed override string ClassName => prefix + "Model";

    /// <summary>Name of the output layer over the vocabulary.</summary>
    protected virtual string OutputLayer => "lm_head";

    /// <summary>Name of the layer that classifies tokens.</summary>
    protected virtual string TokenLayer => "classifier";

    protected sealed override string ClassNameWith(TaskHead head) => prefix + (head == TaskHead.LMHead ? "ForCausalLM" : $"For{head}");

    /// <summary>Writes the base model down, within its module.</summary>
    /// <param name="net">Where to.</param>
    /// <param name="config">Its configuration.</param>
    /// <param name="ids">Token ids [batch, length].</param>
    /// <returns>Hidden states [batch, length, size].</returns>
    protected abstract Tensor Base(GraphBuilder net, TConfig config, Tensor ids);

    /// <summary>What is done to logits behind the output layer: nothing, but for some families.</summary>
    /// <param name="net">Where to.</param>
    /// <param name="config">The configuration.</param>
    /// <param name="logits">Logits [batch, length, words].</param>
    protected virtual Tensor Logits(GraphBuilder net, TConfig config, Tensor logits) => logits;

    protected override Workload Complete(Workload workload, TConfig config) => TextWorkload.Complete(workload, config.Positions);

    protected sealed override IReadOnlyList<Tensor> Forward(GraphBuilder net, TConfig config) =>
        [Base(net, config, TextWorkload.TokenIds(net, config.VocabSize))];

    protected sealed override IReadOnlyList<Tensor> ForwardWithHead(GraphBuilder net, TConfig config, HeadConfig head)
    {
        Tensor ids = TextWorkload.TokenIds(net, config.VocabSize);
        Tensor x = net.Module(model, ClassName, () => Base(net, config, ids));
        switch (head.Kind)
        {
            case TaskHead.LMHead:
                Tensor given = TaskHeads.Generated(net, x);
                return [Logits(net, config, config.TieWordEmbeddings
                    ? net.LinearOf(OutputLayer, given, net.StoredAt($"{model}.{words}"), bias: false)
                    : net.Linear(OutputLayer, given, config.VocabSize, bias: false))];
            case TaskHead.SequenceClassification:
                return [TaskHeads.Last(net, net.Linear("score", x, head.Labels, bias: false))];
            case TaskHead.TokenClassification:
                return [net.Linear(TokenLayer, x, head.Labels)];
            default:
                return TaskHeads.Answer(net, x);
        }
    }

    /// <summary>The MLP of a block: a wider layer, an activation, a layer back.</summary>
    /// <param name="net">Where to.</param>
    /// <param name="x">Hidden states [batch, length, size].</param>
    /// <param name="names">Names of the three in the current module.</param>
    /// <param name="inner">Width in between.</param>
    /// <param name="activation">The activation, as configurations name it.</param>
    /// <param name="bias">Whether both layers have a bias.</param>
    protected static Tensor Mlp(
        GraphBuilder net, Tensor x, (string Up, string Activation, string Down) names, long inner, string activation, bool bias)
    {
        Tensor wide = net.Activation(ActivationNames.Of(activation), names.Activation, net.Linear(names.Up, x, inner, bias));
        return net.Linear(names.Down, wide, x.Shape![^1], bias);
    }

    /// <summary>
    /// Queries, keys and values [batch, heads, length, size] of one projection [batch, length, width] that holds them group by group:
    /// for each head of keys its queries, its key and its value.
    /// </summary>
    /// <param name="net">Where to.</param>
    /// <param name="fused">The projection.</param>
    /// <param name="groups">Heads of keys and values.</param>
    /// <param name="queries">Heads of queries in each group.</param>
    /// <param name="size">Size of a head.</param>
    protected static (Tensor Query, Tensor Key, Tensor Value) Grouped(
        GraphBuilder net, Tensor fused, long groups, long queries, long size)
    {
        (long batch, long length) = (fused.Shape![0], fused.Shape[1]);
        Tensor parts = net.Reshape(fused, batch, length, groups, queries + 2, size);
        return (Part(0, queries), Part(queries, queries + 1), Part(queries + 1, queries + 2));

        Tensor Part(long from, long to)
        {
            Tensor part = net.Reshape(net.Slice(parts, 3, from, to), batch, length, groups * (to - from), size);
            return net.Transpose(part, 0, 2, 1, 3);
        }
    }
}
