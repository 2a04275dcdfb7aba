using System.Buffers.Binary;
using JouleTree.Graphs.Onnx.Format;
using JouleTree.Graphs.Tests.Onnx.Fuzzing;

namespace JouleTree.Graphs.Tests.Onnx.Newer;

/// <summary>A small model of operators that are newer than the backend suite that is installed, with what it must make.</summary>
/// <param name="Name">What is tried.</param>
/// <param name="Opset">Version of the standard operator set.</param>
/// <param name="Inputs">What it reads, by name: what is stored has <see cref="OnnxTensor.IsBuffer"/>, the rest is given to a run.</param>
/// <param name="Nodes">Its nodes.</param>
/// <param name="Made">
/// Types and shapes of the outputs of the last node by the specification, as <c>int64 2x3, 4x5</c>; float32 is not written. In place
/// of a shape stands <c>?</c> where data decide it, and <c>&lt;=</c> before one that is the largest that can come; <c>-</c> stands
/// for an output left out, <c>*</c> for one that is no tensor.
/// </param>
internal sealed record NewerCase(string Name, long Opset, IReadOnlyList<OnnxTensor> Inputs, IReadOnlyList<OnnxNode> Nodes, string Made)
{
    /// <summary>A model of one node.</summary>
    /// <param name="name">What is tried.</param>
    /// <param name="opset">Version of the standard operator set.</param>
    /// <param name="type">Operator type, after its domain and a colon where it is not the standard one.</param>
    /// <param name="made">What it must make.</param>
    /// <param name="inputs">What it reads; null for what is left out.</param>
    /// <param name="attributes">Its attributes.</param>
    public static NewerCase Of(
        string name, long opset, string type, string made, OnnxTensor?[] inputs, params (string Name, object Value)[] attributes)
    {
        OnnxTensor?[] named =
            [.. inputs.Select((tensor, index) => tensor is null ? null : tensor with { Name = $"{(char)('a' + index)}{tensor.Name}" })];
        string[] parts = type.Split(':');
        OnnxNode node = new()
        {
            Name = "node",
            Domain = parts.Length > 1 ? parts[0] : "",
            OpType = parts[^1],
            Inputs = [.. named.Select(tensor => tensor?.Name ?? "")],
            Outputs = [.. made.Split(", ").Select((what, index) => what == "-" ? "" : $"made{index}")],
            Attributes = [.. attributes.Select(attribute => new OnnxAttribute(attribute.Name, attribute.Value))],
        };
        return new NewerCase($"{type}-{opset} {name}", opset, [.. named.OfType<OnnxTensor>()], [node], made);
    }

    /// <summary>A run of it; every value is an output.</summary>
    public RunnableModel ToRunnable()
    {
        OnnxTensor[] given = [.. Inputs.Where(tensor => !tensor.IsBuffer)];
        Dictionary<string, long> opsets = new() { [""] = Opset };
        foreach (OnnxNode node in Nodes.Where(node => node.Domain.Length > 0))
            opsets[node.Domain] = node.Domain == "ai.onnx.ml" ? Opset >= 21 ? 5 : Opset >= 19 ? 4 : 3 : 1;
        return new RunnableModel(Name, new OnnxModel
        {
            Name = "newer",
            IrVersion = Opset >= 25 ? 13 : Opset >= 23 ? 11 : 10,
            Opsets = opsets,
            Nodes = Nodes,
            Initializers = [.. Inputs.Where(tensor => tensor.IsBuffer)],
            Inputs = [.. given.Select(tensor => new OnnxValue(tensor.Name, tensor.Type, null))],
            Outputs = [.. Nodes[^1].Outputs.Where(name => name.Length > 0).Select(name => new OnnxValue(name, DataType.Unknown, null))],
        }, given);
    }

    /// <summary>Numbers that a run is given.</summary>
    public static OnnxTensor F(params long[] sizes) => Given(DataType.Float32, sizes);

    /// <summary>Elements of a type that a run is given: small ones of both signs, or 0, 1 and 2.</summary>
    public static OnnxTensor Given(DataType type, params long[] sizes)
    {
        TensorShape shape = new(sizes);
        byte[] raw = new byte[type == DataType.Text ? 0 : type.BytesOf(shape.Elements)];
        for (int index = 0; index < shape.Elements; index++)
        {
            switch (type)
            {
                case DataType.Float32:
                    BinaryPrimitives.WriteSingleLittleEndian(raw.AsSpan(4 * index), ((index % 7) - 3) * 0.25f);
                    break;
                case DataType.Float16:
                    BinaryPrimitives.WriteHalfLittleEndian(raw.AsSpan(2 * index), (Half)(((index % 7) - 3) * 0.25f));
                    break;
                case DataType.Int64 or DataType.Int32 or DataType.UInt8 or DataType.Int8 or DataType.UInt32 or DataType.Int16:
                    raw[index * type.Bytes()] = (byte)(index % 3);
                    break;
                case DataType.Bool:
                    raw[index] = (byte)(index % 2);
                    break;
            }
        }

        return new OnnxTensor { Name = "", Type = type, Shape = shape, Raw = type == DataType.Text ? null : raw };
    }

    /// <summary>Stored zeros of a type.</summary>
    public static OnnxTensor Stored(DataType type, params long[] sizes) => Given(type, sizes) with { IsBuffer = true };

    /// <summary>A stored vector of 64-bit integers.</summary>
    public static OnnxTensor Ints(params long[] numbers) => Int64s([numbers.Length], numbers);

    /// <summary>A stored 64-bit integer.</summary>
    public static OnnxTensor Int(long number) => Int64s([], number);

    /// <summary>Stored 64-bit integers.</summary>
    public static OnnxTensor Int64s(long[] sizes, params long[] numbers)
    {
        byte[] raw = new byte[8 * numbers.Length];
        for (int index = 0; index < numbers.Length; index++)
            BinaryPrimitives.WriteInt64LittleEndian(raw.AsSpan(8 * index), numbers[index]);
        return new OnnxTensor { Name = "", Type = DataType.Int64, Shape = new TensorShape(sizes), Raw = raw, IsBuffer = true };
    }

    /// <summary>Stored 32-bit integers.</summary>
    public static OnnxTensor Int32s(long[] sizes, params int[] numbers)
    {
        byte[] raw = new byte[4 * numbers.Length];
        for (int index = 0; index < numbers.Length; index++)
            BinaryPrimitives.WriteInt32LittleEndian(raw.AsSpan(4 * index), numbers[index]);
        return new OnnxTensor { Name = "", Type = DataType.Int32, Shape = new TensorShape(sizes), Raw = raw, IsBuffer = true };
    }

    /// <summary>A stored vector of numbers.</summary>
    public static OnnxTensor Floats(params float[] numbers)
    {
        byte[] raw = new byte[4 * numbers.Length];
        for (int index = 0; index < numbers.Length; index++)
            BinaryPrimitives.WriteSingleLittleEndian(raw.AsSpan(4 * index), numbers[index]);
        return new OnnxTensor
        {
            Name = "",
            Type = DataType.Float32,
            Shape = new TensorShape(numbers.Length),
            Raw = raw,
            IsBuffer = true,
        };
    }

    /// <summary>A stored number.</summary>
    public static OnnxTensor Single(float number) => Floats(number) with { Shape = TensorShape.Scalar };
}
