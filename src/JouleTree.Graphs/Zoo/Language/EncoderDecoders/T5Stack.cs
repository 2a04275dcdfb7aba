using System.Globalization;
using JouleTree.Graphs.Building;

namespace JouleTree.Graphs.Zoo.Language.EncoderDecoders;

/// <summary>The two stacks of a T5.</summary>
internal sealed class T5Stack(GraphBuilder net, T5Config config, Tensor words)
{
    private long Width => (long)config.Heads * config.HeadSize;

    /// <summary>A text read [batch, length, size].</summary>
    public Tensor Encode(Tensor ids, Tensor mask)
    {
        Tensor x = net.EmbeddingOf("embed_tokens", ids, words);
        Tensor? bias = null;
        x = net.ModuleList("block", () => net.Repeat(config.Layers, "T5Block", x, y => net.ModuleList("layer", () =>
        {
            Tensor attended = net.Module("0", "T5LayerSelfAttention", () => SelfAttention(y, mask, ref bias, bidirectional: true));
            return net.Module("1", "T5LayerFF", () => FeedForward(attended));
        })));
        return net.RmsNorm("final_layer_norm", x, config.LayerNormEpsilon);
    }

    /// <summary>Tokens continued [batch, tokens, size].</summary>
    /// <param name="ids">The decoder's new tokens.</param>
    /// <param name="encoded">The text that was read, or null where its keys and values are inputs.</param>
    /// <param name="mask">Which of the text's tokens count.</param>
    /// <param name="length">Length of the text.</param>
    public Tensor Decode(Tensor ids, Tensor? encoded, Tensor mask, long length)
    {
        Tensor x = net.EmbeddingOf("embed_tokens", ids, words);
        Tensor causal = net.CausalMask(ids.Shape![1]);
        Tensor? bias = null;
        int layer = 0;
        x = net.ModuleList("block", () => net.Repeat(config.DecoderLayers, "T5Block", x, y => net.ModuleList("layer", () =>
        {
            int number = layer++;
            Tensor attended = net.Module("0", "T5LayerSelfAttention",
                () => SelfAttention(y, causal, ref bias, bidirectional: false, number));
            Tensor informed = net.Module("1", "T5LayerCrossAttention", () => CrossAttention(attended, encoded, mask, length, number));
            return net.Module("2", "T5LayerFF", () => FeedForward(informed));
        })));
        return net.RmsNorm("final_layer_norm", x, config.LayerNormEpsilon);
    }

    /// <summary>Counts the encoder's weights where it is not run.</summary>
    public void LeaveOutEncoder()
    {
        string[] inner = config.IsGated ? ["wi_0", "wi_1"] : ["wi"];
        for (int block = 0; block < config.Layers; block++)
        {
            string path = string.Create(CultureInfo.InvariantCulture, $"encoder.block.{block}.layer");
            foreach (string name in (string[])["q", "k", "v"])
                net.Unused($"{path}.0.SelfAttention.{name}.weight", new TensorShape(Width, config.ModelSize));
            net.Unused($"{path}.0.SelfAttention.o.weight", new TensorShape(config.ModelSize, Width));
            net.Unused($"{path}.0.layer_norm.weight", new TensorShape(config.ModelSize));
            foreach (string name in inner)
                net.Unused($"{path}.1.DenseReluDense.{name}.weight", new TensorShape(config.Inner, config.ModelSize));
            net.Unused($"{path}.1.DenseReluDense.wo.weight", new TensorShape(config.ModelSize, config.Inner));
            net.Unused($"{path}.1.layer_norm.weight", new TensorShape(config.ModelSize));
        }

        net.Unused("encoder.block.0.layer.0.SelfAttention.relative_attention_bias.weight", new TensorShape(config.Buckets, config.Heads));
        net.Unused("encoder.final_layer_norm.weight", new TensorShape(config.ModelSize));
    }

    private Tensor SelfAttention(Tensor x, Tensor mask, ref Tensor? bias, bool bidirectional, int layer = 0)
    {
        Tensor normed = net.RmsNorm("layer_norm", x, config.LayerNormEpsilon);
        Tensor? shared = bias;
        Tensor attended = net.Module("SelfAttention", "T5Attention", () =>
        {
            Tensor query = net.SplitHeads(net.Linear("q", normed, Width, bias: false), config.Heads);
            Tensor key = net.SplitHeads(net.Linear("k", normed, Width, bias: false), config.Heads);
            Tensor value = net.SplitHeads(net.Linear("v", normed, Width, bias: false), config.Heads);
            if (!bidirectional && net.Cache is { } cache)
                (key, value) = cache.Extend(layer, key, value, "decoder");
            shared ??= net.Add(PositionBias(query.Shape![2], key.Shape![2]), mask);
            return Attend(query, key, value, shared);
        });
        bias = shared;
        return net.Add(x, attended);
    }

    private Tensor CrossAttention(Tensor x, Tensor? encoded, Tensor mask, long length, int layer)
    {
        Tensor normed = net.RmsNorm("layer_norm", x, config.LayerNormEpsilon);
        return net.Add(x, net.Module("EncDecAttention", "T5Attention", () =>
        {
            Tensor query = net.SplitHeads(net.Linear("q", normed, Width, bias: false), config.Heads);
            if (encoded is null)
            {
                net.Unused("k.weight", new TensorShape(Width, config.ModelSize));
                net.Unused("v.weight", new TensorShape(Width, config.ModelSize));
                (Tensor kept, Tensor keptValue) =
                    net.Cache!.Kept(layer, "encoder", new TensorShape(x.Shape![0], config.Heads, length, config.HeadSize));
                return Attend(query, kept, keptValue, mask);
            }

            Tensor key = net.SplitHeads(net.Linear("k", encoded, Width, bias: false), config.Heads);
            Tensor value = net.SplitHeads(net.Linear("v", encoded, Width, bias: false), config.Heads);
            net.Cache?.Keep(layer, "encoder", key, value);
            return Attend(query, key, value, mask);
        }));
    }

    private Tensor Attend(Tensor query, Tensor key, Tensor value, Tensor bias)
    {
        // T5 does not divide by the root of a head's size: its initial weights are small enough.
        Tensor scores = net.Add(net.MatMul(query, net.Transpose(key, 0, 1, 3, 2)), bias);
        return net.Linear("o", net.MergeHeads(net.MatMul(net.Softmax(scores), value)), config.ModelSize, bias: false);
    }

    /// <summary>A learned number for each head and group of distances [1, heads, queries, keys]; the groups are stored.</summary>
    private Tensor PositionBias(long queries, long keys)
    {
        Tensor groups = net.Stored(
            net.Scope, "relative_position_bucket", new TensorShape(queries, keys), TensorFill.Distances, TensorRole.Buffer, DataType.Int64,
            new ValueRange(0, config.Buckets - 1));
        Tensor rows = net.Embedding("relative_attention_bias", groups, config.Buckets, config.Heads);
        return net.Reshape(net.Transpose(rows, 2, 0, 1), 1, config.Heads, queries, keys);
    }

    private Tensor FeedForward(Tensor x)
    {
        Tensor normed = net.RmsNorm("layer_norm", x, config.LayerNormEpsilon);
        return net.Add(x, net.Module("DenseReluDense", config.IsGated ? "T5DenseGatedActDense" : "T5DenseActDense", () =>
        {
            string first = config.IsGated ? "wi_0" : "wi";
            Tensor inner = net.Activation(config.IsGated ? "NewGELU" : "ReLU", "act",
                net.Linear(first, normed, config.Inner, bias: false));
            if (config.IsGated)
                inner = net.Mul(inner, net.Linear("wi_1", normed, config.Inner, bias: false));
            return net.Linear("wo", inner, config.ModelSize, bias: false);
        }));
    }
}
