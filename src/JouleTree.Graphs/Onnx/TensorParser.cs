using System.Buffers.Binary;
using System.Globalization;

namespace JouleTree.Graphs.Onnx;

/// <summary>Tensors of ONNX files, their large values left in the file.</summary>
internal sealed class TensorParser(ProtobufReader reader, string fileName)
{
    /// <summary>Values up to this many bytes are read; shapes and constants are smaller, weights larger.</summary>
    private const long SmallBytes = 4096;

    /// <summary>One of our data types; unknown for another number.</summary>
    public static DataType TypeOf(long number) => Enum.IsDefined((DataType)(int)Math.Clamp(number, 0, 1000)) ? (DataType)number : DataType.Unknown;

    /// <summary>A TensorProto.</summary>
    public OnnxTensor Tensor(long end)
    {
        List<long> dimensions = [];
        List<long> integers = [];
        List<double> numbers = [];
        Dictionary<string, string> external = new(StringComparer.Ordinal);
        (string name, string remark) = ("", "");
        DataType type = DataType.Unknown;
        ReadOnlyMemory<byte>? raw = null;
        OnnxDataPlace? place = null;
        while (reader.Next(end, out int field, out int kind))
        {
            switch (field, kind)
            {
                case (1, _): Integers(kind, end, dimensions); break;
                case (2, 0): type = TypeOf(reader.Integer()); break;
                case (4, _): Floats(kind, end, numbers); break;
                case (5 or 7 or 11, _): Integers(kind, end, integers); break;
                case (8, 2): name = reader.Text(end); break;
                case (9, 2): (raw, place) = Raw(end); break;
                case (10, 2): Doubles(end, numbers); break;
                case (12, 2): remark = reader.Text(end); break;
                case (13, 2): Entry(reader.Length(end) + reader.Position, external); break;
                default: reader.SkipField(kind, end); break;
            }
        }

        TensorShape shape = new(dimensions.ToArray());
        if (external.TryGetValue("location", out string? location))
            place = new OnnxDataPlace(location, Number(external, "offset"), external.ContainsKey("length") ? Number(external, "length") : shape.Elements * (type == DataType.Unknown ? 0 : type.Bytes()));
        if (raw is null && place is null && (integers.Count > 0 || numbers.Count > 0))
            raw = Pack(type, integers, numbers);
        if (raw is null && place is null && shape.Elements == 0)
            raw = ReadOnlyMemory<byte>.Empty;
        return new OnnxTensor { Name = name, Type = type, Shape = shape, Raw = raw, Place = place, IsBuffer = remark == OnnxTensor.BufferRemark };
    }

    /// <summary>Integers, packed or one by one.</summary>
    public void Integers(int kind, long end, List<long> values)
    {
        if (kind == 0)
        {
            values.Add(reader.Integer());
            return;
        }

        long listEnd = reader.Length(end) + reader.Position;
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

        long listEnd = reader.Length(end) + reader.Position;
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

    private (ReadOnlyMemory<byte>?, OnnxDataPlace?) Raw(long end)
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

    private void Doubles(long end, List<double> values)
    {
        byte[] bytes = reader.Bytes(end);
        for (int index = 0; index + 8 <= bytes.Length; index += 8)
            values.Add(BinaryPrimitives.ReadDoubleLittleEndian(bytes.AsSpan(index)));
    }

    private long Number(Dictionary<string, string> entries, string key)
    {
        if (!entries.TryGetValue(key, out string? text))
            return 0;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            ? number
            : throw reader.Broken($"the {key} of external data is '{text}'");
    }

    /// <summary>Values from typed lists in the raw form.</summary>
    private static byte[] Pack(DataType type, List<long> integers, List<double> numbers)
    {
        int size = type == DataType.Unknown ? 8 : type.Bytes();
        byte[] raw = new byte[size * Math.Max(integers.Count, numbers.Count)];
        Span<byte> whole = stackalloc byte[8];
        for (int index = 0; index < integers.Count; index++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(whole, integers[index]);
            whole[..size].CopyTo(raw.AsSpan(index * size));
        }

        for (int index = 0; index < numbers.Count; index++)
        {
            if (size == 8)
                BinaryPrimitives.WriteDoubleLittleEndian(raw.AsSpan(index * size), numbers[index]);
            else
                BinaryPrimitives.WriteSingleLittleEndian(raw.AsSpan(index * size), (float)numbers[index]);
        }

        return raw;
    }
}
