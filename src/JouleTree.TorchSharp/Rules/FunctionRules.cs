using JouleTree.Graphs;
using JouleTree.TorchSharp.Dispatch;
using JouleTree.TorchSharp.Passes;

namespace JouleTree.TorchSharp.Rules;

/// <summary>
/// Which operators of the counting rules libtorch's functions are. Those that are known to be nothing but others are looked into. Any
/// that is neither is an operator of its own name, which is listed as not counted, beside what is seen to be done within it. Views
/// and what only makes room cost nothing.
/// </summary>
internal static class FunctionRules
{
    /// <summary>Functions that count as they are: their tensors are the operator's, in order.</summary>
    private static readonly Dictionary<string, string> Plain = Named(
        ("Add", "add add_ __iadd__ __add__ _foreach_add"), ("Sub", "sub sub_ rsub subtract"), ("Mul", "mul mul_ multiply"),
        ("Div", "div div_ divide true_divide floor_divide"), ("Pow", "pow pow_ square square_ float_power"), ("Neg", "neg neg_ negative"),
        ("Abs", "abs abs_"), ("Sqrt", "sqrt sqrt_"), ("Reciprocal", "rsqrt rsqrt_ reciprocal reciprocal_"), ("Exp", "exp exp_ exp2"),
        ("Log", "log log_ log2 log10 log1p log1p_ log2_ log10_"), ("Erf", "erf erf_ erfc"), ("Sin", "sin sin_"), ("Cos", "cos cos_"),
        ("Floor", "floor floor_"), ("Ceil", "ceil"), ("Round", "round"), ("Sign", "sign sgn"), ("Min", "minimum fmin"),
        ("Max", "maximum fmax"),
        ("Clip", "clamp clamp_ clamp_min clamp_max clamp_min_ clamp_max_ hardtanh hardtanh_"), ("Mod", "remainder fmod"), ("Tan", "tan"),
        ("Atan", "atan atan2"), ("Tanh", "tanh tanh_"), ("Sigmoid", "sigmoid sigmoid_"), ("ReLU", "relu relu_"),
        ("ReLU6", "relu6 relu6_"),
        ("SiLU", "silu silu_"), ("LeakyReLU", "leaky_relu leaky_relu_ rrelu rrelu_"), ("HardSigmoid", "hardsigmoid hardsigmoid_"),
        ("HardSwish", "hardswish hardswish_"), ("Softplus", "softplus log_sigmoid"), ("Elu", "elu elu_"), ("Selu", "selu selu_"),
        ("Celu", "celu celu_"), ("Mish", "mish mish_"), ("PReLU", "prelu _prelu_kernel"), ("Shrink", "hardshrink softshrink"),
        ("ThresholdedReLU", "threshold threshold_"), ("SwiGLU", "glu"), ("Softmax", "softmax _softmax _safe_softmax"),
        ("LogSoftmax", "log_softmax _log_softmax"), ("LayerNorm", "layer_norm native_layer_norm"), ("RMSNorm", "rms_norm"),
        ("GroupNorm", "group_norm native_group_norm"), ("InstanceNorm", "instance_norm"), ("Equal", "eq eq_"), ("NotEqual", "ne"),
        ("Less", "lt"), ("Greater", "gt"), ("LessOrEqual", "le"), ("GreaterOrEqual", "ge"),
        ("Not", "logical_not bitwise_not logical_not_"), ("And", "logical_and bitwise_and __and__"),
        ("Or", "logical_or bitwise_or __or__"),
        ("Xor", "logical_xor bitwise_xor"), ("IsNaN", "isnan"), ("IsInf", "isinf"), ("Where", "where _s_where masked_fill masked_fill_"),
        ("CumSum", "cumsum cumsum_"), ("CumProd", "cumprod"), ("ReduceSum", "sum nansum all any count_nonzero"), ("ReduceMean", "mean"),
        ("ReduceMax", "max amax adaptive_max_pool1d adaptive_max_pool2d adaptive_max_pool3d"), ("ReduceMin", "min amin"),
        ("ArgMax", "argmax"), ("ArgMin", "argmin"), ("ReduceProd", "prod"),
        ("ReduceL2", "norm linalg_vector_norm std var std_mean var_mean"),
        ("ReduceLogSumExp", "logsumexp"), ("Concat", "cat concat concatenate stack"),
        ("Transpose", "clone copy_ contiguous roll flip channel_shuffle native_channel_shuffle _reshape_copy"),
        ("Cast", "_to_copy"), ("Tile", "repeat tile repeat_interleave"), ("GatherElements", "gather take_along_dim"),
        ("Gather", "index_select index take"), ("ScatterElements", "scatter scatter_ scatter_add scatter_add_ index_add index_add_"),
        ("ScatterND", "index_put index_put_ _index_put_impl_ index_copy index_copy_ masked_scatter masked_scatter_"),
        ("Pad", "pad _pad_enum constant_pad_nd reflection_pad1d reflection_pad2d reflection_pad3d "
            + "replication_pad1d replication_pad2d replication_pad3d"),
        ("Trilu", "tril tril_ triu triu_"), ("Range", "arange linspace"), ("EyeLike", "eye"), ("OneHot", "one_hot"),
        ("ConstantOfShape", "zeros ones full zeros_like ones_like full_like fill_ zero_ zero new_zeros new_ones new_full scalar_tensor"),
        ("RandomUniform", "rand rand_like uniform_ randint random_"), ("RandomNormal", "randn randn_like normal_"),
        ("Bernoulli", "bernoulli bernoulli_"), ("DepthToSpace", "pixel_shuffle"), ("SpaceToDepth", "pixel_unshuffle im2col"),
        ("Col2Im", "col2im"), ("MaxUnpool", "max_unpool2d max_unpool3d"), ("NonZero", "nonzero nonzero_numpy"),
        ("MatMul", "mm bmm matmul mv dot vdot inner outer ger"), ("Linear", "linear"), ("Embedding", "embedding"),
        ("AdaptiveAvgPool2d", "adaptive_avg_pool2d _adaptive_avg_pool2d"), ("ReduceMean", "adaptive_avg_pool1d adaptive_avg_pool3d"));

    /// <summary>Functions that compute and move nothing.</summary>
    private static readonly HashSet<string> Free =
    [
        .. ("empty empty_like empty_strided new_empty new_empty_strided as_strided view view_as _unsafe_view t transpose transpose_ "
            + "permute unsqueeze unsqueeze_ squeeze squeeze_ expand expand_as select slice narrow split split_with_sizes chunk unbind "
            + "unfold detach detach_ alias resolve_conj resolve_neg lift_fresh is_same_size size numel set_ resize_ resize_as_ item "
            + "_local_scalar_dense is_nonzero requires_grad_ cudnn_is_acceptable result_type set_data movedim swapaxes swapdims "
            + "broadcast_tensors broadcast_to diagonal real imag _has_compatible_shallow_copy_type _reshape_alias stride "
            + "is_floating_point is_complex mT numpy_T "
            + "tensor_split hsplit vsplit lift _version _conj conj is_pinned retain_grad output_nr unflatten "
            + "_use_cudnn_rnn_flatten_weight _unsafe_split unsafe_chunk unsafe_split _nested_tensor_size").Split(' '),
    ];

    /// <summary>Functions that are nothing but those within them.</summary>
    private static readonly HashSet<string> Composed =
    [
        .. ("reshape reshape_as flatten to type_as dropout dropout_ feature_dropout alpha_dropout feature_alpha_dropout "
            + "native_dropout einsum bilinear _trilinear tensordot chain_matmul linalg_multi_dot multi_dot "
            + "scaled_dot_product_attention matmul addmm "
            + "lstm gru rnn_tanh rnn_relu gru_cell lstm_cell rnn_tanh_cell rnn_relu_cell cosine_similarity pairwise_distance l1_loss "
            + "cosine_embedding_loss hinge_embedding_loss margin_ranking_loss triplet_margin_loss poisson_nll_loss kl_div "
            + "gaussian_nll_loss cross_entropy_loss nll_loss nll_loss2d nll_loss_nd multilabel_soft_margin_loss soft_margin_loss "
            + "binary_cross_entropy_with_logits local_response_norm silu_and_mul meshgrid atleast_1d atleast_2d vstack hstack dstack "
            + "column_stack block_diag cartesian_prod triu_indices tril_indices multi_head_attention_forward "
            + "_transformer_encoder_layer_fwd pad_sequence normalize std_mean frobenius_norm nuclear_norm index_fill masked_select "
            + "embedding_bag _embedding_bag lp_pool1d lp_pool2d adaptive_avg_pool1d max_pool1d selu upsample_nearest interpolate "
            + "promote_types ctc_loss_none __lshift__ is_nonzero and_ or_ log_sigmoid_forward tensor").Split(' '),
    ];

    /// <summary>Functions whose operators need more than their tensors.</summary>
    private static readonly Dictionary<string, Func<FunctionCall, TensorMaker, IReadOnlyList<OperatorDraft>?>> Special =
        new(StringComparer.Ordinal)
        {
            ["addmm"] = (call, make) => Product(call, make, 1, 2),
            ["addmm_"] = (call, make) => Product(call, make, 1, 2),
            ["addbmm"] = (call, make) => Product(call, make, 1, 2),
            ["baddbmm"] = (call, make) => Product(call, make, 1, 2),
            ["addmv"] = (call, make) => Product(call, make, 1, 2),
            ["mm"] = (call, make) => Product(call, make, 0, 1),
            ["matmul"] = (call, make) => Product(call, make, 0, 1),
            ["gelu"] = (call, make) => [Simple(IsTanh(call) ? "NewGELU" : "GELU", call, make)],
            ["gelu_"] = (call, make) => [Simple(IsTanh(call) ? "NewGELU" : "GELU", call, make)],
            ["embedding"] = (call, make) => call is { Inputs: [TorchTensor table, TorchTensor ids, ..] }
                ? [new OperatorDraft("Embedding", [make.Read(ids), make.Read(table)], make.MakeAll(call.OutputTensors))]
                : null,
            ["einsum"] = ProductRules.Einsum,
            ["bilinear"] = ProductRules.Bilinear,
            ["scaled_dot_product_attention"] = ProductRules.Attention,
            ["batch_norm"] = (call, make) => [Simple(BatchNormOf(call), call, make)],
            ["native_batch_norm"] = (call, make) => [Simple(BatchNormOf(call), call, make)],
            ["_batch_norm_impl_index"] = (call, make) => [Simple(BatchNormOf(call), call, make)],
            ["lstm"] = RecurrentRules.Layers,
            ["gru"] = RecurrentRules.Layers,
            ["rnn_tanh"] = RecurrentRules.Layers,
            ["rnn_relu"] = RecurrentRules.Layers,
            ["mse_loss"] = (call, make) => Squared(call, make),
            ["nll_loss"] = (call, make) => [Simple("NegativeLogLikelihoodLoss", call, make)],
            ["nll_loss_nd"] = (call, make) => [Simple("NegativeLogLikelihoodLoss", call, make)],
            ["nll_loss2d"] = (call, make) => [Simple("NegativeLogLikelihoodLoss", call, make)],
            ["nll_loss_forward"] = (call, make) => [Simple("NegativeLogLikelihoodLoss", call, make)],
            ["equal"] = (call, make) => call.TensorAt(0) is { } x
                ? [new OperatorDraft("Equal", make.ReadAll(call.InputTensors), [make.Make(x with { Type = DataType.Bool })])]
                : null,
            ["topk"] = (call, make) => [Simple("TopK", call, make, ("k", call.IntegerAt(1) ?? 1))],
        };

    /// <summary>The operators of a function: several where it is several, none where it costs nothing.</summary>
    /// <param name="call">The function.</param>
    /// <param name="make">Makes tensors.</param>
    /// <returns>The operators, or null where only what is done within it tells.</returns>
    public static IReadOnlyList<OperatorDraft>? Of(FunctionCall call, TensorMaker make)
    {
        string name = Usual(call.Name);
        if (Free.Contains(name))
            return [];
        if (Special.TryGetValue(name, out Func<FunctionCall, TensorMaker, IReadOnlyList<OperatorDraft>?>? special))
            return special(call, make);
        if (WindowRules.Of(call, make) is { } windows)
            return windows;
        if (!Plain.TryGetValue(name, out string? type) || !call.OutputTensors.Any())
            return Composed.Contains(name) ? null : [Simple(call.Name, call, make)];
        // To contiguous numbers that are, and to the type that they have: what is given back is what was given.
        return call.Name == "contiguous" && call.Inner.Count == 0 ? [] : [Simple(type, call, make)];
    }

    /// <summary>
    /// True for a function that is an operator of its own name because nothing here knows it: what is done within it counts too.
    /// </summary>
    /// <param name="call">The function.</param>
    /// <param name="draft">An operator of it.</param>
    public static bool IsUnknown(FunctionCall call, OperatorDraft draft) => draft.Type == call.Name;

    // Those of torch.special are others under a second name.
    private static string Usual(string name) =>
        name.StartsWith("special_", StringComparison.Ordinal) ? name["special_".Length..] : name;

    /// <summary>An operator whose tensors are the function's.</summary>
    public static OperatorDraft Simple(
        string type, FunctionCall call, TensorMaker make, params (string Name, object Value)[] attributes) => new(
        type, make.ReadAll(call.InputTensors), make.MakeAll(call.OutputTensors),
        attributes.Length == 0 ? null : new OperatorAttributes(attributes));

    // A product with a weight is a linear layer: of one that is stored as it is multiplied, the GPTs' Conv1D.
    private static IReadOnlyList<OperatorDraft>? Product(FunctionCall call, TensorMaker make, int left, int right)
    {
        if (call.TensorAt(left) is not { } x || call.TensorAt(right) is not { } y || call.OutputTensors.FirstOrDefault() is not { } made)
            return null;
        TorchTensor? bias = left > 0 ? call.TensorAt(0) : null;
        bool isDense = make.Weights.OwnerOf(y) is not null && y.Shape.Rank == 2 && x.Shape.Rank >= 1;
        if (!isDense)
        {
            OperatorDraft product = new("MatMul", make.ReadAll([x, y]), [make.Make(made)]);
            return bias is null ? [product] : [product, new OperatorDraft("Add", [make.Read(bias)], [make.Make(made)])];
        }

        Tensor weight = make.Read(y, y.IsTurned ? new TensorShape(y.Shape[1], y.Shape[0]) : null);
        Tensor[] inputs = bias is null ? [make.Read(x), weight] : [make.Read(x), weight, make.Read(bias)];
        return [new OperatorDraft(y.IsTurned ? "Linear" : "Conv1D", inputs, [make.Make(made)])];
    }

    // Subtracted and squared, and added up unless each is asked for.
    private static OperatorDraft[]? Squared(FunctionCall call, TensorMaker make)
    {
        if (call.TensorAt(0) is not { } x || call.OutputTensors.FirstOrDefault() is not { } made)
            return null;
        Tensor difference = make.Make(x);
        OperatorDraft[] steps = [new("Sub", make.ReadAll(call.InputTensors), [difference]), new("Mul", [difference], [make.Make(x)])];
        return made.Shape.Equals(x.Shape) ? steps : [.. steps, new OperatorDraft("ReduceMean", [difference], [make.Make(made)])];
    }

    private static bool IsTanh(FunctionCall call) => call.Inputs.OfType<TorchText>().Any(text => text.Value == "tanh");

    private static string BatchNormOf(FunctionCall call) => call.TensorAt(0)?.Shape.Rank switch
    {
        5 => "BatchNorm3d",
        4 => "BatchNorm2d",
        _ => "BatchNorm1d",
    };

    private static Dictionary<string, string> Named(params (string Type, string Names)[] entries)
    {
        Dictionary<string, string> byName = new(StringComparer.Ordinal);
        foreach ((string type, string names) in entries)
        {
            foreach (string name in names.Split(' '))
                byName[name] = type;
        }

        return byName;
    }
}
