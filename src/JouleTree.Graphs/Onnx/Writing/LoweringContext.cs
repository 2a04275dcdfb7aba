using System.Buffers.Binary;
using JouleTree.Graphs.Onnx.Format;

namespace JouleTree.Graphs.Onnx.Writing;

/// <summary>What writing one operator needs: its inputs by name, and places for nodes and constants in its scope.</summary>
internal sealed class LoweringContext(Lowering lowering, Operator op, string scope)
{
    /// <summary>Name of the operator's input, which may be a weight.</summary>
    public string Input(int index) =>
        op.Inputs[index] is { Part: { } part } view ? Rows(view, part) : lowering.ValueOf(op.Inputs[index]);

    /// <summary>Names of all inputs.</summary>
    public string[] Inputs() => [.. Enumerable.Range(0, op.Inputs.Count).Select(Input)];

    /// <summary>Name of an input that is a weight, stored with its two dimensions exchanged.</summary>
    public string TransposedInput(int index) => lowering.TransposedValueOf(op.Inputs[index]);

    /// <summary>An input that other operators read as well.</summary>
    public bool IsShared(int index) => lowering.IsShared(op.Inputs[index]);

    /// <summary>Rows of a matrix that is stored as its linear layer has it: with its dimensions exchanged.</summary>
    private string Rows(Tensor view, RowGroups part)
    {
        TensorShape matrix = view.ViewOf!.Shape!;
        long count = part.IsExchanged ? view.Shape![2] : view.Shape![1];
        string groups = Node("Reshape",
            [lowering.TransposedValueOf(view.ViewOf), Integers([matrix[1], part.Groups, matrix[0] / part.Groups])]);
        string rows = Node("Slice", [groups, Integers([part.Start]), Integers([part.Start + count]), Integers([2])]);
        return Node("Transpose", [rows], new OnnxAttribute("perm", part.IsExchanged ? [1L, 0, 2] : new long[] { 1, 2, 0 }));
    }

    /// <summary>Adds a node of one output.</summary>
    public string Node(string opType, IReadOnlyList<string> inputs, params IReadOnlyList<OnnxAttribute> attributes) =>
        lowering.Add(scope, opType, inputs, 1, attributes)[0];

    /// <summary>Adds a node of several outputs.</summary>
    public string[] Node(string opType, int outputs, IReadOnlyList<string> inputs, params IReadOnlyList<OnnxAttribute> attributes) =>
        lowering.Add(scope, opType, inputs, outputs, attributes);

    /// <summary>Adds a node of one output of the operators that ONNX Runtime has beside ONNX's.</summary>
    public string ContribNode(string opType, IReadOnlyList<string> inputs, params IReadOnlyList<OnnxAttribute> attributes) =>
        lowering.Add(scope, opType, inputs, 1, attributes, "com.microsoft")[0];

    /// <summary>Says that a value holds numbers of 8 bits, and what turns them back.</summary>
    public void Quantize(QuantizedValue value) => lowering.Quantize(value);

    /// <summary>What turns the numbers of 8 bits of an input back.</summary>
    public QuantizedValue Quantized(int index) => lowering.Quantized(op.Inputs[index]);

    /// <summary>A part of an input that is a narrow weight.</summary>
    public string Part(int index, string part, DataType type, TensorShape shape, TensorFill fill, double scale = 1) =>
        lowering.Part(op.Inputs[index], part, type, shape, fill, scale);

    /// <summary>A scalar of a type.</summary>
    public string Scalar(double value, DataType type)
    {
        byte[] raw = new byte[type.Bytes()];
        switch (type)
        {
            case DataType.Float32: BinaryPrimitives.WriteSingleLittleEndian(raw, (float)value); break;
            case DataType.Float16: BinaryPrimitives.WriteHalfLittleEndian(raw, (Half)Math.Clamp(value, -65504, 65504)); break;
            case DataType.BFloat16:
                BinaryPrimitives.WriteUInt16LittleEndian(raw,
                (ushort)(BitConverter.SingleToUInt32Bits((float)value) >> 16)); break;
            case DataType.Float64: BinaryPrimitives.WriteDoubleLittleEndian(raw, value); break;
            case DataType.Int32: BinaryPrimitives.WriteInt32LittleEndian(raw, (int)value); break;
            case DataType.Int64: BinaryPrimitives.WriteInt64LittleEndian(raw, (long)value); break;
            default: raw[0] = (byte)value; break;
        }

        return lowering.Constant(scope, type, TensorShape.Scalar, raw);
    }

    /// <summary>Two 32-bit numbers.</summary>
    public string Pair(float first, float second)
    {
        byte[] raw = new byte[8];
        BinaryPrimitives.WriteSingleLittleEndian(raw, first);
        BinaryPrimitives.WriteSingleLittleEndian(raw.AsSpan(4), second);
        return lowering.Constant(scope, DataType.Float32, new TensorShape(2), raw);
    }

    /// <summary>A list of 64-bit integers, such as a shape.</summary>
    public string Integers(IReadOnlyList<long> values)
    {
        byte[] raw = new byte[8 * values.Count];
        for (int index = 0; index < values.Count; index++)
            BinaryPrimitives.WriteInt64LittleEndian(raw.AsSpan(8 * index), values[index]);
        return lowering.Constant(scope, DataType.Int64, new TensorShape(values.Count), raw);
    }
}
