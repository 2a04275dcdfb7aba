using JouleTree.Testing;
using Item = JouleTree.Testing.WeightFiles.Item;

namespace JouleTree.Graphs.Tests.Weights;

/// <summary>A model as it lies on somebody's disk: a small Qwen3 with a head, in the layouts that tools write.</summary>
internal static class TinyFolder
{
    /// <summary>Its config.json without a quantisation.</summary>
    public const string Config =
        """
        {"architectures": ["Qwen3ForCausalLM"], "model_type": "qwen3", "vocab_size": 512, "hidden_size": 256, "intermediate_size": 512,
        "num_hidden_layers": 2, "num_attention_heads": 4, "num_key_value_heads": 2, "head_dim": 64, "max_position_embeddings": 256,
        "tie_word_embeddings": false, "torch_dtype": "bfloat16"QUANTIZATION}
        """;

    /// <summary>The configuration with a quantisation, or none.</summary>
    public static string ConfigWith(string? quantization) => Config.Replace(
        "QUANTIZATION", quantization is null ? "" : $", \"quantization_config\": {quantization}", StringComparison.Ordinal);

    /// <summary>All tensors of the whole model.</summary>
    /// <param name="layer">The tensors of a linear layer inside: by its name, its outputs and its inputs.</param>
    /// <param name="type">Type of the others.</param>
    public static IReadOnlyList<Item> Items(Func<string, long, long, IEnumerable<Item>> layer, string type = "BF16")
    {
        List<Item> items = [new("model.embed_tokens.weight", type, 512, 256)];
        for (int number = 0; number < 2; number++)
        {
            string at = FormattableString.Invariant($"model.layers.{number}.");
            items.AddRange(
                [
                    new(at + "input_layernorm.weight", type, 256), new(at + "post_attention_layernorm.weight", type, 256),
                    new(at + "self_attn.q_norm.weight", type, 64), new(at + "self_attn.k_norm.weight", type, 64),
                ]);
            items.AddRange(layer(at + "self_attn.q_proj", 256, 256));
            items.AddRange(layer(at + "self_attn.k_proj", 128, 256));
            items.AddRange(layer(at + "self_attn.v_proj", 128, 256));
            items.AddRange(layer(at + "self_attn.o_proj", 256, 256));
            items.AddRange(layer(at + "mlp.gate_proj", 512, 256));
            items.AddRange(layer(at + "mlp.up_proj", 512, 256));
            items.AddRange(layer(at + "mlp.down_proj", 256, 512));
        }

        items.AddRange([new("model.norm.weight", type, 256), new("lm_head.weight", type, 512, 256)]);
        return items;
    }

    /// <summary>A linear layer as it is trained.</summary>
    public static IEnumerable<Item> Plain(string name, long outputs, long inputs) => [new(name + ".weight", "BF16", outputs, inputs)];

    /// <summary>A folder of one file.</summary>
    public static string Write(TemporaryFolder folder, IEnumerable<Item> items, string? quantization = null)
    {
        folder.Write("config.json", ConfigWith(quantization));
        WeightFiles.Write(folder.File("model.safetensors"), items);
        return folder.Path;
    }

    /// <summary>A linear layer in a layout.</summary>
    public static IEnumerable<Item> In(string layout, string name, long outputs, long inputs) => layout switch
    {
        "awq" =>
        [
            new(name + ".qweight", "I32", inputs, outputs / 8), new(name + ".qzeros", "I32", inputs / 128, outputs / 8),
            new(name + ".scales", "F16", inputs / 128, outputs),
        ],
        "gptq" =>
        [
            new(name + ".qweight", "I32", inputs / 8, outputs), new(name + ".qzeros", "I32", inputs / 128, outputs / 8),
            new(name + ".scales", "F16", inputs / 128, outputs), new(name + ".g_idx", "I32", inputs),
        ],
        "gptq8" =>
        [
            new(name + ".qweight", "I32", inputs / 4, outputs), new(name + ".qzeros", "I32", inputs / 128, outputs / 4),
            new(name + ".scales", "F16", inputs / 128, outputs), new(name + ".g_idx", "I32", inputs),
        ],
        "packed" =>
        [
            new(name + ".weight_packed", "I32", outputs, inputs / 8), new(name + ".weight_scale", "BF16", outputs, inputs / 128),
            new(name + ".weight_shape", "I64", 2),
        ],
        "packed8" =>
        [
            new(name + ".weight_packed", "I32", outputs, inputs / 4), new(name + ".weight_scale", "BF16", outputs, 1),
            new(name + ".weight_shape", "I64", 2),
        ],
        "int8" => [new(name + ".weight", "I8", outputs, inputs), new(name + ".weight_scale", "BF16", outputs, 1)],
        "fp8-tensor" =>
        [
            new(name + ".weight", "F8_E4M3", outputs, inputs), new(name + ".weight_scale", "F32"), new(name + ".input_scale", "F32"),
        ],
        "fp8-channel" => [new(name + ".weight", "F8_E4M3", outputs, inputs), new(name + ".weight_scale", "F32", outputs, 1)],
        "fp8-block" =>
        [
            new(name + ".weight", "F8_E4M3", outputs, inputs),
            new(name + ".weight_scale_inv", "F32", (outputs + 127) / 128, (inputs + 127) / 128),
        ],
        "nvfp4" =>
        [
            new(name + ".weight", "U8", outputs, inputs / 2), new(name + ".weight_scale", "F8_E4M3", outputs, inputs / 16),
            new(name + ".weight_scale_2", "F32"), new(name + ".input_scale", "F32"),
        ],
        "nvfp4-packed" =>
        [
            new(name + ".weight_packed", "U8", outputs, inputs / 2), new(name + ".weight_scale", "F8_E4M3", outputs, inputs / 16),
            new(name + ".weight_global_scale", "F32", 1), new(name + ".input_global_scale", "F32", 1),
        ],
        "mxfp4-packed" =>
        [
            new(name + ".weight_packed", "U8", outputs, inputs / 2), new(name + ".weight_scale", "U8", outputs, inputs / 32),
        ],
        "nf4" =>
        [
            new(name + ".weight", "U8", outputs * inputs / 2, 1), new(name + ".weight.absmax", "F32", outputs * inputs / 64),
            new(name + ".weight.quant_map", "F32", 16), new(name + ".weight.quant_state.bitsandbytes__nf4", "U8", 80),
        ],
        "nf4-nested" =>
        [
            new(name + ".weight", "U8", outputs * inputs / 2, 1), new(name + ".weight.absmax", "U8", outputs * inputs / 64),
            new(name + ".weight.quant_map", "F32", 16), new(name + ".weight.nested_absmax", "F32", outputs * inputs / 64 / 256),
            new(name + ".weight.nested_quant_map", "F32", 256), new(name + ".weight.quant_state.bitsandbytes__nf4", "U8", 80),
        ],
        "mlx" =>
        [
            new(name + ".weight", "U32", outputs, inputs / 8), new(name + ".scales", "BF16", outputs, inputs / 64),
            new(name + ".biases", "BF16", outputs, inputs / 64),
        ],
        "llm-int8" =>
        [
            new(name + ".weight", "I8", outputs, inputs), new(name + ".SCB", "F32", outputs), new(name + ".weight_format", "U8"),
        ],
        _ => throw new ArgumentException($"no layout '{layout}'", nameof(layout)),
    };
}
