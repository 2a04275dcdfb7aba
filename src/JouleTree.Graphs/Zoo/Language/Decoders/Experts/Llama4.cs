using System.Runtime.CompilerServices;
using JouleTree.Graphs.Building;

namespace JouleTree.Graphs.Zoo.Language.Decoders.Experts;

/// <summary>Configuration of Llama 4's text model, with the fields of its config.json.</summary>
internal sealed record Llama4Config : ExpertDecoderConfig
{
    /// <summary>Of so many layers the last is a mixture.</summary>
    public int SparseStep { get; init; } = 1;

    /// <summary>Layers that are mixtures, by number; null for those of the step.</summary>
    public IReadOnlyList<int>? SparseLayers { get; init; }

    /// <summary>Of so many layers the last sees all tokens and turns none.</summary>
    public int GlobalStep { get; init; } = 4;

    /// <summary>Layers that do so, by number; null for those of the step.</summary>
    public IReadOnlyList<int>? GlobalLayers { get; init; }

    /// <summary>Tokens of a chunk, of which the other layers see no other; null for all.</summary>
    public int? Chunk { get; init; } = 8192;

    /// <summary>Turned queries and keys are normalised, without a weight.</summary>
    public bool HeadNorms { get; init; } = true;

    /// <summary>Queries of global layers grow with the logarithm of their positions.</summary>
    public bool Tunes { get; init; } = true;

    /// <summary>Positions that count as one for that.</summary>
    public double FloorScale { get; init; } = 8192;

    /// <summary>How fast they grow.</summary>
    public double TuningScale { get; init; } = 0.1;

    /// <summary>True for a layer that is a mixture.</summary>
    public bool IsSparse(int layer) => SparseLayers?.Contains(layer) ?? (layer + 1) % SparseStep == 0;

    /// <summary>True for a layer that sees all tokens and turns none.</summary>
    public bool IsGlobal(int layer) => GlobalLayers?.Contains(layer) ?? (layer + 1) % GlobalStep == 0;
}

/// <summary>
/// The text part of Llama 4 (Meta, 2025), as Hugging Face's Llama4TextModel: one routed and one shared expert for each token, chunks, and
/// layers without positions in between. Its vision tower is not counted.
/// </summary>
internal sealed class Llama4Family : ExpertDecoderFamily<Llama4Config>
{
    public Llama4Family()
        : base("Llama4Text")
    {
        Llama4Config scout = Defaults with { Positions = 10485760 };
        const string less = "in the weights files at Hugging Face, less the vision tower and its projection of 871,932,416 and the output "
            + "layer of 1,034,485,760";
        foreach (string name in (string[])["meta-llama/Llama-4-Scout-17B-16E", "meta-llama/Llama-4-Scout-17B-16E-Instruct"])
            Declare(name, name.EndsWith("16E", StringComparison.Ordinal) ? scout with { Positions = 262144 } : scout,
                108_641_793_536 - 871_932_416 - (202048L * 5120), "108,641,793,536 " + less);
        Llama4Config maverick = scout with { Experts = 128, SparseStep = 2, HeadNorms = false, Positions = 1048576 };
        foreach (string name in (string[])["meta-llama/Llama-4-Maverick-17B-128E", "meta-llama/Llama-4-Maverick-17B-128E-Instruct"])
            Declare(name, name.EndsWith("128E", StringComparison.Ordinal) ? maverick with { Positions = 262144 } : maverick,
                401_583_781_376 - 871_932_416 - (202048L * 5120), "401,583,781,376 " + less);
    }

    public override string Name => "Llama 4";

    public override string ModelType => "llama4_text";

    public override string LeftOut(ZooModel model) => "the vision tower and what joins it are not counted";

    public override IReadOnlyList<string> Wrappers { get; } = ["llama4"];

    // Routed and shared experts are narrow; attentions, routers and the output layer are left out, as far as is known to us: its
    // files' listing was not seen.
    public override NumberTypes? TypesOf(string name, string suffix) => suffix == "-FP8"
        ? NumberSchemes.Find("fp8")! with { LeftOut = ["self_attn", "router", "lm_head"] }
        : null;

    [ModuleInitializer]
    internal static void Announce() => ModelZoo.Announce(new Llama4Family());

    protected override string ClassNameWith(TaskHead head) => "Llama4ForCausalLM";

    protected override Llama4Config Defaults => new()
    {
        VocabSize = 202048,
        HiddenSize = 5120,
        IntermediateSize = 16384,
        Layers = 48,
        Heads = 40,
        HeadSize = 128,
        Positions = 131072,
        Experts = 16,
        Chosen = 1,
        ExpertSize = 8192,
    };

    protected override Llama4Config Read(ConfigFields fields, Llama4Config config)
    {
        fields.Ignore("for_llm_compressor");
        Llama4Config changed = ExpertDecoderConfig.ReadHeads(fields, config);
        bool bias = fields.Flag(config.AttentionBias, "attention_bias");
        changed = changed with
        {
            AttentionBias = bias,
            OutputBias = bias,
            ExpertSize = fields.Size(config.ExpertSize, "intermediate_size"),
            IntermediateSize = fields.Size(config.IntermediateSize, "intermediate_size_mlp"),
            Experts = fields.Size(config.Experts, "num_local_experts"),
            Chosen = fields.Size(config.Chosen, "num_experts_per_tok"),
            SparseStep = fields.Size(config.SparseStep, "interleave_moe_layer_step"),
            SparseLayers = fields.Positions(config.SparseLayers, "moe_layers", "layers"),
            GlobalStep = fields.Size(config.GlobalStep, "no_rope_layer_interval"),
            GlobalLayers = GlobalLayersOf(fields, changed.Layers) ?? config.GlobalLayers,
            Chunk = fields.OptionalSize(config.Chunk, "attention_chunk_size"),
            HeadNorms = fields.Flag(config.HeadNorms, "use_qk_norm"),
            Tunes = fields.Switch(config.Tunes, "attn_temperature_tuning"),
            FloorScale = fields.Number(config.FloorScale, "floor_scale"),
            TuningScale = fields.Number(config.TuningScale, "attn_scale"),
        };
        IEnumerable<string> kinds =
            Enumerable.Range(0, changed.Layers).Select(layer => changed.IsGlobal(layer) ? "full_attention" : "chunked_attention");
        if (fields.Texts("layer_types", "full_attention", "chunked_attention") is { } types && !types.SequenceEqual(kinds))
            throw fields.Fail("layer_types", "is otherwise than no_rope_layers and no_rope_layer_interval say");
        Mixture(changed).Checked();
        return changed;
    }

    protected override bool SeesAll(Llama4Config config, int layer) => config.Chunk is null || config.IsGlobal(layer);

    protected override CausalMask Nearby(GraphBuilder net, Llama4Config config, long length) =>
        CausalMask.Chunked(net, length, config.Chunk!.Value);

    protected override Tensor Attention(
        GraphBuilder net, Llama4Config config, int layer, Tensor x, CausalMask mask, (Tensor Cosine, Tensor Sine) angles)
    {
        (Tensor query, Tensor key, Tensor value) = Projected(net, config, x);
        if (config.IsGlobal(layer))
        {
            query = config.Tunes ? Tuned(net, config, query) : query;
        }
        else
        {
            query = RotaryPositions.Turn(net, query, angles.Cosine, angles.Sine);
            key = RotaryPositions.Turn(net, key, angles.Cosine, angles.Sine);
            if (config.HeadNorms)
                (query, key) = (net.RmsNormOf(query, config.RmsNormEps), net.RmsNormOf(key, config.RmsNormEps));
        }

        Tensor context = CausalAttention.Context(net, layer, new AttentionScores(), query, key, value, mask);
        return net.Linear("o_proj", context, config.HiddenSize, config.OutputBias);
    }

    protected override Tensor FeedForward(GraphBuilder net, Llama4Config config, int layer, Tensor x)
    {
        if (!config.IsSparse(layer))
            return Gated("feed_forward", config.IntermediateSize);
        return net.Module("feed_forward", "Llama4TextMoe",
            () => net.Add(Gated("shared_expert", config.ExpertSize), ExpertsBlock.Routed(net, Mixture(config), x)));

        Tensor Gated(string name, int hidden) =>
            net.Module(name, "Llama4TextMLP", () => GatedMlp.Write(net, x, hidden, leaf: "activation_fn"));
    }

    /// <summary>Queries times 1 + scale · ln(1 + ⌊(position + 1) / floor⌋).</summary>
    private static Tensor Tuned(GraphBuilder net, Llama4Config config, Tensor query)
    {
        long length = query.Shape![2];
        Tensor positions = net.Cast(net.Reshape(net.Positions(length), 1, 1, length, 1), net.Workload.FloatType);
        Tensor steps = net.Call("Floor", [net.WithScalar("Div", net.WithScalar("Add", positions, 1), config.FloorScale)]);
        Tensor growth = net.WithScalar("Mul", net.Call("Log", [net.WithScalar("Add", steps, 1)]), config.TuningScale);
        return net.Mul(query, net.WithScalar("Add", growth, 1));
    }

    /// <summary>The field says of each layer 1 where it turns, 0 where it does not.</summary>
    private static int[]? GlobalLayersOf(ConfigFields fields, int layers)
    {
        if (fields.Positions(null, "no_rope_layers", "0 or 1") is not { Count: > 0 } turns)
            return null;
        return turns.Count == layers && turns.All(turn => turn is 0 or 1)
            ? [.. Enumerable.Range(0, layers).Where(layer => turns[layer] == 0)]
            : throw fields.Fail("no_rope_layers", $"has {turns.Count} items, expected {layers} of 0 or 1");
    }

    private static ExpertsConfig Mixture(Llama4Config config) => new()
    {
        Stored = new ExpertStorage(config.Experts, config.ExpertSize) { FusedName = "gate_up_proj", WeighsInput = true },
        Chosen = config.Chosen,
        Router = "router",
        Scoring = ExpertScoring.SigmoidOfChosen,
    };
}
