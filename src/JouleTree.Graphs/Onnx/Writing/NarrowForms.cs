using System.Numerics;
using JouleTree.Core.Errors;
using JouleTree.Graphs.Onnx.Format;

namespace JouleTree.Graphs.Onnx.Writing;

/// <summary>How linear layers with weights of 8 bits and fewer are written, in the three forms that ONNX Runtime computes.</summary>
/// <remarks>
/// Groups of a row that share a scale: <c>MatMulNBits</c> (ONNX Runtime's contrib operators). A scale a row: numbers of 8 bits made whole
/// again before the product (<c>DequantizeLinear</c>, the QDQ form). Activations of 8 bits as well: <c>DynamicQuantizeLinear</c> and
/// <c>MatMulInteger</c>, as ONNX Runtime's dynamic quantisation writes them (the QOperator form), with one scale for all activations of a
/// layer.
/// </remarks>
internal static class NarrowForms
{
    private const int SmallestGroup = 16;
    private const int LargestGroup = 256;

    // Standard deviations of numbers that take all their values alike: 255 of 8 bits, 16 of 4.
    private const double SpreadOf8 = 73.6;
    private const double SpreadOf4 = 4.61;

    /// <summary>Refuses types that no kernel computes with.</summary>
    /// <param name="graph">A graph of several types, or of narrow ones.</param>
    /// <exception cref="InputException">Its types cannot be run.</exception>
    public static void Check(Graph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ResolvedTypes types = graph.Types!;
        if (Refusal(types) is { } reason)
        {
            throw new InputException(new InputPlace(Argument: nameof(Workload.Numbers)),
                $"`{nameof(Workload.Numbers)}` of {types} are for counting, not for running: {reason}; what is written or run has one "
                + "type, or weights of int8 or of int4:group=32 with activations of float32 or float16, or both of int8");
        }

        if (!graph.Operators.Any(op => op.Inputs.Any(input => input is { Role: TensorRole.Parameter, Format.IsWide: false })))
        {
            throw new InputException(new InputPlace(Argument: nameof(Workload.Numbers)),
                $"`{nameof(Workload.Numbers)}` of {types} change nothing in {graph.ModelName}: narrow weights are those of linear layers "
                + "within a model's layers, and it has none");
        }

        if (graph.Operators.FirstOrDefault(op => IsOfNoForm(op, types)) is { } other)
        {
            throw new InputException(new InputPlace(Node: other.Scope.Path, Argument: nameof(Workload.Numbers)),
                $"`{nameof(Workload.Numbers)}` of {types} are for counting here, not for running: {other.Type} has no narrow form that is "
                + "written; run this model in float32 or float16");
        }
    }

    /// <summary>x · w + bias with a narrow w.</summary>
    public static string Linear(Operator op, NumberFormat format, LoweringContext to)
    {
        TensorShape weight = op.Inputs[1].Shape!;
        (long outputs, long inputs) = op.Type == "Conv1D" ? (weight[1], weight[0]) : (weight[0], weight[1]);
        double bound = 1 / Math.Sqrt((inputs + outputs) / 2.0);
        string product = op.Inputs[0].Format is { IsWide: false } || op.Inputs[0].Type == DataType.Int8
            ? Integers(outputs, inputs, bound, to)
            : format.BlockColumns > 0
            ? Blocks(op, format, outputs, inputs, bound, to)
            : Whole(format, outputs, inputs, bound, to);
        return op.Inputs.Count > 2 ? to.Node("Add", [to.Input(2), product]) : product;
    }

    /// <summary>Activations of 8 bits, with a scale and a zero point for all of them.</summary>
    public static string Quantize(LoweringContext to)
    {
        string[] made = to.Node("DynamicQuantizeLinear", 3, [to.Input(0)]);
        to.Quantize(new QuantizedValue(made[0], made[1], made[2]));
        return made[0];
    }

    private static string? Refusal(ResolvedTypes types)
    {
        NumberFormat weights = types.Weights;
        if (types.AreOfFiles)
            return "they are those of files, whose values are not read";
        if (types.Flowing is not (DataType.Float32 or DataType.Float16))
            return $"processors have no kernels of {types.Flowing.ToName()}";
        if (types.Kept.Value != types.Flowing)
            return "kept keys are of another type than what flows";
        if (weights is not { Value: DataType.Int8 or DataType.Int4, BlockRows: 1, MatrixBytes: 0, ColumnBytes: 0 })
            return $"no kernel multiplies by {weights}";
        if (!types.Activations.IsWide)
        {
            return types is { Activations: { Value: DataType.Int8, BlockColumns: 0, HasZeros: false }, Flowing: DataType.Float32 }
                && weights is { Value: DataType.Int8, BlockColumns: 0, HasZeros: false }
                ? null
                : $"the kernel of narrow activations takes both of int8 with a scale a row, and float32 around";
        }

        if (types.Activations.Value != types.Flowing)
            return "activations are of another type than what flows";
        if (weights.BlockColumns == 0)
        {
            return weights.Value == DataType.Int8 && types.Flowing == DataType.Float32
                ? null
                : $"{weights} without groups has a form for int8 and float32 alone: say int4:group=32 or int8:group=32";
        }

        return weights.BlockColumns is >= SmallestGroup and <= LargestGroup && BitOperations.IsPow2(weights.BlockColumns)
            ? null
            : $"groups are of {SmallestGroup}, 32, 64, 128 or {LargestGroup} values";
    }

    // Experts and views of weights are written in ways of their own.
    private static bool IsOfNoForm(Operator op, ResolvedTypes types) => op.Type switch
    {
        "Linear" or "Conv1D" => op.Inputs[1] is { Format.IsWide: false } and { Part: not null },
        "Quantize" => op.Outputs[0].Type != DataType.Int8 || types.Activations.IsWide,
        "Dequantize" => true,
        _ => op.Inputs.Any(input => input.Role == TensorRole.Parameter && input.Format is { IsWide: false }),
    };

    private static string Blocks(Operator op, NumberFormat format, long outputs, long inputs, double bound, LoweringContext to)
    {
        int bits = format.Bits;
        int group = format.BlockColumns;
        long blocks = (inputs + group - 1) / group;
        string values = to.Part(1, "quantized", DataType.UInt8, new TensorShape(outputs, blocks, group * bits / 8), TensorFill.Random);
        string scales = to.Part(1, "scales", op.Inputs[0].Type, new TensorShape(outputs, blocks), TensorFill.Scales, bound / Spread(bits));
        string[] zeros = format.HasZeros
            ? [to.Part(1, "zero_points", DataType.UInt8, new TensorShape(outputs, ((blocks * bits) + 7) / 8), TensorFill.Random)]
            : [];
        return to.ContribNode("MatMulNBits", [to.Input(0), values, scales, .. zeros], new OnnxAttribute("K", inputs),
            new OnnxAttribute("N", outputs), new OnnxAttribute("bits", (long)bits), new OnnxAttribute("block_size", (long)group));
    }

    private static string Whole(NumberFormat format, long outputs, long inputs, double bound, LoweringContext to)
    {
        string values = to.Part(1, "quantized", DataType.Int8, new TensorShape(inputs, outputs), TensorFill.Random);
        string scales = to.Part(1, "scales", DataType.Float32, new TensorShape(outputs), TensorFill.Scales, bound / SpreadOf8);
        string[] zeros = format.HasZeros
            ? [to.Part(1, "zero_points", DataType.Int8, new TensorShape(outputs), TensorFill.Zeros)]
            : [];
        return to.Node("MatMul", [to.Input(0), to.Node("DequantizeLinear", [values, scales, .. zeros], new OnnxAttribute("axis", 1L))]);
    }

    private static string Integers(long outputs, long inputs, double bound, LoweringContext to)
    {
        QuantizedValue given = to.Quantized(0);
        string values = to.Part(1, "quantized", DataType.Int8, new TensorShape(inputs, outputs), TensorFill.Random);
        string scales = to.Part(1, "scales", DataType.Float32, new TensorShape(outputs), TensorFill.Scales, bound / SpreadOf8);
        string sum = to.Node("MatMulInteger", [given.Name, values, given.Zero]);
        string whole = to.Node("Cast", [sum], new OnnxAttribute("to", (long)DataType.Float32));
        return to.Node("Mul", [whole, to.Node("Mul", [given.Scale, scales])]);
    }

    private static double Spread(int bits) => bits == 8 ? SpreadOf8 : SpreadOf4;
}

/// <summary>A value of 8 bits, and the values that turn it back into numbers.</summary>
/// <param name="Name">Name of the value.</param>
/// <param name="Scale">Name of its scale.</param>
/// <param name="Zero">Name of its zero point.</param>
internal sealed record QuantizedValue(string Name, string Scale, string Zero);
