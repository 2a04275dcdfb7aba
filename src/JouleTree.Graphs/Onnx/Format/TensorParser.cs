using System.Buffers.Binary;
using System.Globalization;
using JouleTree.Core.Errors;

namespace JouleTree.Graphs.Onnx.Format;

/// <summary>Tensors of ONNX files, their large values left in the file.</summary>
internal sealed class TensorParser(ProtobufReader reader, string fileName)
{
    /// <summary>Values up to this many bytes are read; shapes and constants are smaller, weights larger.</summary>
    private const long SmallBytes = 4096;

    /// <summary>A data type by its number.</summary>
    /// <exception cref="InputException">There is no type of this number.</exception>
    public static DataType TypeOf(long number) => number is >= 0 and <= 1000 && Enum.IsDefined((DataType)number)
        ? (DataType)number
        : throw new InputException($"data type {number} is not known: expected one of the types 1 to {(int)DataType.Int2} of ONNX");

    /// <summary>A TensorProto.</summary>
    public OnnxTensor Tensor(long end)
    {
        List<long> dimensions = [];
        TensorValues values = new();
        Dictionary<string, string>? external = null;
        (string name, string remark) = ("", "");
        DataType type = DataType.Unknown;
        while (reader.Next(end, out int field, out int kind))
        {
            switch (field, kind)
            {
                case (1, 0 or 2): Integers(kind, end, dimensions); break;
                case (2, 0): type = TypeOf(reader.Integer()); break;
                case (4 or 10, 2): values.Place(Payload(end)); break;
                case (4, 5): Floats(kind, end, values.Numbers); break;
                case (5 or 7 or 11, 0 or 2): Integers(kind, end, values.Integers); break;
                case (6, 2): values.AddText(reader.Length(end), reader); break;
                case (8, 2): name = reader.Text(end); break;
                case (9, 2): values.Place(Payload(end)); break;
                case (10, 1):
                    values.Numbers.Add(
                    BitConverter.Int64BitsToDouble(BinaryPrimitives.ReadInt64LittleEndian(reader.Take(8)))); break;
                case (12, 2): remark = reader.Text(end); break;
                case (13, 2): Entry(Within(end), external ??= new Dictionary<string, string>(StringComparer.Ordinal)); break;
                default: reader.SkipField(kind, end); break;
            }
        }

        TensorShape shape = new(dimensions.ToArray());
        bool isBuffer = remark == OnnxTensor.BufferRemark;
        if (external is not null && external.TryGetValue("location", out string? location))
            return new OnnxTensor
            {
                Name = name,
                Type = type,
                Shape = shape,
                Place = External(name, type, shape, location, external),
                IsExternal = true,
                IsBuffer = isBuffer,
            };
        return values.ToTensor(name, type, shape) with { IsBuffer = isBuffer };
    }

    /// <summary>Integers, packed or one by one.</summary>
    public void Integers(int kind, long end, List<long> values)
    {
        if (kind == 0)
        {
            values.Add(reader.Integer());
            return;
        }

        long listEnd = Within(end);
        while (reader.Position < listEnd)
            values.Add(reader.Integer());
    }

    /// <summary>32-bit floating-point numbers, packed or one by one.</summary>
    public void Floats(int kind, long end, List<double> values)
    {
        if (kind == 5)
        {
            values.Add(reader.Float());
            return;
        }

        long listEnd = Within(end);
        while (reader.Position < listEnd)
            values.Add(reader.Float());
    }

    /// <summary>A key with its value.</summary>
    public void Entry(long end, Dictionary<string, string> entries)
    {
        (string key, string value) = ("", "");
        while (reader.Next(end, out int field, out int kind))
        {
            switch (field, kind)
            {
                case (1, 2): key = reader.Text(end); break;
                case (2, 2): value = reader.Text(end); break;
                default: reader.SkipField(kind, end); break;
            }
        }

        entries[key] = value;
    }

    /// <summary>Bytes that hold values as they are: read if they are few, else passed over with their place noted.</summary>
    private (ReadOnlyMemory<byte>?, OnnxDataPlace?) Payload(long end)
    {
        long length = reader.Length(end);
        if (length > SmallBytes)
        {
            OnnxDataPlace place = new(fileName, reader.Position, length);
            reader.Skip(length);
            return (null, place);
        }

        return (reader.Take((int)length), null);
    }

    private OnnxDataPlace External(string name, DataType type, TensorShape shape, string location, Dictionary<string, string> entries)
    {
        long needed = type.BytesOf(shape.Elements);
        long length = entries.ContainsKey("length") ? Number(entries, "length") : needed;
        return length == needed
            ? new OnnxDataPlace(location, Number(entries, "offset"), length)
            : throw new InputException($"tensor {name}: {length} bytes of external data, but {type.ToName()} {shape} has {needed}");
    }

    private long Number(Dictionary<string, string> entries, string key)
    {
        if (!entries.TryGetValue(key, out string? text))
            return 0;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            ? number
            : throw reader.Broken($"the {key} of external data is '{text}'");
    }

    private long Within(long end) => reader.Length(end) + reader.Position;
}
