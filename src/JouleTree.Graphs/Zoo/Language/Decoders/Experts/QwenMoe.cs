using JouleTree.Graphs.Building;

namespace JouleTree.Graphs.Zoo.Language.Decoders.Experts;

/// <summary>Configuration of Qwen's mixtures of experts, with the fields of their config.json.</summary>
internal sealed record QwenMoeConfig : ExpertDecoderConfig
{
    /// <summary>Of so many layers one is a mixture.</summary>
    public int SparseStep { get; init; } = 1;

    /// <summary>Layers that are none, whatever the step says.</summary>
    public IReadOnlyList<int> DenseLayers { get; init; } = [];

    /// <summary>Hidden width of the expert that every token goes through; 0 for none.</summary>
    public int SharedExpertSize { get; init; }

    /// <summary>Queries and keys of each head are normalised before they are turned.</summary>
    public bool HeadNorms { get; init; }
}

/// <summary>What Qwen2-MoE and Qwen3-MoE have in common.</summary>
/// <param name="prefix">Prefix of the classes.</param>
internal abstract class QwenMoeLikeFamily(string prefix) : ExpertDecoderFamily<QwenMoeConfig>(prefix)
{
    protected sealed override QwenMoeConfig Read(ConfigFields fields, QwenMoeConfig config)
    {
        // Windows are switched off in all that are published.
        fields.Only("use_sliding_window", "false");
        fields.Ignore("layer_types", "max_window_layers", "sliding_window", "use_mrope");
        QwenMoeConfig changed = ReadBias(fields, ExpertDecoderConfig.ReadHeads(fields, config)) with
        {
            IntermediateSize = fields.Size(config.IntermediateSize, "intermediate_size"),
            Experts = fields.Size(config.Experts, "num_experts", "num_local_experts"),
            Chosen = fields.Size(config.Chosen, "num_experts_per_tok"),
            ExpertSize = fields.Size(config.ExpertSize, "moe_intermediate_size"),
            Normalises = fields.Flag(config.Normalises, "norm_topk_prob"),
            SparseStep = fields.Size(config.SparseStep, "decoder_sparse_step"),
            DenseLayers = fields.Positions(config.DenseLayers, "mlp_only_layers", "layers")!,
            SharedExpertSize = config.SharedExpertSize == 0
                ? 0
                : fields.Size(config.SharedExpertSize, "shared_expert_intermediate_size"),
        };
        Mixture(changed).Checked();
        return changed;
    }

    /// <summary>The fields that say which projections have biases.</summary>
    protected abstract QwenMoeConfig ReadBias(ConfigFields fields, QwenMoeConfig config);

    protected sealed override (Tensor Query, Tensor Key) Normed(GraphBuilder net, QwenMoeConfig config, Tensor query, Tensor key) =>
        config.HeadNorms
            ? (net.RmsNorm("q_norm", query, config.RmsNormEps), net.RmsNorm("k_norm", key, config.RmsNormEps))
            : (query, key);

    protected sealed override Tensor FeedForward(GraphBuilder net, QwenMoeConfig config, int layer, Tensor x)
    {
        if ((layer + 1) % config.SparseStep != 0 || config.DenseLayers.Contains(layer))
            return Gated("mlp", config.IntermediateSize);
        return net.Module("mlp", Prefix + "SparseMoeBlock", () =>
        {
            Tensor routed = ExpertsBlock.Routed(net, Mixture(config), x);
            if (config.SharedExpertSize == 0)
                return routed;
            Tensor shared = Gated("shared_expert", config.SharedExpertSize);
            Tensor share = net.Call("Sigmoid", [net.Linear("shared_expert_gate", x, 1, bias: false)]);
            return net.Add(routed, net.Mul(share, shared));
        });

        Tensor Gated(string name, int hidden) => net.Module(name, Prefix + "MLP", () => GatedMlp.Write(net, x, hidden));
    }

    private static ExpertsConfig Mixture(QwenMoeConfig config) => new()
    {
        Stored = new ExpertStorage(config.Experts, config.ExpertSize),
        Chosen = config.Chosen,
        Normalises = config.Normalises,
    };
}
