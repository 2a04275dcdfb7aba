namespace JouleTree.Testing;

/// <summary>GGUF files as convert_hf_to_gguf.py and llama-quantize of llama.cpp write them, without values.</summary>
/// <param name="architecture">Name of the architecture.</param>
/// <param name="sizes">Its sizes.</param>
public sealed class GgufModels(string architecture, GgufSizes sizes)
{
    private GgufWriter _file = new();

    /// <summary>Type of a matrix by its name.</summary>
    public Func<string, uint> TypeOf { get; init; } = _ => GgufWriter.F16;

    /// <summary>The file that was written so far.</summary>
    public GgufWriter File => _file;

    /// <summary>Starts with another writer.</summary>
    public GgufModels In(GgufWriter file)
    {
        _file = file;
        return this;
    }

    /// <summary>Name, sizes and tokenizer.</summary>
    public GgufModels Metadata(string name, int tokens = 16)
    {
        _file.With("general.architecture", architecture).With("general.type", "model").With("general.name", name);
        Set("block_count", sizes.Layers).Set("context_length", sizes.Context).Set("embedding_length", sizes.Hidden);
        if (sizes.Feed > 0)
            Set("feed_forward_length", sizes.Feed);
        Set("attention.head_count", sizes.Heads).Set("attention.head_count_kv", sizes.Shared);
        Set("attention.layer_norm_rms_epsilon", 1e-5);
        if (sizes.HeadSize > 0)
            Set("attention.key_length", sizes.HeadSize).Set("attention.value_length", sizes.HeadSize);
        _file.With("tokenizer.ggml.model", "gpt2").WithTexts("tokenizer.ggml.tokens", Enumerable.Repeat("ab", tokens))
            .WithTexts("tokenizer.ggml.merges", Enumerable.Repeat("a b", tokens / 2))
            .WithList("tokenizer.ggml.token_type", GgufWriter.I32, (ulong)tokens, new byte[4 * tokens]);
        return this;
    }

    public GgufModels Set(string key, int value)
    {
        _file.With($"{architecture}.{key}", value);
        return this;
    }

    public GgufModels Set(string key, double value)
    {
        _file.With($"{architecture}.{key}", value);
        return this;
    }

    /// <summary>A matrix of the type that is asked for.</summary>
    public GgufModels Matrix(string name, params long[] shape)
    {
        _file.Tensor(name, TypeOf(name), shape);
        return this;
    }

    /// <summary>A vector in 32 bits, as all files have them.</summary>
    public GgufModels Vector(string name, params long[] shape)
    {
        _file.Tensor(name, GgufWriter.F32, shape);
        return this;
    }

    /// <summary>Words, last norm and output layer.</summary>
    public GgufModels Ends(bool isTied = false)
    {
        Matrix("token_embd.weight", sizes.Vocabulary, sizes.Hidden).Vector("output_norm.weight", sizes.Hidden);
        return isTied ? this : Matrix("output.weight", sizes.Vocabulary, sizes.Hidden);
    }

    /// <summary>Something for each layer.</summary>
    public GgufModels Layers(Action<string> write)
    {
        for (int layer = 0; layer < sizes.Layers; layer++)
            write($"blk.{layer}.");
        return this;
    }

    /// <summary>Norm, queries, keys, values and what is behind them.</summary>
    public void Attention(string layer, bool bias = false, bool norms = false)
    {
        int size = sizes.HeadSize > 0 ? sizes.HeadSize : sizes.Hidden / sizes.Heads;
        Vector(layer + "attn_norm.weight", sizes.Hidden);
        (string, int)[] projections = [("attn_q", sizes.Heads), ("attn_k", sizes.Shared), ("attn_v", sizes.Shared)];
        foreach ((string name, int heads) in projections)
        {
            Matrix($"{layer}{name}.weight", (long)heads * size, sizes.Hidden);
            if (bias)
                Vector($"{layer}{name}.bias", (long)heads * size);
        }

        Matrix(layer + "attn_output.weight", sizes.Hidden, (long)sizes.Heads * size);
        if (norms)
            Vector(layer + "attn_q_norm.weight", size).Vector(layer + "attn_k_norm.weight", size);
    }

    /// <summary>Norm, gate, up and down.</summary>
    public void Gated(string layer, string suffix = "", int? hidden = null, bool norm = true)
    {
        if (norm)
            Vector(layer + "ffn_norm.weight", sizes.Hidden);
        long feed = hidden ?? sizes.Feed;
        Matrix($"{layer}ffn_gate{suffix}.weight", feed, sizes.Hidden).Matrix($"{layer}ffn_up{suffix}.weight", feed, sizes.Hidden)
            .Matrix($"{layer}ffn_down{suffix}.weight", sizes.Hidden, feed);
    }

    /// <summary>A router and stacked experts.</summary>
    public void Experts(string layer, int experts, int hidden, bool norm = true)
    {
        if (norm)
            Vector(layer + "ffn_norm.weight", sizes.Hidden);
        Vector(layer + "ffn_gate_inp.weight", experts, sizes.Hidden);
        Matrix(layer + "ffn_gate_exps.weight", experts, hidden, sizes.Hidden)
            .Matrix(layer + "ffn_up_exps.weight", experts, hidden, sizes.Hidden)
            .Matrix(layer + "ffn_down_exps.weight", experts, sizes.Hidden, hidden);
    }

    /// <summary>A whole model of Llama's kind.</summary>
    public GgufWriter Llama(string name, bool isTied = false, bool bias = false, bool norms = false, int tokens = 16) =>
        Metadata(name, tokens).Ends(isTied).Layers(layer =>
        {
            Attention(layer, bias, norms);
            Gated(layer);
        }).File;

    /// <summary>
    /// Types as llama-quantize gives them for Q4_K_M: some layers' values and last matrices and the output layer in q6_K, else
    /// q4_K.
    /// </summary>
    /// <param name="layers">Number of layers.</param>
    public static Func<string, uint> Q4KM(int layers) => name =>
    {
        if (name == "output.weight")
            return GgufWriter.Q6_K;
        string[] parts = name.Split('.');
        if (parts[0] != "blk" || !(parts[2].StartsWith("attn_v", StringComparison.Ordinal)
            || parts[2].StartsWith("ffn_down", StringComparison.Ordinal)))
            return GgufWriter.Q4_K;
        int layer = int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture);
        bool isMore = layer < layers / 8 || layer >= 7 * layers / 8 || (layer - (layers / 8)) % 3 == 2;
        return isMore ? GgufWriter.Q6_K : GgufWriter.Q4_K;
    };
}

/// <summary>Sizes of a model.</summary>
public sealed record GgufSizes(
    int Layers, int Hidden, int Heads, int Shared, int Feed, int Vocabulary, int HeadSize = 0, int Context = 4096);
