using JouleTree.Core.Errors;
using JouleTree.Graphs.Onnx.Format;

namespace JouleTree.Graphs.Onnx.Writing;

/// <summary>How each operator type is written as ONNX nodes (operator set 17), decomposed as PyTorch's exporter does.</summary>
internal static class OnnxForms
{
    /// <summary>Writes an operator.</summary>
    /// <param name="op">The operator.</param>
    /// <param name="to">Where to write.</param>
    /// <returns>Names of the values that stand for its outputs.</returns>
    public static IReadOnlyList<string> Write(Operator op, LoweringContext to) => op.Type switch
    {
        "Linear" or "Conv1D" when op.Inputs[1].Format is { IsWide: false } format => [NarrowForms.Linear(op, format, to)],
        "Quantize" => [NarrowForms.Quantize(to)],
        "Linear" => [Linear(op, to)],
        "Conv1D" => [Conv1D(op, to)],
        "Embedding" => [to.Node("Gather", [to.Input(1), to.Input(0)])],
        "LayerNorm" => [to.Node("LayerNormalization", to.Inputs(), Copy(op, "axis", "epsilon"))],
        "BatchNorm1d" or "BatchNorm2d" or "BatchNorm3d" => [to.Node("BatchNormalization", to.Inputs(), Copy(op, "epsilon"))],
        "Conv1d" or "Conv2d" or "Conv3d" =>
            [to.Node("Conv", to.Inputs(), Copy(op, "dilations", "group", "kernel_shape", "pads", "strides"))],
        "MaxPool2d" => [to.Node("MaxPool", to.Inputs(), Copy(op, "ceil_mode", "kernel_shape", "pads", "strides"))],
        "AvgPool2d" => [to.Node("AveragePool", to.Inputs(), Copy(op, "ceil_mode", "kernel_shape", "pads", "strides"))],
        "AdaptiveAvgPool2d" => [AdaptivePool(op, to)],
        "Softmax" or "LogSoftmax" or "Transpose" or "Concat" or "Cast" => [to.Node(op.Type, to.Inputs(), Copy(op, "axis", "perm", "to"))],
        "Reshape" or "Unsqueeze" or "Squeeze" => [to.Node("Reshape", [to.Input(0), to.Integers(op.Attributes.Integers("shape")!)])],
        "Flatten" => [to.Node("Flatten", to.Inputs(), Copy(op, "axis"))],
        "Split" => Split(op, to),
        "Select" => [to.Node("Gather", [to.Input(0), to.Scalar(op.Attributes.Integer("index")!.Value, DataType.Int64)], Copy(op, "axis"))],
        "RMSNorm" => [RmsNorm(op, to)],
        "Einsum" => [to.Node("Einsum", to.Inputs(), Copy(op, "equation"))],
        "Expand" => [to.Node("Expand", [to.Input(0), to.Integers(op.Attributes.Integers("shape")!)])],
        "Gather" or "GatherElements" => [to.Node(op.Type, to.Inputs(), Copy(op, "axis"))],
        "TopK" => to.Node("TopK", 2, [to.Input(0), to.Integers([op.Attributes.Integer("k")!.Value])]),
        "ReduceSum" or "ReduceMax" => [Reduction(op, to)],
        "Experts" => [OnnxExperts.Write(op, to)],
        "Slice" => [Slice(op, to)],
        "OneHot" => [to.Node("OneHot", [to.Input(0), to.Scalar(op.Attributes.Integer("depth")!.Value, DataType.Int64), to.Pair(0, 1)])],
        "CumSum" => [to.Node("CumSum", [to.Input(0), to.Scalar(op.Attributes.Integer("axis")!.Value, DataType.Int64)])],
        "NotEqual" => [to.Node("Not", [to.Node("Equal", Operands(op, to))])],
        "Where" => [to.Node("Where", [to.Input(0), .. Operands(op, to, 1)])],
        "StateSpaceScan" => OnnxStateSpace.Write(op, to),
        "Dropout" => [to.Input(0)],
        "Add" or "Sub" or "Mul" or "Div" or "Pow" or "Min" or "Max" or "Equal" or "Less" or "Greater" or "LessOrEqual" or "GreaterOrEqual"
            => [to.Node(op.Type, Operands(op, to))],
        // Angles have no bfloat16 in ONNX, and exporters compute them in float32 anyway.
        "Sin" or "Cos" when op.Inputs[0].Type == DataType.BFloat16 =>
            [Cast(to.Node(op.Type, [Cast(to.Input(0), DataType.Float32, to)]), DataType.BFloat16, to)],
        "MatMul" or "Neg" or "Abs" or "Sqrt" or "Exp" or "Log" or "Erf" or "Reciprocal" or "Sin" or "Cos" or "Floor" or "Identity"
            => [to.Node(op.Type, to.Inputs())],
        _ => [OnnxActivations.Write(op, to)],
    };

    private static string Cast(string value, DataType type, LoweringContext to) =>
        to.Node("Cast", [value], new OnnxAttribute("to", (long)type));

    /// <summary>Attributes that ONNX spells as we do.</summary>
    private static OnnxAttribute[] Copy(Operator op, params ReadOnlySpan<string> names)
    {
        List<OnnxAttribute> attributes = [];
        foreach ((string name, object value) in op.Attributes.Items)
        {
            if (names.Contains(name))
                attributes.Add(new OnnxAttribute(name, value));
        }

        return [.. attributes];
    }

    /// <summary>Inputs from a position on, with the constant operand where there is one.</summary>
    private static string[] Operands(Operator op, LoweringContext to, int from = 0)
    {
        List<string> operands = [.. Enumerable.Range(from, op.Inputs.Count - from).Select(to.Input)];
        if (op.Attributes.Number("scalar") is { } scalar)
        {
            string constant = to.Scalar(scalar, op.Inputs[from].Type);
            operands.Insert(op.Attributes.Integer("scalar_left") == 1 ? 0 : operands.Count, constant);
        }

        return [.. operands];
    }

    private static string Linear(Operator op, LoweringContext to)
    {
        bool bias = op.Inputs.Count > 2;
        if (op.Inputs[0].Shape!.Rank == 2 && (bias || to.IsShared(1)))
            return to.Node("Gemm", to.Inputs(), new OnnxAttribute("transB", 1L));
        if (to.IsShared(1))
        {
            // The weight is stored once, as its other user wants it; a product that reads it as it lies costs no more than another.
            string rows = to.Node("Reshape", [to.Input(0), to.Integers([-1, op.Inputs[0].Shape![^1]])]);
            string[] operands = [rows, .. Enumerable.Range(1, op.Inputs.Count - 1).Select(to.Input)];
            return to.Node("Reshape", [to.Node("Gemm", operands, new OnnxAttribute("transB", 1L)),
                to.Integers([.. op.Outputs[0].Shape!])]);
        }

        string product = to.Node("MatMul", [to.Input(0), to.TransposedInput(1)]);
        return bias ? to.Node("Add", [to.Input(2), product]) : product;
    }

    private static string Conv1D(Operator op, LoweringContext to)
    {
        TensorShape x = op.Inputs[0].Shape!;
        string rows = to.Node("Reshape", [to.Input(0), to.Integers([-1, x[^1]])]);
        string product = to.Node("Gemm", [rows, to.Input(1), to.Input(2)]);
        return to.Node("Reshape", [product, to.Integers([.. op.Outputs[0].Shape!])]);
    }

    private static string AdaptivePool(Operator op, LoweringContext to)
    {
        TensorShape x = op.Inputs[0].Shape!;
        IReadOnlyList<long> size = op.Attributes.Integers("output_size")!;
        if (size.All(side => side == 1))
            return to.Node("GlobalAveragePool", to.Inputs());
        long[] window = new long[size.Count];
        for (int index = 0; index < window.Length; index++)
        {
            if (x[index + 2] % size[index] != 0)
                throw new InputException(new InputPlace(Node: op.Scope.Path),
                    $"pooling {x} to {string.Join('x', size)} has windows of unequal size, which ONNX cannot express: choose an input "
                    + $"whose sizes are multiples");
            window[index] = x[index + 2] / size[index];
        }

        return to.Node("AveragePool", to.Inputs(), new OnnxAttribute("kernel_shape", window), new OnnxAttribute("strides", window));
    }

    /// <summary>x · 1 / √(mean(x²) + ε) · weight, which may be absent</summary>
    private static string RmsNorm(Operator op, LoweringContext to)
    {
        string x = to.Input(0);
        DataType type = op.Inputs[0].Type;
        string square = to.Node("Pow", [x, to.Scalar(2, type)]);
        string mean = to.Node("ReduceMean", [square], new OnnxAttribute("axes", new long[] { -1 }), new OnnxAttribute("keepdims", 1L));
        string root = to.Node("Sqrt", [to.Node("Add", [mean, to.Scalar(op.Attributes.Number("epsilon") ?? 1e-6, type)])]);
        string normed = to.Node("Mul", [x, to.Node("Reciprocal", [root])]);
        return op.Inputs.Count > 1 ? to.Node("Mul", [to.Input(1), normed]) : normed;
    }

    /// <summary>Of operator set 17, sums have their dimensions as an input, extremes as an attribute.</summary>
    private static string Reduction(Operator op, LoweringContext to)
    {
        OnnxAttribute keeps = new("keepdims", op.Attributes.Integer("keepdims") ?? 0);
        long[] axes = [op.Attributes.Integer("axis")!.Value];
        return op.Type == "ReduceSum"
            ? to.Node("ReduceSum", [to.Input(0), to.Integers(axes)], keeps)
            : to.Node(op.Type, [to.Input(0)], new OnnxAttribute("axes", axes), keeps);
    }

    private static string Slice(Operator op, LoweringContext to)
    {
        return to.Node("Slice", [to.Input(0), Bound("start"), Bound("end"), Bound("axis")]);

        string Bound(string name) => to.Integers([op.Attributes.Integer(name)!.Value]);
    }

    private static string[] Split(Operator op, LoweringContext to)
    {
        long axis = op.Attributes.Integer("axis")!.Value;
        long[] sizes = [.. op.Outputs.Select(output => output.Shape![(int)(axis < 0 ? axis + output.Shape.Rank : axis)])];
        return to.Node("Split", sizes.Length, [to.Input(0), to.Integers(sizes)], new OnnxAttribute("axis", axis));
    }
}
