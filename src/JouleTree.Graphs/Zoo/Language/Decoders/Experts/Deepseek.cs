using JouleTree.Graphs.Building;

namespace JouleTree.Graphs.Zoo.Language.Decoders.Experts;

/// <summary>What DeepSeek-V2 and V3 have in common: latent attention, shared experts beside routed ones, first layers without.</summary>
/// <param name="prefix">Prefix of the classes.</param>
internal abstract class DeepseekFamily(string prefix) : ExpertDecoderFamily<DeepseekConfig>(prefix)
{
    protected sealed override DeepseekConfig Read(ConfigFields fields, DeepseekConfig config) => DeepseekConfig.Read(fields, config);

    protected sealed override int TurnedSize(DeepseekConfig config) => config.TurnedSize;

    protected sealed override Tensor Attention(
        GraphBuilder net, DeepseekConfig config, int layer, Tensor x, CausalMask mask, (Tensor Cosine, Tensor Sine) angles) =>
        LatentAttention.Write(net, config, layer, x, mask, angles);

    protected sealed override Tensor FeedForward(GraphBuilder net, DeepseekConfig config, int layer, Tensor x)
    {
        if (layer < config.DenseLayers || layer % config.SparseStep != 0)
            return Gated("mlp", config.IntermediateSize);
        return net.Module("mlp", Prefix + "MoE", () =>
        {
            Tensor routed = ExpertsBlock.Routed(net, config.Mixture, x);
            return config.SharedExperts == 0
                ? routed
                : net.Add(routed, Gated("shared_experts", (long)config.SharedExperts * config.ExpertSize));
        });

        Tensor Gated(string name, long hidden) => net.Module(name, Prefix + "MLP", () => GatedMlp.Write(net, x, hidden));
    }
}
