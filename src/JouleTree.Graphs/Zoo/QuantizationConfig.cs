using JouleTree.Core.Errors;

namespace JouleTree.Graphs.Zoo;

/// <summary>
/// The <c>quantization_config</c> of a config.json as types of numbers: what is narrow, with which scales, and which modules are left
/// out. Methods as Transformers and vLLM read them.
/// </summary>
internal static class QuantizationConfig
{
    private static readonly string[] Methods = ["awq", "compressed-tensors", "fbgemm_fp8", "fp8", "gptq", "modelopt", "mxfp4"];

    /// <summary>Reads one.</summary>
    /// <param name="fields">Its fields.</param>
    /// <exception cref="InputException">Its method, or something that it says, is not known.</exception>
    public static NumberTypes Read(ConfigFields fields)
    {
        ArgumentNullException.ThrowIfNull(fields);
        // ModelOpt's own file (hf_quant_config.json) does not say whose it is.
        string method = fields.Word("quant_method") ?? (fields.Has("quant_algo") ? "modelopt" : null)
            ?? throw fields.Fail("quant_method", $"is missing, expected {string.Join(", ", Methods)}");
        return method switch
        {
            "awq" or "gptq" => Integers(fields),
            "fp8" => EightBits(fields),
            "fbgemm_fp8" => new NumberTypes
            {
                Weights = NumberFormat.Parse("float8"),
                Activations = NumberFormat.Parse("float8"),
                LeftOut = LeftOut(fields, "modules_to_not_convert"),
            },
            "mxfp4" => new NumberTypes { Weights = NumberFormat.Parse("mxfp4"), LeftOut = LeftOut(fields, "modules_to_not_convert") },
            "modelopt" => OfModelOptimizer(fields),
            "compressed-tensors" => OfGroups(fields),
            _ => throw fields.Fail("quant_method", $"is '{method}', expected {string.Join(", ", Methods)}"),
        };
    }

    private static NumberTypes Integers(ConfigFields fields)
    {
        int bits = fields.Size(4, "bits", "w_bit");
        int? group = fields.SignedSize(128, "group_size", "q_group_size");
        // GPTQ's files hold zero points also where all are equal.
        bool zeros = fields.Word("quant_method") == "gptq" || fields.Flag(true, "zero_point");
        NumberFormat weights = Integer(fields, "bits", bits, group, zeros);
        bool isOrdered = fields.Flag(false, "desc_act");
        return new NumberTypes
        {
            // Rows in the order of their importance: a number for each column that says which group it is of.
            Weights = isOrdered ? weights with { ColumnBytes = 4, Name = weights.Name + ":order" } : weights,
            LeftOut = LeftOut(fields, "modules_to_not_convert"),
            Flowing = DataType.Float16,
        };
    }

    private static NumberTypes EightBits(ConfigFields fields)
    {
        fields.OnlyIfGiven("fmt", "e4m3");
        IReadOnlyList<int>? block = fields.Positions(null, "weight_block_size", "rows and columns of a block");
        string scale = fields.Word("scale_fmt") is "ue8m0" ? ":scale=float8" : "";
        if (block is null)
            return new NumberTypes
            {
                Weights = NumberFormat.Parse("float8"),
                Activations = NumberFormat.Parse("float8"),
                LeftOut = LeftOut(fields, "modules_to_not_convert"),
            };
        if (block.Count != 2 || block[0] != block[1] || block[0] < 1)
            throw fields.Fail("weight_block_size", $"is [{string.Join(", ", block)}], expected two equal sizes, such as [128, 128]");
        return new NumberTypes
        {
            Weights = NumberFormat.Parse($"float8:block={block[0]}"),
            Activations = NumberFormat.Parse($"float8:group={block[0]}{scale}"),
            LeftOut = LeftOut(fields, "modules_to_not_convert"),
        };
    }

    private static NumberTypes OfModelOptimizer(ConfigFields fields)
    {
        string algorithm = fields.Text("FP8", "quant_algo", "FP8", "NVFP4");
        string? kept = fields.Word("kv_cache_quant_algo");
        NumberFormat format = NumberFormat.Parse(algorithm == "FP8" ? "float8" : "nvfp4");
        return new NumberTypes
        {
            Weights = format,
            Activations = format,
            Kept = kept is null ? null
                : kept == "FP8" ? NumberFormat.Parse("float8") : throw fields.Fail("kv_cache_quant_algo", $"is '{kept}', expected FP8"),
            LeftOut = LeftOut(fields, fields.Has("exclude_modules") ? "exclude_modules" : "ignore"),
        };
    }

    private static NumberTypes OfGroups(ConfigFields fields)
    {
        ConfigFields groups = fields.Part("config_groups") ?? throw fields.Fail("config_groups", "is missing, expected groups of layers");
        if (groups.Names is not [var first])
            throw fields.Fail("config_groups",
                $"has {groups.Names.Count} groups, expected one: several types of weights are not told apart");
        ConfigFields group = groups.Part(first)!;
        ConfigFields weights = group.Part("weights") ?? throw group.Fail("weights", "is missing, expected a type of weights");
        return new NumberTypes
        {
            Weights = Described(weights, isWeight: true),
            Activations = group.Part("input_activations") is { } activations ? Described(activations, isWeight: false) : null,
            Kept = fields.Part("kv_cache_scheme") is { } kept ? Described(kept, isWeight: false) : null,
            LeftOut = LeftOut(fields, "ignore"),
        };
    }

    /// <summary>A type as compressed-tensors describes it; its scales are of the type that the model flows in, of 16 bits.</summary>
    private static NumberFormat Described(ConfigFields fields, bool isWeight)
    {
        int bits = fields.Size(8, "num_bits");
        string type = fields.Text("int", "type", "int", "float");
        string strategy = fields.Word("strategy") ?? (isWeight ? "tensor" : "token");
        int? size = fields.SignedSize(null, "group_size");
        if (type == "int")
            return Integer(fields, "num_bits", bits, strategy is "group" or "tensor_group" ? size : null, !fields.Flag(true, "symmetric"));
        return (bits, strategy) switch
        {
            (8, "block") when fields.Positions(null, "block_structure", "rows and columns of a block") is [var side, var other]
                && side == other && side > 0 => NumberFormat.Parse($"float8:block={side}:scale=bfloat16"),
            (8, "group") when size is { } group => NumberFormat.Parse($"float8:group={group}:scale=bfloat16"),
            (8, "tensor" or "channel" or "token") => NumberFormat.Parse("float8:scale=bfloat16"),
            (4, _) when size is 16 => NumberFormat.Parse("nvfp4"),
            (4, _) when size is 32 => NumberFormat.Parse("mxfp4"),
            _ => throw fields.Fail("num_bits", $"is {bits} of type float by {strategy}, which is not known"),
        };
    }

    private static NumberFormat Integer(ConfigFields fields, string name, int bits, int? group, bool zeros)
    {
        if (bits is not (4 or 8))
            throw fields.Fail(name, $"is {bits}, expected 4 or 8");
        return NumberFormat.Parse($"int{bits}{(group is { } size ? $":group={size}" : "")}{(zeros ? ":zeros" : "")}");
    }

    private static IReadOnlyList<string>? LeftOut(ConfigFields fields, string name) =>
        fields.AllTexts(name) is { } names ? [.. names, "lm_head"] : null;
}
