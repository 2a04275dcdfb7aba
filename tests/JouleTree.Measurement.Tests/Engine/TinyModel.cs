using System.Text;
using JouleTree.Measurement.Engine;

namespace JouleTree.Measurement.Tests.Engine;

/// <summary>
/// An ONNX model written by hand, field by field of onnx.proto, so that tests of the engine need no file:
/// y = x · w + b with x [n, 2], where w [2, 3] may be declared as external data.
/// </summary>
internal static class TinyModel
{
    public static readonly float[] Weights = [1, 2, 3, 4, 5, 6];

    public static byte[] Linear(bool externalWeights = false, string product = "MatMul")
    {
        byte[] weights = externalWeights
            ? [.. Dims(2, 3), .. Int(2, 1), .. Text(8, "w"),
                .. Message(13, [.. Text(1, "location"), .. Text(2, EngineModel.WeightLocation)]), .. Int(14, 1)]
            : [.. Dims(2, 3), .. Int(2, 1), .. Text(8, "w"), .. Bytes(9, FloatBytes(Weights))];
        byte[] bias = [.. Dims(3), .. Int(2, 1), .. Text(8, "b"), .. Bytes(9, FloatBytes([10, 20, 30]))];
        byte[] graph =
        [
            .. Message(1, Node("/fc/MatMul", product, ["x", "w"], ["h"])),
            .. Message(1, Node("/fc/Add", "Add", ["h", "b"], ["y"])),
            .. Text(2, "tiny"),
            .. Message(5, weights),
            .. Message(5, bias),
            .. Message(11, Value("x", "n", 2)),
            .. Message(12, [.. Text(1, "y")]),
        ];
        return [.. Int(1, 8), .. Message(7, graph), .. Message(8, [.. Int(2, 17)])];
    }

    private static byte[] Node(string name, string type, string[] inputs, string[] outputs) =>
    [
        .. inputs.SelectMany(input => Text(1, input)), .. outputs.SelectMany(output => Text(2, output)),
        .. Text(3, name), .. Text(4, type),
    ];

    private static byte[] Value(string name, string symbol, long size)
    {
        byte[] shape = [.. Message(1, Text(2, symbol)), .. Message(1, Int(1, size))];
        return [.. Text(1, name), .. Message(2, Message(1, [.. Int(1, 1), .. Message(2, shape)]))];
    }

    private static byte[] Dims(params long[] sizes) => [.. sizes.SelectMany(size => Int(1, size))];

    private static byte[] FloatBytes(float[] values) => [.. values.SelectMany(BitConverter.GetBytes)];

    private static byte[] Text(int field, string text) => Bytes(field, Encoding.UTF8.GetBytes(text));

    private static byte[] Message(int field, byte[] content) => Bytes(field, content);

    private static byte[] Bytes(int field, byte[] content) =>
        [.. Varint(((ulong)field << 3) | 2), .. Varint((ulong)content.Length), .. content];

    private static byte[] Int(int field, long value) => [.. Varint((ulong)field << 3), .. Varint((ulong)value)];

    private static byte[] Varint(ulong value)
    {
        List<byte> bytes = [];
        for (; value >= 0x80; value >>= 7)
            bytes.Add((byte)(value | 0x80));
        bytes.Add((byte)value);
        return [.. bytes];
    }
}
