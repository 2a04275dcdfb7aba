using JouleTree.Core.Errors;
using JouleTree.Core.Files;
using JouleTree.Core.Json;

namespace JouleTree.Core.Serving.Measurements;

/// <summary>
/// Networks of measured deployments from an <c>architectures.json</c> that lies beside them: an object by family, with layers, widths,
/// heads, experts and sizes of states. It counts no norms, biases and tables that are looked up.
/// </summary>
internal static class ServedNetworksFile
{
    /// <summary>Name of the file beside a table.</summary>
    public const string FileName = "architectures.json";

    // Where a file says no width of a value.
    private const double WideBytes = 2;

    // OCP Microscaling: 4 bits and an eighth for the scale of 32 values.
    private const double MicroscaledBytes = 4.25 / 8;

    /// <summary>Reads the networks of a file as functions of the types of their weights.</summary>
    /// <param name="file">The file.</param>
    /// <exception cref="InputException">It cannot be read, or a network lacks a number.</exception>
    public static IReadOnlyDictionary<string, Func<string, ServedNetwork>> Read(InputFile file) => JsonInput.ReadFile(
        file, "networks by family", input => input.Members().ToDictionary(
            member => member.Name, member => Network(member.Name, member.Value), StringComparer.Ordinal));

    private static Func<string, ServedNetwork> Network(string family, JsonInput input)
    {
        ServedNetwork wide = new()
        {
            Name = family,
            Layers = Whole(input, "layers"),
            AllReduces = input.Optional("mamba_layers") is null ? 2 * Whole(input, "layers") : Whole(input, "layers"),
            StateSpaceLayers = Find(input, "mamba_layers") ?? 0,
            HiddenWidth = Whole(input, "hidden"),
            VocabularySize = Whole(input, "vocab"),
            DenseParameters = input.Member("dense_params").Number(),
            DenseBytes = WideBytes * input.Member("dense_params").Number(),
            HeadParameters = input.Member("head_params").Number(),
            HeadBytes = WideBytes * input.Member("head_params").Number(),
            StoredBytes = 0,
            Experts = Experts(input),
            Kept = Kept(input),
            StateBytes = input.Optional("state_bytes_per_seq")?.Number() ?? 0,
            Types = "bfloat16",
        };
        double attention = input.Member("attn_params_per_layer").Number() * (Find(input, "attention_layers") ?? wide.Layers);
        bool isTied = input.Optional("tied_embeddings")?.Flag() ?? false;
        return types => WithSum(In(types, wide, attention), isTied);
    }

    private static ServedNetwork In(string types, ServedNetwork wide, double attention) => types switch
    {
        // The checkpoints of Llama leave attentions wide.
        "fp8" => wide with
        {
            Types = "float8",
            DenseBytes = wide.Name.StartsWith("Llama", StringComparison.Ordinal)
                ? wide.DenseParameters + ((WideBytes - 1) * attention) : wide.DenseParameters,
            Experts = wide.Experts is { } experts
                ? experts with
                {
                    Bytes = experts.Parameters,
                    Kernel = wide.Name.StartsWith("Llama", StringComparison.Ordinal) ? ExpertKernel.Plain : ExpertKernel.Blocks,
                }
                : null,
        },
        "mxfp4" => wide with
        {
            Types = "mxfp4",
            Experts = wide.Experts is { } experts
                ? experts with { Bytes = MicroscaledBytes * experts.Parameters, Kernel = ExpertKernel.Unpacked }
                : null,
        },
        _ => wide,
    };

    // Tables that are looked up are as large as the output layer, and the same where they are tied.
    private static ServedNetwork WithSum(ServedNetwork network, bool isTied) => network with
    {
        StoredBytes = network.DenseBytes + (isTied ? 1 : 2) * network.HeadBytes
            + (network.Experts is { } experts ? experts.Layers * experts.Count * experts.Bytes : 0),
    };

    private static ServedExperts? Experts(JsonInput input) => Find(input, "experts") is not { } count ? null : new ServedExperts
    {
        Layers = Whole(input, "moe_layers"),
        Count = count,
        Chosen = Whole(input, "active_experts"),
        Width = Whole(input, "expert_width"),
        Parameters = input.Member("expert_params").Positive(),
        Bytes = WideBytes * input.Member("expert_params").Positive(),
        HasShared = Find(input, "shared_experts") is > 0,
    };

    private static KeptKeys[] Kept(JsonInput input)
    {
        double bytes = WideBytes * input.Member("kv_elems_per_token_layer").Positive();
        (double decode, double prefill) = Flops(input);
        KeptKeys all = new()
        {
            Layers = Whole(input, "full_attn_layers"),
            BytesPerToken = bytes,
            Heads = input.Optional("mla") is null ? Whole(input, "kv_heads") : 1,
            DecodeFlops = decode,
            PrefillFlops = prefill,
        };
        return Find(input, "sliding_layers") is { } sliding and > 0
            ? [all, all with { Layers = sliding, Window = Whole(input, "sliding_window") }]
            : [all];
    }

    private static (double Decode, double Prefill) Flops(JsonInput input)
    {
        double heads = Whole(input, "heads");
        if (input.Optional("mla") is not { } latent)
            return (4 * heads * Whole(input, "head_dim"), 4 * heads * Whole(input, "head_dim"));
        double rank = Whole(latent, "kv_lora_rank");
        double turned = Whole(latent, "qk_rope");
        return (2 * heads * (rank + turned + rank), 2 * heads * (Whole(latent, "qk_nope") + turned + Whole(latent, "v_head")));
    }

    private static int Whole(JsonInput input, string name) => (int)input.Member(name).Whole(0, int.MaxValue);

    private static int? Find(JsonInput input, string name) => (int?)input.Optional(name)?.Whole(0, int.MaxValue);
}
