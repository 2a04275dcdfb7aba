using System.Buffers.Binary;
using JouleTree.Graphs.Onnx.Format;

namespace JouleTree.Graphs.Tests.Onnx;

/// <summary>Small ONNX models of kinds that the zoo does not write.</summary>
internal static class TestModels
{
    /// <summary>
    /// A loop of five steps, a condition that data decide, and a condition that is constant, each with linear layers of 16.
    /// </summary>
    public static OnnxModel ControlFlow() => Model(
        [Value("x", 2, 16)], ["then_or_else", "taken"],
        [
            Numbers("steps", 5), Flag("go", true), Stored("w", 16, 16), Stored("big", 16, 64), Stored("narrow", 64, 16),
                Flag("always", true),
        ],
        [
            Node("Loop", "loop", ["steps", "go", "x"], ["looped"], new OnnxAttribute("body", new OnnxSubgraph
            {
                Name = "body",
                Inputs = [Scalar("i"), Scalar("c"), new OnnxValue("h", DataType.Float32, null)],
                Nodes = [Node("Identity", "keep", ["c"], ["next"]), Node("MatMul", "step", ["h", "w"], ["h2"])],
                Outputs = [Scalar("next"), new OnnxValue("h2", DataType.Float32, null)],
            })),
            Node("ReduceSum", "sum", ["looped"], ["total"], new OnnxAttribute("keepdims", 0L)),
            Node("Greater", "greater", ["total", "limit"], ["positive"]),
            Node("If", "choose", ["positive"], ["then_or_else"], Branch("then_branch", "MatMul", "w", "t"),
                new OnnxAttribute("else_branch", new OnnxSubgraph
            {
                Nodes = [Node("MatMul", "wide", ["looped", "big"], ["e1"]), Node("MatMul", "back", ["e1", "narrow"], ["e2"])],
                Outputs = [new OnnxValue("e2", DataType.Float32, null)],
            })),
            Node("If", "fixed", ["always"], ["taken"], Branch("then_branch", "MatMul", "w", "t2"),
                Branch("else_branch", "Add", "x", "e3")),
        ],
        [Single("limit", 0)]);

    /// <summary>QLinearConv, DynamicQuantizeLinear with MatMulInteger, a dequantised weight, and MatMulNBits.</summary>
    public static OnnxModel Quantized() => Model(
        [Value("image", 1, 4, 8, 8), Value("x", 3, 32)], ["y", "z", "q4"],
        [
            Bytes("kernel", DataType.Int8, 8, 4, 3, 3), Bytes("rows", DataType.UInt8, 32, 16), Bytes("packed", DataType.UInt8, 10, 1, 16),
                Bytes("fc", DataType.Int8, 16, 5),
            Bytes("zero", DataType.UInt8), Bytes("zero8", DataType.Int8), Single("scale", 0.1f), Stored("scales", 10),
        ],
        [
            Node("QuantizeLinear", "quantize", ["image", "scale", "zero"], ["q"]),
            Node("QLinearConv", "conv", ["q", "scale", "zero", "kernel", "scale", "zero8", "scale", "zero"], ["qy"],
                new OnnxAttribute("pads", new long[] { 1, 1, 1, 1 })),
            Node("DequantizeLinear", "dequantize", ["qy", "scale", "zero"], ["y"]),
            Node("DynamicQuantizeLinear", "dynamic", ["x"], ["xq", "xs", "xz"]),
            Node("MatMulInteger", "product", ["xq", "rows", "xz", "zero"], ["integers"]),
            Node("Cast", "cast", ["integers"], ["floats"], new OnnxAttribute("to", 1L)),
            Node("DequantizeLinear", "weight", ["fc", "scale", "zero8"], ["fcf"]),
            Node("MatMul", "linear", ["floats", "fcf"], ["z"]),
            Node("MatMulNBits", "four", ["x", "packed", "scales"], ["q4"], new OnnxAttribute("K", 32L), new OnnxAttribute("N", 10L),
                new OnnxAttribute("bits", 4L), new OnnxAttribute("block_size", 32L))
                with { Domain = "com.microsoft" },
        ]);

    /// <summary>A model of float outputs.</summary>
    public static OnnxModel Model(OnnxValue[] inputs, string[] outputs, OnnxTensor[] stored, OnnxNode[] nodes, params OnnxTensor[] more) =>
        new()
        {
            Name = "test",
            Inputs = inputs,
            Outputs = [.. outputs.Select(name => new OnnxValue(name, DataType.Float32, null))],
            Initializers = [.. stored, .. more],
            Nodes = nodes,
            Opsets = new Dictionary<string, long> { [""] = 17, ["com.microsoft"] = 1 },
        };

    public static OnnxNode Node(string type, string name, string[] inputs, string[] outputs, params OnnxAttribute[] attributes) =>
        new() { Name = name, OpType = type, Inputs = inputs, Outputs = outputs, Attributes = attributes };

    public static OnnxValue Value(string name, params long[] sizes) =>
        new(name, DataType.Float32, [.. sizes.Select(size => new OnnxDimension(size))]);

    /// <summary>Weights of zeros.</summary>
    public static OnnxTensor Stored(string name, params long[] sizes)
    {
        TensorShape shape = new(sizes);
        return new OnnxTensor { Name = name, Type = DataType.Float32, Shape = shape, Raw = new byte[4 * shape.Elements] };
    }

    private static OnnxAttribute Branch(string name, string type, string operand, string output) => new(name, new OnnxSubgraph
    {
        Nodes = [Node(type, output, ["looped", operand], [output])],
        Outputs = [new OnnxValue(output, DataType.Float32, null)],
    });

    private static OnnxValue Scalar(string name) => new(name, name == "i" ? DataType.Int64 : DataType.Bool, []);

    private static OnnxTensor Bytes(string name, DataType type, params long[] sizes)
    {
        TensorShape shape = new(sizes);
        return new OnnxTensor { Name = name, Type = type, Shape = shape, Raw = new byte[shape.Elements] };
    }

    private static OnnxTensor Flag(string name, bool value) => new()
    {
        Name = name,
        Type = DataType.Bool,
        Shape = TensorShape.Scalar,
        Raw = new[] { value ? (byte)1 : (byte)0 },
    };

    private static OnnxTensor Single(string name, float value)
    {
        byte[] raw = new byte[4];
        BinaryPrimitives.WriteSingleLittleEndian(raw, value);
        return new OnnxTensor { Name = name, Type = DataType.Float32, Shape = TensorShape.Scalar, Raw = raw };
    }

    private static OnnxTensor Numbers(string name, long value)
    {
        byte[] raw = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(raw, value);
        return new OnnxTensor { Name = name, Type = DataType.Int64, Shape = TensorShape.Scalar, Raw = raw };
    }
}
