using JouleTree.Testing;

namespace JouleTree.Cli.Tests.Approvals;

/// <summary>
/// A small Llama in folders: as it is trained, quantised, with a configuration of another size, and without one of its files.
/// </summary>
internal static class ModelInputs
{
    /// <summary>Writes them.</summary>
    /// <param name="folder">Where.</param>
    public static void WriteTo(TemporaryFolder folder)
    {
        const string config = """
            {"model_type": "llama", "hidden_size": 256, "intermediate_size": 512, "num_hidden_layers": 1, "num_attention_heads": 4,
             "num_key_value_heads": 2, "vocab_size": 100, "max_position_embeddings": 512, "torch_dtype": "float16"QUANTIZED}
            """;
        const string quantized = """, "quantization_config": {"quant_method": "awq", "bits": 4, "group_size": 128, "zero_point": true}""";
        string plain = config.Replace("QUANTIZED", "", StringComparison.Ordinal);
        Write("tiny-plain/config.json", plain);
        WeightFiles.Write(folder.File("tiny-plain/model.safetensors"), Llama(isQuantized: false));
        Write("tiny-awq/config.json", config.Replace("QUANTIZED", quantized, StringComparison.Ordinal));
        WeightFiles.Write(folder.File("tiny-awq/model.safetensors"), Llama(isQuantized: true));
        Write("tiny-other/config.json", plain.Replace("size\": 512", "size\": 500", StringComparison.Ordinal));
        WeightFiles.Write(folder.File("tiny-other/model.safetensors"), Llama(isQuantized: false));
        Write("tiny-shards/config.json", plain);
        WeightFiles.WriteShards(
            folder.File("tiny-shards"), [[.. Llama(isQuantized: false).Take(5)], [.. Llama(isQuantized: false).Skip(5)]]);
        File.Delete(folder.File("tiny-shards/model-00002-of-00002.safetensors"));

        void Write(string name, string text)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(folder.File(name))!);
            folder.Write(name, text);
        }
    }

    private static IEnumerable<WeightFiles.Item> Llama(bool isQuantized)
    {
        yield return new("model.embed_tokens.weight", "F16", 100, 256);
        yield return new("model.norm.weight", "F16", 256);
        yield return new("lm_head.weight", "F16", 100, 256);
        yield return new("model.layers.0.input_layernorm.weight", "F16", 256);
        yield return new("model.layers.0.post_attention_layernorm.weight", "F16", 256);
        foreach ((string name, long outputs, long inputs) in ((string, long, long)[])
            [
                ("self_attn.q_proj", 256, 256), ("self_attn.k_proj", 128, 256), ("self_attn.v_proj", 128, 256),
                ("self_attn.o_proj", 256, 256), ("mlp.gate_proj", 512, 256), ("mlp.up_proj", 512, 256), ("mlp.down_proj", 256, 512),
            ])
        {
            string module = $"model.layers.0.{name}.";
            if (!isQuantized)
            {
                yield return new(module + "weight", "F16", outputs, inputs);
                continue;
            }

            yield return new(module + "qweight", "I32", inputs, outputs / 8);
            yield return new(module + "qzeros", "I32", inputs / 128, outputs / 8);
            yield return new(module + "scales", "F16", inputs / 128, outputs);
        }
    }
}
