using JouleTree.Graphs;
using JouleTree.TorchSharp.Passes;

namespace JouleTree.TorchSharp.Rules;

/// <summary>Windows that slide: convolutions, pooling, resampling.</summary>
internal static class WindowRules
{
    /// <summary>The operators of a function with windows; null for any other.</summary>
    public static IReadOnlyList<OperatorDraft>? Of(FunctionCall call, TensorMaker make) => call.Name switch
    {
        "conv1d" or "conv2d" or "conv3d" => Convolution(call, make, isTransposed: false),
        "conv_transpose1d" or "conv_transpose2d" or "conv_transpose3d" => Convolution(call, make, isTransposed: true),
        "convolution" or "_convolution" => Convolution(call, make, call.IntegerAt(6) == 1),
        "max_pool1d" or "max_pool1d_with_indices" or "max_pool2d" or "max_pool2d_with_indices" or "max_pool3d"
            or "max_pool3d_with_indices" => Pooling("MaxPool", call, make),
        "fractional_max_pool2d" or "fractional_max_pool3d" => Pooling("MaxPool", call, make),
        "avg_pool1d" or "avg_pool2d" or "avg_pool3d" => Pooling("AvgPool", call, make),
        _ when call.Name.StartsWith("upsample_", StringComparison.Ordinal) => [Resampling(call, make)],
        "grid_sampler" => [FunctionRules.Simple("GridSample", call, make, ("mode", call.IntegerAt(2) == 0 ? "linear" : "nearest"),
            ("dimensions", (long)(call.TensorAt(0)!.Shape.Rank - 2)))],
        _ => null,
    };

    // (input, weight, bias, stride, padding, dilation, ...): padding may also be a word, and is left out then.
    private static IReadOnlyList<OperatorDraft>? Convolution(FunctionCall call, TensorMaker make, bool isTransposed)
    {
        if (call.TensorAt(0) is not { } x || call.TensorAt(1) is not { } weight || weight.Shape.Rank < 3)
            return null;
        int dimensions = weight.Shape.Rank - 2;
        // One image without a batch is a batch of one.
        bool isAlone = x.Shape.Rank == weight.Shape.Rank - 1;
        List<Tensor> inputs = [make.Read(x, isAlone ? new TensorShape([1, .. x.Shape]) : null), make.Read(weight)];
        if (call.TensorAt(2) is { } bias)
            inputs.Add(make.Read(bias));
        long channels = inputs[0].Shape![1];
        long groups = isTransposed ? call.IntegerAt(call.Name.StartsWith("conv_", StringComparison.Ordinal) ? 6 : 8) ?? 1
            : weight.Shape[1] == 0 ? 1 : channels / weight.Shape[1];
        List<(string, object)> attributes = [("kernel_shape", weight.Shape[2..].ToArray()), ("group", groups)];
        Add(attributes, "strides", call.IntegersAt(3), dimensions);
        Add(attributes, "pads", Doubled(call.IntegersAt(4), dimensions), 2 * dimensions);
        Add(attributes, "dilations", call.IntegersAt(5), dimensions);
        Tensor[] outputs = [.. call.OutputTensors.Select(made => make.Make(made, isAlone ? new TensorShape([1, .. made.Shape]) : null))];
        return [new OperatorDraft($"Conv{(isTransposed ? "Transpose" : "")}{dimensions}d", inputs, outputs,
            new OperatorAttributes([.. attributes]))];
    }

    private static IReadOnlyList<OperatorDraft>? Pooling(string kind, FunctionCall call, TensorMaker make)
    {
        int dimensions = call.Name[call.Name.IndexOf("pool", StringComparison.Ordinal) + "pool".Length] - '0';
        List<(string, object)> attributes = [];
        Add(attributes, "kernel_shape", call.IntegersAt(1), dimensions);
        if (attributes.Count == 0)
            return null;
        Add(attributes, "strides", call.IntegersAt(2), dimensions);
        Add(attributes, "pads", Doubled(call.IntegersAt(3), dimensions), 2 * dimensions);
        return [new OperatorDraft($"{kind}{dimensions}d", make.ReadAll(call.InputTensors.Take(1)),
            make.MakeAll(call.OutputTensors.Take(1)), new OperatorAttributes([.. attributes]))];
    }

    private static OperatorDraft Resampling(FunctionCall call, TensorMaker make) => FunctionRules.Simple("Resize", call, make,
        ("mode", call.Name.Contains("bicubic", StringComparison.Ordinal) ? "cubic"
            : call.Name.Contains("linear", StringComparison.Ordinal) ? "linear" : "nearest"),
        ("dimensions", (long)(call.TensorAt(0)!.Shape.Rank - 2)));

    // One number stands for all dimensions.
    private static void Add(List<(string, object)> attributes, string name, long[]? values, int count)
    {
        if (values is { Length: > 0 })
            attributes.Add((name, values.Length == count ? values : [.. Enumerable.Repeat(values[0], count)]));
    }

    private static long[]? Doubled(long[]? values, int dimensions) => values switch
    {
        null or [] => null,
        [long one] => [.. Enumerable.Repeat(one, 2 * dimensions)],
        _ => [.. values, .. values],
    };
}
