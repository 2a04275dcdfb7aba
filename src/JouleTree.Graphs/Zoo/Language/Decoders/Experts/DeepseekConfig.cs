using JouleTree.Core.Errors;
using JouleTree.Graphs.Building;

namespace JouleTree.Graphs.Zoo.Language.Decoders.Experts;

/// <summary>Configuration of DeepSeek's mixtures, with the fields of their config.json.</summary>
internal sealed record DeepseekConfig : ExpertDecoderConfig
{
    /// <summary>Numbers that queries are made of; null where they are made of the token.</summary>
    public int? QueryRank { get; init; } = 1536;

    /// <summary>Numbers that keys and values are made of, which are kept: the latent.</summary>
    public int LatentRank { get; init; } = 512;

    /// <summary>Numbers of a head's query and key that positions do not turn.</summary>
    public int PlainSize { get; init; } = 128;

    /// <summary>Numbers of a head's query, and of the key that all heads share, that positions turn.</summary>
    public int TurnedSize { get; init; } = 64;

    /// <summary>Numbers of a head's value.</summary>
    public int ValueSize { get; init; } = 128;

    /// <summary>Experts that every token goes through, side by side in one layer; 0 for none.</summary>
    public int SharedExperts { get; init; } = 1;

    /// <summary>First layers that are no mixtures.</summary>
    public int DenseLayers { get; init; } = 1;

    /// <summary>Of so many layers behind those one is a mixture.</summary>
    public int SparseStep { get; init; } = 1;

    /// <summary>Groups of experts of which each token may choose from some.</summary>
    public int Groups { get; init; } = 8;

    /// <summary>Those that it may choose from.</summary>
    public int ChosenGroups { get; init; } = 3;

    /// <summary>The choice heeds groups.</summary>
    public bool IsGrouped { get; init; } = true;

    /// <summary>Scores are sigmoids, corrected by a stored number where experts are chosen; else a softmax.</summary>
    public bool IsThird { get; init; }

    /// <summary>What the weights of routed experts are multiplied by.</summary>
    public double RoutedScale { get; init; } = 1;

    /// <summary>Numbers of a head's query and key.</summary>
    public int QuerySize => PlainSize + TurnedSize;

    /// <summary>The mixture.</summary>
    public ExpertsConfig Mixture => new()
    {
        Stored = new ExpertStorage(Experts, ExpertSize),
        Chosen = Chosen,
        Scoring = IsThird ? ExpertScoring.Sigmoid : ExpertScoring.Softmax,
        Normalises = Normalises,
        SumEpsilon = 1e-20,
        // DeepSeek-V2 either divides by the sum or multiplies by the factor, V3 does both.
        Scale = Normalises && !IsThird ? 1 : RoutedScale,
        Groups = IsGrouped ? Groups : 1,
        ChosenGroups = ChosenGroups,
        IsCorrected = IsThird,
    };

    /// <summary>A configuration with some of its fields changed.</summary>
    /// <param name="fields">The changes.</param>
    /// <param name="config">The configuration.</param>
    /// <exception cref="InputException">Values are wrong, or do not fit together.</exception>
    public static DeepseekConfig Read(ConfigFields fields, DeepseekConfig config)
    {
        // The layer that predicts the token after the next is no part of the model.
        fields.Ignore(
            "aux_loss_alpha", "head_dim", "mlp_bias", "num_nextn_predict_layers", "qk_head_dim", "rope_interleave", "seq_aux");
        fields.Only("scoring_func", config.IsThird ? "sigmoid" : "softmax");
        string method = config.IsThird
            ? fields.Text("noaux_tc", "topk_method", "noaux_tc")
            : fields.Text(config.IsGrouped ? "group_limited_greedy" : "greedy", "topk_method", "greedy", "group_limited_greedy");
        DeepseekConfig changed = ReadShared(fields, config);
        bool bias = fields.Flag(config.AttentionBias, "attention_bias");
        changed = changed with
        {
            AttentionBias = bias,
            OutputBias = bias,
            IntermediateSize = fields.Size(config.IntermediateSize, "intermediate_size"),
            QueryRank = fields.OptionalSize(config.QueryRank, "q_lora_rank"),
            LatentRank = fields.Size(config.LatentRank, "kv_lora_rank"),
            PlainSize = fields.Size(config.PlainSize, "qk_nope_head_dim"),
            TurnedSize = fields.Size(config.TurnedSize, "qk_rope_head_dim"),
            ValueSize = fields.Size(config.ValueSize, "v_head_dim"),
            Experts = fields.Size(config.Experts, "n_routed_experts", "num_local_experts"),
            Chosen = fields.Size(config.Chosen, "num_experts_per_tok"),
            ExpertSize = fields.Size(config.ExpertSize, "moe_intermediate_size"),
            SharedExperts = fields.OptionalSize(config.SharedExperts, "n_shared_experts") ?? 0,
            DenseLayers = fields.Whole(config.DenseLayers, "first_k_dense_replace"),
            SparseStep = fields.Size(config.SparseStep, "moe_layer_freq"),
            Normalises = fields.Flag(config.Normalises, "norm_topk_prob"),
            RoutedScale = fields.Number(config.RoutedScale, "routed_scaling_factor"),
            Groups = fields.OptionalSize(config.Groups, "n_group") ?? 1,
            ChosenGroups = fields.OptionalSize(config.ChosenGroups, "topk_group") ?? 1,
            IsGrouped = method != "greedy",
        };
        if (changed.KeyValueHeads != changed.Heads)
            throw fields.Fail("num_key_value_heads",
                $"{changed.KeyValueHeads} heads of keys and values for {changed.Heads} of queries: latent attention makes one for each");
        changed.Mixture.Checked();
        return changed.TurnedSize % 2 == 0
            ? changed
            : throw fields.Fail("qk_rope_head_dim",
                $"{changed.TurnedSize} numbers that are turned: rotary positions turn pairs, so it must be even");
    }
}
