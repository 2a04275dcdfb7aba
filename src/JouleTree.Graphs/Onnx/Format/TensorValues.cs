using System.Buffers.Binary;
using JouleTree.Core.Errors;

namespace JouleTree.Graphs.Onnx.Format;

/// <summary>The values of a tensor while it is read, in whichever of its fields they are.</summary>
internal sealed class TensorValues
{
    private ReadOnlyMemory<byte>? _raw;
    private OnnxDataPlace? _place;
    private long _texts;

    /// <summary>Values of the integer fields.</summary>
    public List<long> Integers { get; } = [];

    /// <summary>Values of the floating-point fields that came one by one.</summary>
    public List<double> Numbers { get; } = [];

    /// <summary>Values as they are: in memory, or their place in the file.</summary>
    /// <param name="payload">One of both.</param>
    public void Place((ReadOnlyMemory<byte>? Raw, OnnxDataPlace? Place) payload) => (_raw, _place) = payload;

    /// <summary>Passes over a text.</summary>
    /// <param name="length">Its bytes.</param>
    /// <param name="reader">Where it is.</param>
    public void AddText(long length, ProtobufReader reader)
    {
        _texts++;
        reader.Skip(length);
    }

    /// <summary>The tensor, if its values are as many as its shape says.</summary>
    /// <exception cref="InputException">They are not, or its type is not given.</exception>
    public OnnxTensor ToTensor(string name, DataType type, TensorShape shape)
    {
        if (type == DataType.Unknown)
            throw new InputException($"tensor {name} has no data type: the model is not well-formed");
        if (type == DataType.Text)
            return new OnnxTensor { Name = name, Type = type, Shape = shape };
        if (_raw is null && _place is null && (Integers.Count > 0 || Numbers.Count > 0))
            _raw = Pack(type);
        if (_raw is null && _place is null && shape.Elements == 0)
            _raw = ReadOnlyMemory<byte>.Empty;
        long found = _raw?.Length ?? _place?.Length ?? 0;
        long needed = type.BytesOf(shape.Elements);
        if (found != needed)
            throw new InputException(
                $"tensor {name}: {found} bytes of values, but {type.ToName()} {shape} has {needed}: the file is damaged");
        return new OnnxTensor { Name = name, Type = type, Shape = shape, Raw = _raw, Place = _place };
    }

    /// <summary>
    /// Values from typed lists in the raw form. Types of less than four bytes, 4-bit pairs included, are in the integer list as they are
    /// stored.
    /// </summary>
    private byte[] Pack(DataType type)
    {
        int size = Math.Max(1, Math.Min(8, type.Bits() / 8));
        byte[] raw = new byte[size * Math.Max(Integers.Count, Numbers.Count)];
        Span<byte> whole = stackalloc byte[8];
        for (int index = 0; index < Integers.Count; index++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(whole, Integers[index]);
            whole[..size].CopyTo(raw.AsSpan(index * size));
        }

        for (int index = 0; index < Numbers.Count && size >= 4; index++)
        {
            if (type == DataType.Float64)
                BinaryPrimitives.WriteDoubleLittleEndian(raw.AsSpan(index * size), Numbers[index]);
            else
                BinaryPrimitives.WriteSingleLittleEndian(raw.AsSpan(index * size), (float)Numbers[index]);
        }

        return raw;
    }
}
